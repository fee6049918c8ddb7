import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { pageOf } from './query.ts';
import { json, verdictFields } from './verdict.ts';

const statement = z
  .object({
    purpose: z.enum(['catalogue', 'scan', 'samples']),
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

const failingExample = {
  ...finishedExample,
  testName: 'orders have an email',
  kind: 'completeness',
  message: '2 rows with missing values of 912 rows tested (0.22 %); none is allowed',
  observed: { violations: 2, violationPercent: 0.22 },
  expected: { fail: { maxCount: 0 } },
  metrics: [
    { name: 'rowsTested', value: 912 },
    { name: 'missing', value: 2 },
  ],
  failingRowsSql: 'SELECT * FROM "public"."orders" WHERE "email" IS NULL LIMIT 100',
  sample: { available: true, rows: 2, expiresAt: '2026-02-07T06:00:00.871Z' },
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

const metric = z
  .object({
    name: z.string(),
    value: z
      .number()
      .nullable()
      .describe('instants in seconds since 1970; null where a structure says it all'),
    structure: json.optional().describe('a histogram, frequencies of categories, a list of columns'),
  })
  .meta({ id: 'Metric' });

export const executionAnswer = z
  .object({
    ...executionItem.shape,
    metrics: z.array(metric).nullable().describe('what was measured, for charts'),
    failingRowsSql: z
      .string()
      .nullable()
      .describe('run it yourself to see rows that break the test; null where a test counts no rows'),
    sample: z
      .object({
        available: z.literal(true),
        rows: z.int().describe('how many are kept'),
        expiresAt: z.iso.datetime(),
      })
      .nullable()
      .describe('whether rows can be read at /samples; null when none are kept, or no longer'),
    statements: z.array(statement).nullable().describe("what was sent to the customer's database"),
  })
  .meta({
    id: 'Execution',
    description: 'What is not known before the end is null until then.',
    examples: [
      {
        ...finishedExample,
        metrics: [{ name: 'rows', value: 912 }],
        failingRowsSql: null,
        sample: null,
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
      { ...failingExample, statements: [] },
      { ...queuedExample, metrics: null, failingRowsSql: null, sample: null, statements: null },
    ],
  });
export type ExecutionAnswer = z.infer<typeof executionAnswer>;

/** Rows that break a test, as far as it lets them out. */
export const samplesAnswer = z
  .object({
    columns: z
      .array(z.string())
      .describe('in the order of the values; `rows` is how often a combination occurs'),
    rows: z.array(z.array(z.string().nullable())).describe('values as text, masked where the test says so'),
    expiresAt: z.iso.datetime().describe('from then on they are gone'),
  })
  .meta({
    id: 'Samples',
    examples: [
      {
        columns: ['id', 'email'],
        rows: [
          ['1041', 'a•••m'],
          ['1057', null],
        ],
        expiresAt: '2026-02-07T06:00:00.871Z',
      },
    ],
  });
export type SamplesAnswer = z.infer<typeof samplesAnswer>;

export const executionList = pageOf(executionItem, 'ExecutionList', finishedExample);
