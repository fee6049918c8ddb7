import type { Column } from '../columns.ts';
import type { Expression } from '../sql/expression.ts';
import type { ColumnNeed, MetricDefinition } from './definition.ts';
import type { Metric, MetricType, Outcome } from './metric.ts';
import { rowCount } from './row-count.ts';
import { futureCount, newestTimestamp } from './timestamps.ts';

/** Every metric that exists. A type without an entry does not compile. */
const catalogue: { readonly [T in MetricType]: MetricDefinition<T> } = {
  rowCount,
  newestTimestamp,
  futureCount,
};

/** The definition of a metric, with the type of the metric forgotten in one place, here. */
const definitionOf = <T extends MetricType>(metric: Extract<Metric, { type: T }>): MetricDefinition<T> =>
  catalogue[metric.type];

export const needsOf = (metric: Metric): readonly ColumnNeed[] => definitionOf(metric).needs(metric);

export const expressionOf = (metric: Metric, columnOf: (name: string) => Column): Expression =>
  definitionOf(metric).expression(metric, columnOf);

/** The engine's text for a metric as its value; text that does not fit is unmeasured, never a guess. */
export function outcomeOf(metric: Metric, raw: string | null): Outcome {
  const parsed = definitionOf(metric).parse(raw);
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
