import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { pageOf } from './query.ts';
import { verdictFields } from './verdict.ts';

const statement = z
  .object({
    purpose: z.enum(['catalogue', 'scan']),
    sql: z.string(),
    parameters: z.array(z.union([z.string(), z.number()])),
    durationMs: z.number(),
    sharedBy: z.int().describe('how many executions of the run it served'),
  })
  .meta({ id: 'Statement' });

/** One execution without its statements. */
export const executionItem = z
  .object({
    id: z.uuid(),
    runId: z.uuid(),
    testId: z.uuid(),
    testName: z.string().describe('as it was when the run was asked for'),
    kind: z.string(),
    connectionId: z.uuid(),
    dataset: z.string(),
    tags: z.array(z.string()),
    trigger: z.enum(['manual', 'schedule']),
    status: z.enum(executionStatuses),
    attempt: z.int().describe('how often a worker has taken it'),
    queuedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    durationMs: z.number().nullable().describe('from start to finish; null until both are known'),
    message: verdictFields.message.nullable(),
    errorCode: verdictFields.errorCode,
    observed: verdictFields.observed.nullable(),
    expected: verdictFields.expected.nullable(),
    rowsTested: verdictFields.rowsTested,
    engineVersion: z.string().nullable(),
    measuredAt: z.iso.datetime().nullable().describe("the customer database's clock at the snapshot"),
    testVersion: z.int().nullable().describe('the version of the test that was judged'),
    plumblineVersion: z.string().nullable(),
  })
  .meta({ id: 'ExecutionItem', description: 'What is not known before the end is null until then.' });
export type ExecutionItem = z.infer<typeof executionItem>;

export const finishedExample: ExecutionItem = {
  id: exampleIds.execution,
  runId: exampleIds.run,
  testId: exampleIds.volumeTest,
  testName: 'orders keep coming',
  kind: 'volume',
  connectionId: exampleIds.connection,
  dataset: 'public.orders',
  tags: ['sales'],
  trigger: 'manual',
  status: 'failed',
  attempt: 1,
  queuedAt: exampleInstants.queued,
  startedAt: exampleInstants.started,
  finishedAt: exampleInstants.finished,
  durationMs: 561,
  message: '912 rows: fewer than the 1,000 expected',
  errorCode: null,
  observed: { rows: 912 },
  expected: { fail: { min: 1000 } },
  rowsTested: 912,
  engineVersion: '18.4',
  measuredAt: exampleInstants.measured,
  testVersion: 1,
  plumblineVersion: '0.1.0',
};

const queuedExample: ExecutionItem = {
  ...finishedExample,
  status: 'queued',
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  message: null,
  observed: null,
  expected: null,
  rowsTested: null,
  engineVersion: null,
  measuredAt: null,
  testVersion: null,
  plumblineVersion: null,
};

export const executionAnswer = z
  .object({
    ...executionItem.shape,
    statements: z.array(statement).nullable().describe("what was sent to the customer's database"),
  })
  .meta({
    id: 'Execution',
    description: 'What is not known before the end is null until then.',
    examples: [
      {
        ...finishedExample,
        statements: [
          {
            purpose: 'scan',
            sql: 'SELECT count(*)::text FROM "public"."orders"',
            parameters: [],
            durationMs: 31,
            sharedBy: 2,
          },
        ],
      },
      { ...queuedExample, statements: null },
    ],
  });
export type ExecutionAnswer = z.infer<typeof executionAnswer>;

export const executionList = pageOf(executionItem, 'ExecutionList', finishedExample);
