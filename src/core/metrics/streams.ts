import { keyTypes } from '../keys/key-types.ts';
import { comparedTypes } from '../keys/value-families.ts';
import type { ColumnNeed } from './definition.ts';
import type { StreamedMetric } from './metric.ts';

/** What the tested dataset must have to be read in the order of its keys, and compared. */
export const streamNeeds = (metric: StreamedMetric): readonly ColumnNeed[] =>
  needs(metric.keys, metric.type === 'keyDifferences' ? metric.columns : []);

/** The same for the dataset that it is compared with. */
export const referenceNeeds = ({ reference }: StreamedMetric): readonly ColumnNeed[] =>
  needs(reference.keys, 'columns' in reference ? reference.columns : []);

const needs = (keys: readonly string[], columns: readonly string[]): readonly ColumnNeed[] => [
  ...keys.map((column) => ({ column, types: keyTypes, hint: 'keys need an order that all engines share' })),
  ...columns.map((column) => ({ column, types: comparedTypes })),
];
