import { isDecimal } from '../decimal.ts';
import {
  addMs,
  aggregate,
  and,
  compare,
  countIf,
  epochOf,
  literal,
  minus,
  now,
  percentile,
  type Condition,
  type EpochUnit,
  type Expression,
} from '../sql/expression.ts';
import { overRows, parseCount, type ColumnOf, type MetricDefinition } from './definition.ts';
import type { DelayInputs } from './metric.ts';
import { needsTime, perSecond, timeOf, type Time } from './time-column.ts';

const needs = ({ from, to }: DelayInputs) => [needsTime(from), needsTime(to)];

/** How many rows have both times, how many of them in the wrong order, and the longest delay. */
export const delays: MetricDefinition<'delays'> = {
  needs,
  source: overRows,
  expressions: (metric, columnOf) => {
    const { delay, isTested } = delayOf(metric, columnOf);
    return [
      countIf(isTested),
      countIf(and(isTested, compare(delay, '<', literal('number', '0')))),
      aggregate('max', delay, isTested),
    ];
  },
  parse: ([pairsCell = null, negativeCell = null, maxCell = null], metric) => {
    const [pairs, negative] = [parseCount([pairsCell]), parseCount([negativeCell])];
    const max = inMs(maxCell, metric);
    return pairs && negative && max
      ? { value: { pairs: pairs.value, negative: negative.value, maxMs: max.value } }
      : null;
  },
};

/** A percentile of the delays, interpolated between neighbours as PERCENTILE_CONT of the SQL standard does. */
export const delayPercentile: MetricDefinition<'delayPercentile'> = {
  needs,
  // an ordered aggregate forbids the parallel query that all the others could have
  source: () => ({ kind: 'rows', ordered: true }),
  expressions: (metric, columnOf) => {
    const { delay, isTested } = delayOf(metric, columnOf);
    return [percentile(delay, metric.fraction, isTested)];
  },
  parse: ([cell = null], metric) => inMs(cell, metric),
};

function delayOf(
  metric: DelayInputs,
  columnOf: ColumnOf,
): { readonly delay: Expression; readonly isTested: Condition } {
  const [from, to] = [timeOf(metric.from, columnOf), timeOf(metric.to, columnOf)];
  const unit = unitOf(metric);
  const within =
    metric.windowMs === null
      ? []
      : [
          compare(to.value, '>', to.comparable(addMs(now, -metric.windowMs))),
          compare(to.value, '<=', to.comparable(now)),
        ];
  return {
    delay: minus(inUnit(to, unit), inUnit(from, unit)),
    isTested: and(from.isUsable, to.isUsable, ...within),
  };
}

/** Of all numbers of one test, so that they can be subtracted as they are. */
const unitOf = ({ from, to }: DelayInputs): EpochUnit => to.epochUnit ?? from.epochUnit ?? 'ms';

const inUnit = ({ value, unit }: Time, wanted: EpochUnit): Expression =>
  unit === null ? epochOf(value, wanted) : value;

function inMs(cell: string | null, metric: DelayInputs): { readonly value: number | null } | null {
  if (cell === null) return { value: null };
  return isDecimal(cell) ? { value: Math.round((Number(cell) * 1000) / perSecond[unitOf(metric)]) } : null;
}
