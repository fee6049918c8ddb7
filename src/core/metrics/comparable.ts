import type { ColumnType } from '../columns.ts';
import { anyType } from './definition.ts';

/**
 * Types with an equality that is exact and the same for every session. JSON and unknown types have none that all
 * engines agree on.
 */
export const comparableTypes: readonly ColumnType[] = anyType.filter(
  (type) => type !== 'json' && type !== 'other',
);

/** Values of these types compare with each other without rounding and without the session's time zone. */
const families: readonly (readonly ColumnType[])[] = [
  ['integer', 'decimal'],
  ['date', 'timestamp'],
];

/** Whether a value of one type can equal one of the other. */
export const areComparable = (one: ColumnType, other: ColumnType): boolean =>
  comparableTypes.includes(one) &&
  (one === other || families.some((family) => family.includes(one) && family.includes(other)));
