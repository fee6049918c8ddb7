import { isDecimal } from '../decimal.ts';
import {
  and,
  aggregate,
  column,
  compare,
  countIf,
  isFiniteNumber,
  isNull,
  literal,
  not,
  percentile,
  type Expression,
} from '../sql/expression.ts';
import { numbers, overSomeRows, type MetricDefinition } from './definition.ts';
import type { StatisticName } from './metric.ts';

/**
 * One number about the finite values of a column; null, "not a number" and infinities are left out of all but
 * `nullCount`. Over no values, counts are 0 and everything else is null. `mean` is the arithmetic mean, `stddev` the
 * sample standard deviation (divided by n − 1; null for one value). Percentiles interpolate between neighbours, as
 * PERCENTILE_CONT of the SQL standard does (type 7 of Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996).
 */
export const statistic: MetricDefinition<'statistic'> = {
  needs: ({ column: name }) => [{ column: name, types: numbers }],
  // an ordered aggregate forbids the parallel query that all the others could have
  source: (metric) =>
    fractionOf(metric.statistic) === null ? overSomeRows(metric) : { ...overSomeRows(metric), ordered: true },
  expressions: ({ column: name, statistic: which }, columnOf) => [
    expressionFor(which, name, columnOf(name).type),
  ],
  parse: ([text = null]) => (text === null || isDecimal(text) ? { value: text } : null),
};

/** The fraction of a percentile (`median`, `p01` … `p99`); null for other statistics. */
function fractionOf(which: StatisticName): number | null {
  if (which === 'median') return 0.5;
  return /^p\d\d$/.test(which) ? Number(which.slice(1)) / 100 : null;
}

function expressionFor(which: StatisticName, columnName: string, type: string): Expression {
  const value = column(columnName);
  const finite = and(
    not(isNull(value)),
    ...(type === 'integer' ? [] : [isFiniteNumber(value, type === 'float')]),
  );
  const fraction = fractionOf(which);
  if (fraction !== null) return percentile(value, fraction, finite);
  if (which === 'count') return countIf(finite);
  if (which === 'nullCount') return countIf(isNull(value));
  if (which === 'zeroCount')
    return countIf(compare(value, '=', literal(type === 'integer' ? 'integer' : 'number', '0')));
  const name = aggregates.find((aggregateName) => aggregateName === which);
  if (name === undefined) throw new RangeError(`no such statistic: ${which}`);
  return aggregate(name, value, finite);
}

const aggregates = ['mean', 'stddev', 'min', 'max', 'sum'] as const;
