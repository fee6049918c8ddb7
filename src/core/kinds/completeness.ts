import { z } from 'zod';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnNames } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

/** No value is missing: null, and if asked blank text and words that stand for nothing. */
export const completeness = defineKind({
  summary: 'Rows in which a value is missing: null, blank, or a placeholder word',
  parameters: z.strictObject({
    kind: z.literal('completeness'),
    columns: columnNames.describe('a row is incomplete when any of them is missing'),
    blank: z.boolean().default(false).describe('text of white space only is missing too'),
    placeholders: z
      .array(z.string().trim().min(1).max(100))
      .max(100)
      .default([])
      .describe('words that stand for nothing (N/A, -), without regard to case and white space around'),
    ...rowLevelFields,
    ...groupFields,
    ...sampleFields,
  }),
  example: {
    kind: 'completeness',
    columns: ['email', 'phone'],
    blank: true,
    placeholders: ['N/A', '-'],
    warn: { maxCount: 0 },
    fail: { maxPercent: 2 },
  },
  metrics: ({ columns, blank, placeholders, ...test }) => ({
    rows: { type: 'rowCount', ...sampledBy(test) },
    missing: {
      type: 'violationCount',
      ...sampledBy(test),
      rule: { rule: 'missing', columns, blank, placeholders },
    },
  }),
  history: () => ({}),
  judge: (test, { rows, missing }) =>
    judgeViolations(test, { violations: missing, rowsTested: rows }, ['row', 'with a missing value']),
});
