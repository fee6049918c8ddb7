import { column, countAll, countIf, isNull, not } from '../sql/expression.ts';
import { anyType, overRows, parseCount, type MetricDefinition } from './definition.ts';

/** Number of rows that pass the filter. An empty table gives 0. */
export const rowCount: MetricDefinition<'rowCount'> = {
  needs: () => [],
  source: overRows,
  expressions: () => [countAll],
  parse: parseCount,
};

/** Number of rows whose column is not null. 0 for an empty table. */
export const presentCount: MetricDefinition<'presentCount'> = {
  needs: (metric) => [{ column: metric.column, types: anyType }],
  source: overRows,
  expressions: (metric) => [countIf(not(isNull(column(metric.column))))],
  parse: parseCount,
};
