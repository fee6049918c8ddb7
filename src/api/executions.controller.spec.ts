import { adminKeyHolder } from '../../test/support/stub-access.ts';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import { SamplesNotFound, Unavailable } from '../core/errors.ts';
import type { Execution } from '../core/execution.ts';
import type { KeptSample } from '../core/verdict/samples.ts';
import { CancelRun } from '../features/executions/cancel-run.ts';
import { GetExecutionSamples } from '../features/executions/get-execution-samples.ts';
import { GetExecution } from '../features/executions/get-execution.ts';
import { GetRun } from '../features/executions/get-run.ts';
import { ListExecutions } from '../features/executions/list-executions.ts';
import { RequestRun } from '../features/executions/request-run.ts';
import { exampleIds } from './schemas/example-values.ts';
import { executionAnswer, executionItem } from './schemas/executions.ts';
import { runAnswer } from './schemas/runs.ts';

const { run, execution, volumeTest, freshnessTest, connection } = exampleIds;
const queuedAt = new Date('2026-01-31T06:00:00.125Z');
const queued = {
  id: execution,
  runId: run,
  testId: volumeTest,
  testName: 'orders keep coming',
  kind: 'volume',
  connectionId: connection,
  dataset: 'public.orders',
  tags: ['sales'],
  trigger: 'manual',
  queuedAt,
  status: 'queued',
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  plumblineVersion: null,
  result: null,
} as unknown as Execution;
const finished = {
  ...queued,
  status: 'failed',
  attempt: 1,
  startedAt: new Date('2026-01-31T06:00:00.310Z'),
  finishedAt: new Date('2026-01-31T06:00:00.871Z'),
  plumblineVersion: '0.1.0',
  result: {
    status: 'failed',
    message: '912 rows: fewer than the 1,000 expected',
    errorCode: null,
    testVersion: 2,
    observed: { rows: 912 },
    expected: { fail: { min: 1000 } },
    rowsTested: 912,
    statements: [{ purpose: 'scan', sql: 'SELECT 1', parameters: [], durationMs: 3, sharedBy: 1 }],
    engineVersion: '18.4',
    measuredAt: new Date('2026-01-31T06:00:00.402Z'),
    metrics: [
      { name: 'rows', key: 'k', value: 912 },
      { name: 'now', key: 'h', value: null, structure: { counts: [900, 12] } },
    ],
    failingRowsSql: 'SELECT 2',
    sample: { rows: 3, expiresAt: new Date('2026-02-07T06:00:00.871Z') },
  },
} as unknown as Execution;
const requested = { runId: run, executions: [{ executionId: execution, testId: volumeTest }] };
let found: Execution = finished;
let samples = (): Promise<KeptSample> =>
  Promise.resolve({
    columns: ['id', 'email'],
    rows: [['1', null]],
    expiresAt: new Date('2026-02-07T06:00:00.871Z'),
  });
let api: StubApi;

beforeAll(async () => {
  api = await startStubApi([
    stub(GetExecution, () => found),
    stub(GetExecutionSamples, () => samples()),
    stub(ListExecutions, () => ({ items: [finished, queued], nextCursor: 'next' })),
    stub(GetRun, () => ({
      runId: run,
      state: 'running',
      queuedAt,
      counts: { failed: 1, queued: 1 },
      executions: [finished, queued],
    })),
    stub(RequestRun, () => requested),
    stub(CancelRun, () => ({ cancelled: 1, cancelling: 2 })),
  ]);
});
afterAll(() => api.close());
const lastMessage = () => api.messages.at(-1);

it('shows a finished execution flat', async () => {
  found = finished;
  const { status, json } = await api.send('GET', `/v1/executions/${execution}`);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    status: 'failed',
    durationMs: 561,
    message: '912 rows: fewer than the 1,000 expected',
    observed: { rows: 912 },
    measuredAt: '2026-01-31T06:00:00.402Z',
    testVersion: 2,
    statements: [{ sql: 'SELECT 1' }],
    metrics: [
      { name: 'rows', value: 912 },
      { name: 'now', value: null, structure: { counts: [900, 12] } },
    ],
    failingRowsSql: 'SELECT 2',
    sample: { available: true, rows: 3, expiresAt: '2026-02-07T06:00:00.871Z' },
  });
  expect(Object.keys(json as object).sort()).toEqual(Object.keys(executionAnswer.shape).sort());
  expect(executionAnswer.strict().safeParse(json).error).toBeUndefined();
});

it('shows nulls for what a queued execution does not know yet', async () => {
  found = queued;
  const { json } = await api.send('GET', `/v1/executions/${execution}`);
  expect(json).toMatchObject({
    status: 'queued',
    durationMs: null,
    message: null,
    observed: null,
    metrics: null,
    failingRowsSql: null,
    sample: null,
    statements: null,
  });
  expect(executionAnswer.strict().safeParse(json).error).toBeUndefined();
});

