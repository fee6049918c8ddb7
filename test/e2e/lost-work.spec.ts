import pg from 'pg';
import { executionIdOf, newRunId, timeOfId, type ConnectionId, type TestId } from '../../src/core/ids.ts';
import { ExecutionLedger } from '../../src/ports/execution-ledger.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let plumbline: TestPlatform;
let connectionId: string;
let testId: string;

beforeAll(async () => {
  source = await createDatabase();
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders AS SELECT generate_series(1, 10) AS id');
  await owner.end();
  plumbline = await startTestPlatform({ SWEEP_EVERY: '1s', LEASE: '2s' });
  const connection = await plumbline.call(
    'POST',
    '/v1/connections',
    connectionTo(source.url, 'orders database'),
  );
  connectionId = connection.body['id'] as string;
  const test = await plumbline.call('POST', '/v1/tests', {
    name: 'orders',
    kind: 'volume',
    connectionId,
    dataset: 'public.orders',
    fail: { min: 1 },
  });
  testId = test.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await source.drop();
});

function anExecution() {
  const runId = newRunId(new Date());
  return {
    id: executionIdOf(runId, testId as TestId),
    runId,
    testId: testId as TestId,
    testName: 'orders',
    kind: 'volume',
    connectionId: connectionId as ConnectionId,
    dataset: 'public.orders',
    tags: [],
    trigger: 'manual' as const,
    queuedAt: timeOfId(runId),
  };
}

it('an execution whose job was lost gets another one, and its verdict', async () => {
  const execution = anExecution();
  await plumbline.platform.app.get(ExecutionLedger).enqueue([execution]);
  expect(await plumbline.finished(execution.runId)).toMatchObject([{ status: 'passed', attempt: 1 }]);
});

it('an execution whose worker died is taken over when its lease has run out', async () => {
  const execution = anExecution();
  const ledger = plumbline.platform.app.get(ExecutionLedger);
  await ledger.enqueue([execution]);
  const claimed = await ledger.claim(execution.runId, [execution.id], {
    worker: 'dead',
    leaseMs: 500,
    maxAttempts: 3,
  });
  expect(claimed).toHaveLength(1);
  expect(await plumbline.finished(execution.runId)).toMatchObject([{ status: 'passed', attempt: 2 }]);
});

it('an execution that no worker survives is errored, not tried for ever', async () => {
  const execution = anExecution();
  const ledger = plumbline.platform.app.get(ExecutionLedger);
  await ledger.enqueue([execution]);
  for (let attempt = 1; attempt <= 3; attempt++) {
    const lease = { worker: 'dead', leaseMs: attempt < 3 ? 0 : 500, maxAttempts: 3 };
    expect(await ledger.claim(execution.runId, [execution.id], lease)).toHaveLength(1);
  }
  expect(await plumbline.finished(execution.runId)).toMatchObject([
    { status: 'errored', errorCode: 'WORKER_LOST' },
  ]);
});
