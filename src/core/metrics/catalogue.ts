import type { Column } from '../columns.ts';
import type { RowSource } from '../sql/dialect.ts';
import type { Expression } from '../sql/expression.ts';
import type { ColumnNeed, MetricDefinition } from './definition.ts';
import type { Metric, Outcome, ScannedMetric } from './metric.ts';
import { duplicates } from './duplicates.ts';
import { keyedCount, orphanCount } from './orphans.ts';
import { queryNumber, queryRowCount } from './queries.ts';
import { presentCount, rowCount } from './row-count.ts';
import { unknownCount, violationCount } from './rules.ts';
import { statistic } from './statistics.ts';
import { futureCount, newestTimestamp } from './timestamps.ts';

/** Every metric that statements measure. A type without an entry does not compile. */
const catalogue: { readonly [T in ScannedMetric['type']]: MetricDefinition<T> } = {
  rowCount,
  presentCount,
  queryRowCount,
  queryNumber,
  statistic,
  newestTimestamp,
  futureCount,
  violationCount,
  unknownCount,
  duplicates,
  keyedCount,
  orphanCount,
};

/** The definition of a metric, with the type of the metric forgotten in one place, here. */
const definitionOf = <T extends ScannedMetric['type']>(
  metric: Extract<ScannedMetric, { type: T }>,
): MetricDefinition<T> => catalogue[metric.type];

export const needsOf = (metric: Metric): readonly ColumnNeed[] =>
  metric.type === 'columnList' ? [] : definitionOf(metric).needs(metric);

export const sourceOf = (metric: ScannedMetric): RowSource => definitionOf(metric).source(metric);

export const expressionsOf = (
  metric: ScannedMetric,
  columnOf: (name: string) => Column,
): readonly Expression[] => definitionOf(metric).expressions(metric, columnOf);

/** The engine's texts for a metric as its value; texts that do not fit are unmeasured, never a guess. */
export function outcomeOf(metric: ScannedMetric, cells: readonly (string | null)[]): Outcome {
  const parsed = definitionOf(metric).parse(cells);
  return parsed === null
    ? {
        kind: 'unmeasured',
        reason: {
          code: 'VALUE_OUT_OF_RANGE',
          message: `the database answered a value for ${metric.type} that does not fit its type`,
        },
      }
    : { kind: 'measured', value: parsed.value };
}
