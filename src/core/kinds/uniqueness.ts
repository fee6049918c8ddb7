import { z } from 'zod';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnNames } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { defineKind } from './kind.ts';

const parameters = z.strictObject({
  kind: z.literal('uniqueness'),
  columns: columnNames.describe('their combination occurs once'),
  nulls: z
    .enum(['ignoreAny', 'ignoreAll', 'compare'])
    .default('ignoreAny')
    .describe('which rows are left out: with any null, with nulls only, or none (null equals null)'),
  measure: z
    .enum(['surplusRows', 'repeatedValues', 'rowsInvolved'])
    .default('surplusRows')
    .describe('what maxCount and maxPercent speak of; of the values A, A, A, B: 2, 1 and 3'),
  ...rowLevelFields,
  ...groupFields,
});

const nouns = {
  surplusRows: ['surplus row', ''],
  repeatedValues: ['repeated value', ''],
  rowsInvolved: ['row', 'with a repeated value'],
} as const;

/**
 * Combinations of values occur once. "Duplicate count" means several things, so all are always reported; percent is
 * of the rows tested, but for `repeatedValues` of the distinct values.
 */
export const uniqueness = defineKind({
  summary: 'Combinations of values that occur more than once',
  parameters,
  example: { kind: 'uniqueness', columns: ['order_id', 'line'], fail: { maxCount: 0 } },
  metrics: ({ columns, nulls }) => ({
    rows: { type: 'rowCount' },
    duplicates: { type: 'duplicates', columns: [...columns].sort(), nulls },
  }),
  history: () => ({}),
  judge(test, { rows, duplicates }) {
    const { rowsTested, distinctValues } = duplicates;
    const judged = judgeViolations(
      test,
      {
        violations: duplicates[test.measure],
        ...(test.measure === 'repeatedValues'
          ? { rowsTested: distinctValues, testedNoun: 'distinct value' }
          : { rowsTested }),
      },
      nouns[test.measure],
      {
        surplusRows: duplicates.surplusRows,
        repeatedValues: duplicates.repeatedValues,
        rowsInvolved: duplicates.rowsInvolved,
        distinctValues,
        distinctRatio: rowsTested === 0 ? null : distinctValues / rowsTested,
        rowsLeftOut: rows - rowsTested,
      },
    );
    return { ...judged, rowsTested };
  },
});
