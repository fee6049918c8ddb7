import type { ColumnType } from '../columns.ts';
import { areKeyPartners, isKeyType, keyTypes } from '../keys/key-types.ts';
import { comparedTypes, valueFamilyOf } from '../keys/value-families.ts';
import { needsOf } from '../metrics/catalogue.ts';
import { anyType } from '../metrics/definition.ts';
import { comparedMetric, type Comparison } from './compared-metrics.ts';
import type { ColumnField, ColumnPair } from './kind.ts';

const areOneFamily = (here: ColumnType, there: ColumnType): boolean =>
  valueFamilyOf(here) === valueFamilyOf(there);

/** Columns of keys that are read in one order on both sides. */
export const keyPair = (here: ColumnField, there: ColumnField): ColumnPair => ({
  here,
  there,
  types: keyTypes,
  canMeet: (one, other) => isKeyType(one) && isKeyType(other) && areKeyPartners(one, other),
});

/** Columns whose values are compared row by row. */
export const valuePair = (here: ColumnField, there: ColumnField): ColumnPair => ({
  here,
  there,
  types: comparedTypes,
  canMeet: areOneFamily,
});

/** The columns of the n-th comparison of two numbers; none for row counts. */
export function comparedPairs(
  { metric, column, referenceColumn }: Comparison,
  n: number,
): readonly ColumnPair[] {
  if (column === undefined) return [];
  const [need] = needsOf(comparedMetric(metric, column, 'UTC'));
  const isCount = metric === 'nullCount' || metric === 'distinctCount';
  return [
    {
      here: { column, path: `compare.${n}.column` },
      there: {
        column: referenceColumn ?? column,
        path: `compare.${n}.${referenceColumn === undefined ? 'column' : 'referenceColumn'}`,
      },
      types: need?.types ?? anyType,
      canMeet: isCount ? () => true : areOneFamily,
    },
  ];
}
