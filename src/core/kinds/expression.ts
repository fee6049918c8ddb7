import { z } from 'zod';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

const parameters = z.strictObject({
  kind: z.literal('expression'),
  condition: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .describe('what must hold for every row, in the SQL of the database: total = net + tax'),
  ...rowLevelFields,
  ...groupFields,
  ...sampleFields,
});

/** A condition holds for every row. Where it is neither true nor false, because of a null, a row is not tested. */
export const expression = defineKind({
  summary: 'Rows for which a condition in SQL does not hold',
  parameters,
  example: { kind: 'expression', condition: 'total = net + tax', fail: { maxCount: 0 } },
  userSqlFields: ['condition'],
  metrics: ({ condition, ...test }) => ({
    rows: { type: 'rowCount', ...sampledBy(test) },
    broken: { type: 'violationCount', ...sampledBy(test), rule: { rule: 'condition', sql: condition } },
    unknown: { type: 'unknownCount', ...sampledBy(test), rule: { rule: 'condition', sql: condition } },
  }),
  history: () => ({}),
  judge: (test, { rows, broken, unknown }) =>
    judgeViolations(
      test,
      { violations: broken, rowsTested: rows - unknown },
      ['row', 'for which the condition does not hold'],
      { unknown },
    ),
});
