import { compare, countAll, countIf, groupSize, literal, sumIf } from '../sql/expression.ts';
import { comparableTypes } from './comparable.ts';
import { overGroups, parseCount, type MetricDefinition } from './definition.ts';

const isRepeated = compare(groupSize, '>', literal('integer', '1'));

/**
 * How often combinations of the columns occur, from one grouping. Of the values A, A, A, B: 4 rows tested, 2 distinct
 * values, 1 repeated, 2 surplus rows, 3 rows involved. An empty table gives zeros.
 */
export const duplicates: MetricDefinition<'duplicates'> = {
  needs: (metric) => metric.columns.map((column) => ({ column, types: comparableTypes })),
  source: ({ columns, nulls }, columnOf) => overGroups(columns, nulls, columnOf),
  expressions: () => [countAll, countIf(isRepeated), sumIf(groupSize, null), sumIf(groupSize, isRepeated)],
  ofNoRows: { rowsTested: 0, distinctValues: 0, repeatedValues: 0, rowsInvolved: 0, surplusRows: 0 },
  failingRows: ({ columns, nulls }, columnOf) => ({
    source: overGroups(columns, nulls, columnOf),
    condition: isRepeated,
    columns,
  }),
  parse: ([distinctCell = null, repeatedCell = null, testedCell = null, involvedCell = null]) => {
    // a sum over no groups is null, and means 0 rows
    const cells = [distinctCell, repeatedCell, testedCell ?? '0', involvedCell ?? '0'];
    const [distinct, repeated, tested, involved] = cells.map((cell) => parseCount([cell])?.value);
    if (distinct === undefined || repeated === undefined || tested === undefined || involved === undefined)
      return null;
    return {
      value: {
        rowsTested: tested,
        distinctValues: distinct,
        repeatedValues: repeated,
        rowsInvolved: involved,
        surplusRows: involved - repeated,
      },
    };
  },
};
