import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { kindNames } from '../../core/kinds/registry.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { finalStatuses } from './verdict.ts';

const counts = z
  .object({
    passed: z.int(),
    warned: z.int(),
    failed: z.int(),
    errored: z.int(),
    cancelled: z.int(),
    skipped: z.int(),
  })
  .meta({ id: 'StatusCounts' });

const rate = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .describe('passed ÷ (passed + warned + failed); null when nothing was evaluated');

const testAtAGlance = {
  testId: z.uuid(),
  testName: z.string(),
  kind: z.string(),
  dataset: z.string(),
};

const window = z.object({ executions: counts, passRate: rate }).meta({ id: 'SummaryWindow' });

const none = { passed: 0, warned: 0, failed: 0, errored: 0, cancelled: 0, skipped: 0 };
const day = { executions: { ...none, passed: 23, failed: 1 }, passRate: 23 / 24 };

/** Everything the front page shows. */
export const summaryAnswer = z
  .object({
    at: z.iso.datetime(),
    tests: z.object({
      total: z.int(),
      enabled: z.int(),
      disabled: z.int(),
      byKind: z.partialRecord(z.enum(kindNames), z.int()),
      latestByStatus: z.partialRecord(z.enum(executionStatuses), z.int()).describe('latest verdicts'),
      neverRun: z.int(),
    }),
    last24h: window,
    last7d: window,
    failing: z
      .array(
        z.object({
          ...testAtAGlance,
          executionId: z.uuid(),
          status: z.enum(finalStatuses),
          message: z.string(),
          finishedAt: z.iso.datetime(),
        }),
      )
      .describe('latest verdict failed or errored, newest first, at most 20'),
    slowest: z
      .array(z.object({ ...testAtAGlance, executions: z.int(), meanMs: z.number(), maxMs: z.number() }))
      .describe('by mean duration over 7 days, at most 10'),
    datasets: z.array(
      z.object({
        connectionId: z.string(),
        dataset: z.string(),
        latest: counts,
        lastFinishedAt: z.iso.datetime(),
        score: rate,
      }),
    ),
    incidents: z.object({
      open: z
        .object({ critical: z.int(), high: z.int(), medium: z.int(), low: z.int() })
        .describe('that nobody has acknowledged, by severity'),
      acknowledged: z.int(),
      oldestOpenedAt: z.iso.datetime().nullable().describe('of those that are not resolved'),
    }),
    trend: z
      .array(z.object({ day: z.iso.date(), executions: counts, passRate: rate }))
      .describe('30 UTC days, oldest first, today included'),
  })
  .meta({
    id: 'DashboardSummary',
    examples: [
      {
        at: exampleInstants.finished,
        tests: {
          total: 2,
          enabled: 2,
          disabled: 0,
          byKind: { volume: 1, freshness: 1 },
          latestByStatus: { failed: 1 },
          neverRun: 1,
        },
        last24h: day,
        last7d: day,
        failing: [
          {
            testId: exampleIds.volumeTest,
            testName: 'orders keep coming',
            kind: 'volume',
            dataset: 'public.orders',
            executionId: exampleIds.execution,
            status: 'failed',
            message: '912 rows: fewer than the 1,000 expected',
            finishedAt: exampleInstants.finished,
          },
        ],
        slowest: [
          {
            testId: exampleIds.volumeTest,
            testName: 'orders keep coming',
            kind: 'volume',
            dataset: 'public.orders',
            executions: 24,
            meanMs: 561,
            maxMs: 802,
          },
        ],
        datasets: [
          {
            connectionId: exampleIds.connection,
            dataset: 'public.orders',
            latest: { ...none, failed: 1 },
            lastFinishedAt: exampleInstants.finished,
            score: 0,
          },
        ],
        incidents: {
          open: { critical: 0, high: 1, medium: 0, low: 0 },
          acknowledged: 0,
          oldestOpenedAt: exampleInstants.finished,
        },
        trend: [{ day: '2026-01-31', ...day }],
      },
    ],
  });