it('lists without statements, metrics and rows', async () => {
  const { json } = await api.send('GET', '/v1/executions');
  const { items, nextCursor } = json as { items: object[]; nextCursor: string };
  expect(nextCursor).toBe('next');
  expect(items.map((item) => executionItem.strict().safeParse(item).error)).toEqual([undefined, undefined]);
});

it('answers the rows of an execution, and passes on who asks', async () => {
  const { status, json } = await api.send('GET', `/v1/executions/${execution}/samples`, undefined, {
    'X-Request-Id': 'mine-1',
  });
  expect(status).toBe(200);
  expect(json).toEqual({
    columns: ['id', 'email'],
    rows: [['1', null]],
    expiresAt: '2026-02-07T06:00:00.871Z',
  });
  const by = { ...adminKeyHolder, requestId: 'mine-1', address: '127.0.0.1' };
  expect(lastMessage()).toEqual(new GetExecutionSamples(execution as never, by));
});

it.each([
  [new SamplesNotFound(execution), 404, 'SAMPLES_NOT_FOUND'],
  [new Unavailable('not now', 'AUDIT_LOG_UNAVAILABLE'), 503, 'AUDIT_LOG_UNAVAILABLE'],
])('answers no rows: %s', async (error, status, code) => {
  samples = () => Promise.reject(error);
  expect(await api.send('GET', `/v1/executions/${execution}/samples`)).toMatchObject({
    status,
    json: { code },
  });
});

it.each([
  [`testId=${volumeTest}`, { testId: volumeTest }],
  [`test_id=${volumeTest}`, { testId: volumeTest }],
  ['status=failed', { status: ['failed'] }],
  ['status=failed&status=errored', { status: ['failed', 'errored'] }],
  [
    `runId=${run}&connectionId=${connection}&dataset=public.orders&from=2026-01-31T06:00:00Z&to=2026-01-31T09:30:00%2B02:00`,
    {
      runId: run,
      connectionId: connection,
      dataset: 'public.orders',
      from: new Date('2026-01-31T06:00:00Z'),
      to: new Date('2026-01-31T07:30:00Z'),
    },
  ],
])('lists executions ?%s', async (query, filter) => {
  expect((await api.send('GET', `/v1/executions?${query}&limit=7`)).status).toBe(200);
  expect(lastMessage()).toEqual(new ListExecutions(filter as never, { limit: 7, cursor: null }));
});

it.each([
  ['status=done', 'status.0'],
  ['from=yesterday', 'from'],
  ['from=2026-01-31T06:00:00', 'from'],
  ['from=2026-02-30T06:00:00Z', 'from'],
  ['from=2026-01-31T06:00:00Z&to=2026-01-31T06:00:00Z', 'to'],
  [`testId=${volumeTest}&test_id=${volumeTest}`, 'test_id'],
  ['limit=1000', 'limit'],
  ['sort=asc', 'sort'],
])('refuses ?%s', async (query, path) => {
  const reply = await api.send('GET', `/v1/executions?${query}`);
  expect(reply).toMatchObject({ status: 422, json: { errors: [{ path }] } });
});

it.each([
  [{ testIds: [volumeTest, freshnessTest] }, { testIds: [volumeTest, freshnessTest] }],
  [{ tags: ['sales'], kind: 'volume' }, { filter: { tags: ['sales'], kind: 'volume' } }],
  [{ connectionId: connection, dataset: 'a.b' }, { filter: { connectionId: connection, dataset: 'a.b' } }],
])('runs %j', async (body, selection) => {
  const reply = await api.send('POST', '/v1/runs', body);
  expect(reply).toMatchObject({ status: 202, json: { ...requested, status: 'queued' } });
  expect(reply.headers.get('location')).toBe(`/v1/runs/${run}`);
  expect(lastMessage()).toEqual(new RequestRun(selection as never, 'manual'));
});

it.each([
  [{}, ''],
  [{ testIds: [] }, 'testIds'],
  [{ testIds: ['x'] }, 'testIds.0'],
  [{ testIds: [volumeTest], kind: 'volume' }, 'testIds'],
  [{ tags: [] }, 'tags'],
  [{ text: 'a' }, 'text'],
])('does not run %j', async (body, path) => {
  const reply = await api.send('POST', '/v1/runs', body);
  expect(reply).toMatchObject({
    status: 422,
    json: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
  });
});

it('reads and cancels a run', async () => {
  const { json } = await api.send('GET', `/v1/runs/${run}`);
  expect(json).toMatchObject({ runId: run, state: 'running', counts: { failed: 1, queued: 1 } });
  expect(runAnswer.strict().safeParse(json).error).toBeUndefined();
  expect(await api.send('POST', `/v1/runs/${run}/cancel`)).toMatchObject({
    status: 202,
    json: { cancelled: 1, cancelling: 2 },
  });
  expect(lastMessage()).toEqual(new CancelRun(run as never));
});
