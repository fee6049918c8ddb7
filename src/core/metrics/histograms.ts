import type { ColumnType } from '../columns.ts';
import { isDecimal } from '../decimal.ts';
import {
  aggregate,
  and,
  binOf,
  column,
  countAll,
  epochOf,
  instantIn,
  isFinite,
  isFiniteNumber,
  isNull,
  not,
  percentile,
  type Condition,
  type Expression,
} from '../sql/expression.ts';
import { comparableTypes } from './comparable.ts';
import {
  groupKey,
  numbers,
  overRows,
  parseCount,
  type ColumnOf,
  type MetricDefinition,
  type TableDefinition,
} from './definition.ts';
import type { BinnedColumn } from './metric.ts';

const dates: readonly ColumnType[] = ['date', 'timestamp', 'timestampTz'];

const needs = ({ column: name, as }: BinnedColumn) => [
  { column: name, types: as === 'numbers' ? numbers : dates },
];

/** The column as numbers (of dates, the seconds since 1970), and which of its rows have one that is finite. */
function valuesOf(
  { column: name, as }: BinnedColumn,
  columnOf: ColumnOf,
): { readonly value: Expression; readonly isTested: Condition } {
  const { type } = columnOf(name);
  if (as === 'numbers') {
    const value = column(name);
    const finite = type === 'integer' ? [] : [isFiniteNumber(value, type === 'float')];
    return { value, isTested: and(not(isNull(value)), ...finite) };
  }
  const instant = type === 'timestampTz' ? column(name) : instantIn('UTC', column(name));
  return { value: epochOf(instant, 's'), isTested: isFinite(instant) };
}

/**
 * How many finite values lie in each bin. Null, "not a number" and infinities are in none. One grouped query; at most
 * one row for each bin is answered.
 */
export const histogram: TableDefinition<'histogram'> = {
  needs,
  source: overRows,
  grouping: (metric, columnOf) => {
    const { value, isTested } = valuesOf(metric, columnOf);
    return {
      keys: [binOf(value, metric.edges.map(String))],
      where: isTested,
      limit: metric.edges.length + 1,
    };
  },
  expressions: (metric, columnOf) => {
    const { value, isTested } = valuesOf(metric, columnOf);
    return [countAll, aggregate('min', value, isTested), aggregate('max', value, isTested)];
  },
  parseRows: (rows, { edges }) => {
    const counts = edges.map(() => 0).concat(0);
    const extremes: number[] = [];
    for (const [bin = null, count = null, ...ends] of rows) {
      const [position, size] = [parseCount([bin])?.value, parseCount([count])?.value];
      if (position === undefined || size === undefined || position >= counts.length) return null;
      if (!ends.every((end) => end !== null && isDecimal(end))) return null;
      counts[position] = size;
      extremes.push(...ends.map(Number));
    }
    const isEmpty = extremes.length === 0;
    const [min, max] = isEmpty ? [null, null] : [Math.min(...extremes), Math.max(...extremes)];
    return { value: { edges, counts, min, max } };
  },
};

/** Percentiles of the finite values, as PERCENTILE_CONT of the SQL standard; empty for no values. */
export const quantiles: MetricDefinition<'quantiles'> = {
  needs,
  // an ordered aggregate forbids the parallel query that all the others could have
  source: () => ({ kind: 'rows', ordered: true }),
  expressions: (metric, columnOf) => {
    const { value, isTested } = valuesOf(metric, columnOf);
    return metric.fractions.map((fraction) => percentile(value, fraction, isTested));
  },
  parse: (cells) => {
    const present = cells.filter((cell) => cell !== null);
    if (present.length === 0) return { value: [] };
    return present.length === cells.length && present.every(isDecimal)
      ? { value: present.map(Number) }
      : null;
  },
};

/** How often the most frequent values of a column occur, as texts. Null is not counted. */
export const categoryCounts: TableDefinition<'categoryCounts'> = {
  needs: ({ column: name }) => [{ column: name, types: comparableTypes }],
  source: overRows,
  grouping: ({ column: name, limit }, columnOf) => ({
    keys: [groupKey(columnOf(name))],
    where: not(isNull(column(name))),
    limit,
  }),
  expressions: () => [countAll],
  parseRows: (rows, { limit }) => {
    const categories: { readonly category: string; readonly count: number }[] = [];
    for (const [category = null, ...cells] of rows.slice(0, limit)) {
      const count = parseCount(cells)?.value;
      if (category === null || count === undefined) return null;
      categories.push({ category, count });
    }
    return { value: { categories, isComplete: rows.length <= limit } };
  },
};
