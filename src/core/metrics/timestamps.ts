import type { Column } from '../columns.ts';
import {
  addMs,
  and,
  column,
  compare,
  countIf,
  instantIn,
  isFinite,
  isoText,
  maxIf,
  now,
  type Expression,
} from '../sql/expression.ts';
import { overRows, parseCount, type ColumnNeed, type MetricDefinition } from './definition.ts';
import type { TimestampInputs } from './metric.ts';

const needs = (metric: TimestampInputs): readonly ColumnNeed[] => [
  { column: metric.column, types: ['timestampTz', 'timestamp', 'date'] },
];

const instantOf = (metric: TimestampInputs, columnOf: (name: string) => Column): Expression => {
  const { name, type } = columnOf(metric.column);
  return type === 'timestampTz' ? column(name) : instantIn(metric.timeZone, column(name));
};

const latestBelievable = (metric: TimestampInputs) => addMs(now, metric.futureToleranceMs);

/**
 * The newest finite instant that is not in the future beyond the tolerance: one row dated 2099 must not make a
 * table look fresh for ever. Null for an empty table, and when every row is null, infinite or in the future.
 */
export const newestTimestamp: MetricDefinition<'newestTimestamp'> = {
  needs,
  source: overRows,
  expressions: (metric, columnOf) => {
    const instant = instantOf(metric, columnOf);
    const believable = and(isFinite(instant), compare(instant, '<=', latestBelievable(metric)));
    return [isoText(maxIf(instant, believable))];
  },
  parse: ([raw = null]) => (raw === null || !Number.isNaN(Date.parse(raw)) ? { value: raw } : null),
};

/** Rows whose instant is in the future beyond the tolerance; `infinity` is one, null is not. 0 for an empty table. */
export const futureCount: MetricDefinition<'futureCount'> = {
  needs,
  source: overRows,
  expressions: (metric, columnOf) => [
    countIf(compare(instantOf(metric, columnOf), '>', latestBelievable(metric))),
  ],
  parse: parseCount,
};
