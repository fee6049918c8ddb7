import { isDecimal } from '../decimal.ts';
import type { RowSource } from '../sql/dialect.ts';
import {
  addMs,
  and,
  compare,
  countAll,
  countIf,
  isoText,
  literal,
  maxIf,
  now,
  type Condition,
} from '../sql/expression.ts';
import { overRows, parseCount, type ColumnOf, type MetricDefinition } from './definition.ts';
import type { TimeColumn, TimestampInputs } from './metric.ts';
import { isoOfEpoch, needsTime, timeOf } from './time-column.ts';

const latestBelievable = (metric: TimestampInputs) => addMs(now, metric.futureToleranceMs);

/** An index knows the order of the column's own values: not of what a time zone or a unit makes of them. */
const isByIndex = ({ column }: TimeColumn, columnOf: ColumnOf): boolean =>
  columnOf(column).isIndexed === true && columnOf(column).type === 'timestampTz';

/** A few rows that an index finds, or all that a scan reads anyway. */
const among = (metric: TimeColumn, condition: Condition, columnOf: ColumnOf): RowSource =>
  isByIndex(metric, columnOf) ? { kind: 'rows', where: condition } : overRows();

const isBelievable = (metric: TimestampInputs, columnOf: ColumnOf): Condition => {
  const { value, comparable, isUsable } = timeOf(metric, columnOf);
  return and(isUsable, compare(value, '<=', comparable(latestBelievable(metric))));
};

/**
 * The newest usable instant that is not in the future beyond the tolerance: one row dated 2099 must not make a
 * table look fresh for ever. Null for an empty table, and when every row is null, infinite or in the future.
 */
export const newestTimestamp: MetricDefinition<'newestTimestamp'> = {
  needs: (metric) => [needsTime(metric)],
  source: (metric, columnOf) => among(metric, isBelievable(metric, columnOf), columnOf),
  expressions: (metric, columnOf) => {
    const { value, unit } = timeOf(metric, columnOf);
    const newest = maxIf(value, isByIndex(metric, columnOf) ? null : isBelievable(metric, columnOf));
    return [unit === null ? isoText(newest) : newest];
  },
  parse: ([raw = null], { epochUnit }) => {
    const iso = raw !== null && epochUnit && isDecimal(raw) ? isoOfEpoch(raw, epochUnit) : raw;
    return (raw === null) === (iso === null) && !(iso !== null && Number.isNaN(Date.parse(iso)))
      ? { value: iso }
      : null;
  },
};

const isInFuture = (metric: TimestampInputs, columnOf: ColumnOf): Condition =>
  timeOf(metric, columnOf).isAfter(latestBelievable(metric));

/** Rows whose instant is in the future beyond the tolerance; `infinity` is one, null is not. 0 for an empty table. */
export const futureCount: MetricDefinition<'futureCount'> = {
  needs: (metric) => [needsTime(metric)],
  source: (metric, columnOf) => among(metric, isInFuture(metric, columnOf), columnOf),
  expressions: (metric, columnOf) => [
    isByIndex(metric, columnOf) ? countAll : countIf(isInFuture(metric, columnOf)),
  ],
  parse: parseCount,
};

/** The rows in which a time is looked for: counted where they are read anyway, else only whether there are any. */
export const datedRows: MetricDefinition<'datedRows'> = {
  needs: (metric) => [needsTime(metric)],
  source: (metric, columnOf) => (isByIndex(metric, columnOf) ? { kind: 'first' } : overRows()),
  expressions: (metric, columnOf) => [countAll, literal('integer', isByIndex(metric, columnOf) ? '0' : '1')],
  parse: ([counted = null, exact = null]) => {
    const count = parseCount([counted])?.value;
    return count === undefined ? null : { value: { count, isExact: exact === '1' || count === 0 } };
  },
};
