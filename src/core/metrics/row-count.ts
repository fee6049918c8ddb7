import { addMs, and, column, compare, countAll, countIf, isNull, not, now } from '../sql/expression.ts';
import { anyType, overRows, overSomeRows, parseCount, type MetricDefinition } from './definition.ts';
import { needsTime, timeOf } from './time-column.ts';

/** Number of rows that pass the filter. An empty table gives 0. */
export const rowCount: MetricDefinition<'rowCount'> = {
  needs: () => [],
  source: overSomeRows,
  expressions: () => [countAll],
  parse: parseCount,
};

/** Number of rows whose column is not null. 0 for an empty table. */
export const presentCount: MetricDefinition<'presentCount'> = {
  needs: (metric) => [{ column: metric.column, types: anyType }],
  source: overSomeRows,
  expressions: (metric) => [countIf(not(isNull(column(metric.column))))],
  parse: parseCount,
};

/** Rows whose instant lies within a window that ends now; its start is left out, so that windows can follow each other. */
export const recentRowCount: MetricDefinition<'recentRowCount'> = {
  needs: (metric) => [needsTime(metric)],
  source: overRows,
  expressions: (metric, columnOf) => {
    const { value, comparable, isUsable } = timeOf(metric, columnOf);
    return [
      countIf(
        and(
          isUsable,
          compare(value, '>', comparable(addMs(now, -metric.windowMs))),
          compare(value, '<=', comparable(now)),
        ),
      ),
    ];
  },
  parse: parseCount,
};
