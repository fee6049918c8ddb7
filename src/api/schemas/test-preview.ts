import { z } from 'zod';
import type { TestPreview } from '../../features/tests/preview-test.ts';
import { flag } from './query.ts';
import { checkedExamples, testDefinitionAnswer } from './tests.ts';
import { verdictFields } from './verdict.ts';

export const previewQuery = z.strictObject({
  run: flag.default(false).describe('also execute it once; nothing is stored'),
});
export type PreviewQuery = z.infer<typeof previewQuery>;

const preview = {
  test: checkedExamples.freshness,
  statements: [{ sql: 'SELECT count(*)::text FROM "public"."orders"', parameters: [] }],
};

export const testPreview = z
  .object({
    test: testDefinitionAnswer,
    statements: z.array(
      z.object({ sql: z.string(), parameters: z.array(z.union([z.string(), z.number()])) }),
    ),
    verdict: z
      .object({ ...verdictFields, durationMs: z.number(), engineVersion: z.string() })
      .nullable()
      .describe('null unless it was run'),
  })
  .meta({
    id: 'TestPreview',
    examples: [
      { ...preview, verdict: null },
      {
        ...preview,
        verdict: {
          status: 'passed',
          message: 'newest row is 12 min 4 s old (2026-01-31T05:47:56.000000Z)',
          errorCode: null,
          observed: { newest: '2026-01-31T05:47:56.000000Z', ageSeconds: 724, futureRows: 0 },
          expected: { fail: { maxAge: '6h' }, warn: { maxAge: '2h' } },
          rowsTested: 48_210,
          durationMs: 38,
          engineVersion: '18.4',
        },
      },
    ],
  });
export type PreviewAnswer = z.infer<typeof testPreview>;

export const previewAnswerOf = ({ test, statements, verdict }: TestPreview): PreviewAnswer => ({
  test,
  statements: statements.map(({ text, parameters }) => ({ sql: text, parameters: [...parameters] })),
  verdict,
});
