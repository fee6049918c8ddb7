import { z } from 'zod';
import { compareDecimals, isDecimal } from '../decimal.ts';
import type { Metric } from '../metrics/metric.ts';
import { anomalyThreshold } from '../verdict/anomaly.ts';
import { expectedOf, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { countOf } from '../words.ts';
import { defineKind } from './kind.ts';

const bound = z
  .union([z.number(), z.string().trim().max(64)])
  .transform(String)
  .refine(isDecimal, 'must be a number');

const level = z
  .strictObject({
    min: bound.optional().describe('of the number, inclusive'),
    max: bound.optional().describe('of the number, inclusive'),
    maxCount: z.int().min(0).optional().describe('most rows that the query may return'),
    anomaly: anomalyThreshold
      .optional()
      .describe('the number, or the count of rows, is far from what it was'),
  })
  .refine(
    (bounds) => Object.values(bounds).some((value) => value !== undefined),
    'needs min, max, maxCount or anomaly',
  );
type Bounds = z.infer<typeof level>;

const parameters = z
  .strictObject({
    kind: z.literal('customSql'),
    query: z
      .string()
      .trim()
      .min(1)
      .max(9000)
      .describe('one SELECT in the SQL of the database; tables with their schema'),
    returns: z
      .enum(['rows', 'number'])
      .default('rows')
      .describe('rows: each row that the query returns is a violation; number: one row with one number'),
    onEmpty: z
      .enum(['passed', 'warned', 'failed', 'skipped'])
      .default('warned')
      .describe('number: status when the query returns null or no row'),
    warn: level.optional(),
    fail: level.optional(),
  })
  .superRefine((test, ctx) => {
    const problem = (path: (string | number)[], message: string) =>
      ctx.addIssue({ code: 'custom', path, message });
    if ('filter' in test && test.filter !== undefined)
      problem(['filter'], 'has no effect here: put the condition into the query');
    const foreign = test.returns === 'rows' ? (['min', 'max'] as const) : (['maxCount'] as const);
    for (const name of ['warn', 'fail'] as const)
      for (const field of foreign)
        if (test[name]?.[field] !== undefined)
          problem([name, field], `does not go with returns: ${test.returns}`);
    if (test.returns === 'number' && !test.warn && !test.fail) problem(['fail'], 'set warn, fail or both');
  });

/**
 * A query of the user's: the rows that it returns are violations, or the number that it returns lies between bounds.
 * It is one SELECT, runs read-only in the snapshot of its dataset, and only a number leaves the database.
 */
export const customSql = defineKind({
  summary: 'Rows that a query returns, or a number that it returns, within bounds',
  parameters,
  example: {
    kind: 'customSql',
    query: 'SELECT customer_id FROM public.orders GROUP BY customer_id HAVING count(*) > 1000',
    fail: { maxCount: 0 },
  },
  userConditions: (test) => [
    {
      path: 'query',
      sql: test.returns === 'rows' ? `EXISTS ${bracketed(test)}` : `${bracketed(test)} IS NULL`,
    },
  ],
  metrics: (test): { readonly found: Extract<Metric, { sql: string }> } => ({
    found: { type: test.returns === 'rows' ? 'queryRowCount' : 'queryNumber', sql: bracketed(test) },
  }),
  history: () => ({}),
  judge(test, { found }) {
    const levels =
      test.warn || test.fail
        ? { warn: test.warn, fail: test.fail }
        : { fail: { maxCount: 0 } satisfies Bounds };
    const number = found === null ? null : Number(found);
    const outline = { expected: expectedOf(levels), rowsTested: null, number };
    if (found === null)
      return {
        ...outline,
        status: test.onEmpty,
        observed: { value: null },
        message: 'the query returned no number (onEmpty decides)',
      };
    const breach = worstBreach<Bounds>(levels, ({ min, max, maxCount }) => [
      ...(min !== undefined && compareDecimals(String(found), min) < 0
        ? [`less than the ${min} expected`]
        : []),
      ...(max !== undefined && compareDecimals(String(found), max) > 0
        ? [`more than the ${max} expected`]
        : []),
      ...(maxCount !== undefined && Number(found) > maxCount ? [`more than the ${maxCount} allowed`] : []),
    ]);
    const said =
      test.returns === 'rows'
        ? `the query returned ${countOf(Number(found), 'row')}`
        : `the query returned ${found}`;
    const observed = test.returns === 'rows' ? { violations: Number(found) } : { value: String(found) };
    return breach
      ? {
          ...outline,
          observed,
          status: statusOfLevel[breach.level],
          message: `${said}, ${breach.complaints.join('; ')}`,
        }
      : { ...outline, observed, status: 'passed', message: said };
  },
});

/** In brackets of its own, here as in the condition that is looked at: what closes them early is no SELECT any more. */
const bracketed = ({ query }: { readonly query: string }) => `((\n${query}\n))`;
