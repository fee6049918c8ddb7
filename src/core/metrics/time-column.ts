import type { ColumnType } from '../columns.ts';
import {
  and,
  column,
  compare,
  epochOf,
  instantIn,
  isFinite,
  isNaN,
  literal,
  not,
  or,
  type Condition,
  type EpochUnit,
  type Expression,
} from '../sql/expression.ts';
import { numbers, type ColumnNeed, type ColumnOf } from './definition.ts';
import type { TimeColumn } from './metric.ts';

const times: readonly ColumnType[] = ['timestampTz', 'timestamp', 'date'];

export const needsTime = ({ column: name, epochUnit }: TimeColumn): ColumnNeed =>
  epochUnit === undefined
    ? { column: name, types: times, hint: 'for numbers counted since 1970 set epochUnit' }
    : { column: name, types: [...times, ...numbers] };

/** A time column in the form that costs least: numbers stay numbers, and what they are compared with becomes one. */
export interface Time {
  /** An instant, or a number of units since 1970. */
  readonly value: Expression;
  /** Null where `value` is an instant. */
  readonly unit: EpochUnit | null;
  /** An instant as something that `value` can be compared with. */
  readonly comparable: (instant: Expression) => Expression;
  /** True for finite instants, and for numbers that mean one of the years 1 to 9999. */
  readonly isUsable: Condition;
  /** True for what is after an instant, infinity included; "not a number" is not. */
  readonly isAfter: (instant: Expression) => Condition;
}

export function timeOf({ column: name, timeZone, epochUnit }: TimeColumn, columnOf: ColumnOf): Time {
  const { type } = columnOf(name);
  const value = column(name);
  if (epochUnit === undefined || !numbers.includes(type)) {
    const instant = type === 'timestampTz' ? value : instantIn(timeZone, value);
    return {
      value: instant,
      unit: null,
      comparable: (other) => other,
      isUsable: isFinite(instant),
      isAfter: (other) => compare(instant, '>', other),
    };
  }
  const bound = (iso: string) => literal('integer', String((Date.parse(iso) / 1000) * perSecond[epochUnit]));
  const comparable = (instant: Expression) => epochOf(instant, epochUnit);
  const isBeyond = compare(value, '>=', bound('+010000-01-01T00:00:00Z'));
  const isUsable = and(compare(value, '>=', bound('0001-01-01T00:00:00Z')), not(isBeyond));
  return {
    value,
    unit: epochUnit,
    comparable,
    isUsable,
    isAfter: (instant) => {
      // what is usable first: the others may be too large to be compared with a number in floating point
      const isAfter = or(isBeyond, and(isUsable, compare(value, '>', comparable(instant))));
      return type === 'integer' ? isAfter : and(not(isNaN(value)), isAfter);
    },
  };
}

export const perSecond: Readonly<Record<EpochUnit, number>> = { s: 1, ms: 1000, us: 1_000_000 };

/** A number of units since 1970, as text, as ISO 8601 in UTC with microseconds; null for what is no such instant. */
export function isoOfEpoch(text: string, unit: EpochUnit): string | null {
  const microseconds = Math.round(Number(text) * (1_000_000 / perSecond[unit]));
  const ms = Math.floor(microseconds / 1000);
  if (text.trim() === '' || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  const rest = String(microseconds - ms * 1000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}
