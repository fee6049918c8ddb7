import { z } from 'zod';
import { judgeViolations, rowLevelFields } from '../verdict/violations.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

const value = z.union([z.string().max(1000), z.number(), z.boolean()]).transform(String);

const fields = z.strictObject({
  kind: z.literal('acceptedValues'),
  column: columnName,
  values: z.array(value).min(1).max(200),
  mode: z
    .enum(['allowed', 'forbidden'])
    .default('allowed')
    .describe('forbidden: none of the values may occur'),
  ignoreCase: z.boolean().default(false),
  trim: z.boolean().default(false).describe('without white space at both ends'),
  onMissing: z
    .enum(['passed', 'warned', 'failed'])
    .default('passed')
    .describe('status when an allowed value occurs in no row'),
  ...rowLevelFields,
  ...groupFields,
  ...sampleFields,
});

const parameters = fields.superRefine(({ mode, onMissing }, ctx) => {
  if (mode === 'forbidden' && onMissing !== 'passed')
    ctx.addIssue({ code: 'custom', path: ['onMissing'], message: 'goes with mode allowed only' });
});

/** Values are among those allowed, or not among those forbidden. Nulls are not tested. */
export const acceptedValues = defineKind({
  summary: 'Values outside of an allowed set, or inside of a forbidden one',
  parameters,
  example: {
    kind: 'acceptedValues',
    column: 'status',
    values: ['draft', 'paid', 'shipped'],
    ignoreCase: true,
    fail: { maxCount: 0 },
  },
  metrics: ({ column, values, mode, ignoreCase, trim, onMissing, ...test }) => {
    const members = { column, values: [...new Set(values)].sort(), ignoreCase, trim };
    return {
      present: { type: 'presentCount', column, ...sampledBy(test) },
      refused: {
        type: 'violationCount',
        ...sampledBy(test),
        rule: { rule: 'notAccepted', ...members, forbidden: mode === 'forbidden' },
      },
      ...(onMissing !== 'passed' && { seen: { type: 'memberCounts', ...members } }),
    };
  },
  history: () => ({}),
  judge(test, { present, refused, seen }) {
    const judgement = judgeViolations(test, { violations: refused, rowsTested: present }, [
      'value',
      test.mode === 'forbidden' ? 'forbidden' : 'not accepted',
    ]);
    if (!seen || judgement.rowsTested === 0) return judgement;
    const missing = seen.filter(({ count }) => count === 0).map(({ member }) => member);
    const observed = { ...judgement.observed, missing };
    if (missing.length === 0 || test.onMissing === 'passed') return { ...judgement, observed };
    return {
      ...judgement,
      observed,
      status: judgement.status === 'failed' ? 'failed' : test.onMissing,
      message: `${judgement.message}; no row has ${missing.map((member) => `"${member}"`).join(', ')}`,
    };
  },
});
