import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { executionIdOf, newRunId, timeOfId, type ConnectionId, type TestId } from '../../src/core/ids.ts';
import { ExecutionLedger } from '../../src/ports/execution-ledger.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

const idOf = (answer: { body: Readonly<Record<string, unknown>> }) => answer.body['id'] as string;

async function createTest(definition: Record<string, unknown>, query = ''): Promise<string> {
  const answer = await plumbline.call('POST', `/v1/tests${query}`, {
    connectionId,
    dataset: 'public.orders',
    ...definition,
  });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return idOf(answer);
}

async function run(body: Record<string, unknown>): Promise<readonly Record<string, unknown>[]> {
  const answer = await plumbline.call('POST', '/v1/runs', body);
  expect(answer.status).toBe(202);
  return plumbline.finished(answer.body['runId'] as string);
}

/** The statements of Plumbline that the customer's database is working on at this moment. */
async function activeStatements(): Promise<number> {
  const { rows } = await owner.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'plumbline%' AND state <> 'idle'`,
  );
  return Number(rows[0]!.n);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error('waited in vain');
}

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz, country text);
    INSERT INTO orders SELECT n, now() - n * interval '1 hour', CASE WHEN n % 4 = 0 THEN 'DE' ELSE 'US' END
      FROM generate_series(1, 100) n;
    CREATE TABLE nothing (id int, at timestamp);
    CREATE VIEW slow AS SELECT id, pg_sleep(30)::text AS nap FROM orders;
  `);
  plumbline = await startTestPlatform();
  const created = await plumbline.call(
    'POST',
    '/v1/connections',
    connectionTo(source.url, 'orders database'),
  );
  expect(created.status).toBe(201);
  connectionId = idOf(created);
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

describe('a run', () => {
  it('is accepted at once with ids and a Location, and ends with a verdict that explains itself', async () => {
    const testId = await createTest({
      name: 'enough orders',
      kind: 'volume',
      fail: { min: 50 },
      tags: ['first'],
    });
    const accepted = await plumbline.call('POST', `/v1/tests/${testId}/run`);
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({
      runId: expect.any(String),
      executionId: expect.any(String),
      status: 'queued',
    });
    expect(accepted.headers.get('location')).toBe(`/v1/executions/${accepted.body['executionId'] as string}`);

    await plumbline.finished(accepted.body['runId'] as string);
    const execution = await plumbline.call('GET', accepted.headers.get('location')!);
    expect(execution.body).toMatchObject({
      status: 'passed',
      testId,
      testVersion: 1,
      message: '100 rows, within bounds',
      observed: { rows: 100 },
      expected: { fail: { min: 50 } },
      rowsTested: 100,
      errorCode: null,
      trigger: 'manual',
      attempt: 1,
      engineVersion: expect.stringMatching(/^PostgreSQL \d+/),
      plumblineVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      measuredAt: expect.any(String),
      durationMs: expect.any(Number),
    });
    expect(execution.body['statements']).toEqual([
      expect.objectContaining({
        sql: expect.stringMatching(/count\(\*\)/i),
        sharedBy: 1,
        durationMs: expect.any(Number),
      }),
    ]);
  });

  it('measures the tests of one dataset and filter with one statement', async () => {
    const ids = [
      await createTest({ name: 'shared volume', kind: 'volume', fail: { min: 1 } }),
      await createTest({
        name: 'shared freshness',
        kind: 'freshness',
        timestampColumn: 'created_at',
        fail: { maxAge: '2h' },
      }),
      await createTest({ name: 'only German', kind: 'volume', filter: `country = 'DE'`, warn: { min: 26 } }),
    ];
    const executions = await run({ testIds: ids });
    const byName = Object.fromEntries(executions.map((execution) => [execution['testName'], execution]));
    expect(byName['shared volume']).toMatchObject({ status: 'passed' });
    expect(byName['shared freshness']).toMatchObject({ status: 'passed', observed: { futureRows: 0 } });
    expect(byName['only German']).toMatchObject({
      status: 'warned',
      observed: { rows: 25 },
      message: '25 rows: fewer than the 26 expected',
    });
    const details = await Promise.all(
      executions.map(({ id }) => plumbline.call('GET', `/v1/executions/${id as string}`)),
    );
    const statements = details.map(({ body }) => body['statements'] as { sql: string; sharedBy: number }[]);
    expect(statements.map((list) => list.length)).toEqual([1, 1, 1]);
    expect(new Set(statements.map(([first]) => first!.sql)).size).toBe(2);
  });

  it('compares with the run before, and says so on the first', async () => {
    const id = await createTest({
      name: 'stable size',
      kind: 'volume',
      direction: 'drop',
      fail: { maxChangePercent: 5 },
    });
    const [first] = await run({ testIds: [id] });
    expect(first).toMatchObject({ status: 'skipped', message: expect.stringContaining('baseline') });
    await owner.query(`DELETE FROM orders WHERE id > 90`);
    const [second] = await run({ testIds: [id] });
    expect(second).toMatchObject({
      status: 'failed',
      observed: { rows: 90, baselineRows: 100, changeRows: -10, changePercent: -10 },
    });
    await owner.query(`INSERT INTO orders SELECT n, now(), 'US' FROM generate_series(91, 100) n`);
  });

  it('does not compare a test that was pointed at another table with the old one', async () => {
    const definition = { name: 'moved', kind: 'volume', fail: { maxChangePercent: 1 } };
    const id = await createTest(definition);
    expect(await run({ testIds: [id] })).toMatchObject([{ status: 'skipped' }]);
    const moved = await plumbline.call('PUT', `/v1/tests/${id}`, {
      ...definition,
      connectionId,
      dataset: 'public.nothing',
    });
    expect(moved.status).toBe(200);
    expect(await run({ testIds: [id] })).toMatchObject([{ status: 'skipped', observed: { rows: 0 } }]);
  });

  it('selects by tag and by dataset, leaves disabled tests out, and refuses to select nothing', async () => {
    await createTest({ name: 'asleep', kind: 'volume', fail: { min: 1 }, tags: ['first'], enabled: false });
    const executions = await run({ tags: ['first'] });
    expect(executions.map((execution) => execution['testName'])).toEqual(['enough orders']);
    const none = await plumbline.call('POST', '/v1/runs', { tags: ['no-such-tag'] });
    expect([none.status, none.body['code']]).toEqual([422, 'NOTHING_SELECTED']);
  });

  it('of a disabled test is refused by name; of an unknown one is not found', async () => {
    const id = await createTest({ name: 'off', kind: 'volume', fail: { min: 1 }, enabled: false });
    const disabled = await plumbline.call('POST', `/v1/tests/${id}/run`);
    expect([disabled.status, disabled.body['code']]).toEqual([409, 'TEST_DISABLED']);
    const unknown = await plumbline.call('POST', '/v1/tests/01890000-0000-7000-8000-000000000000/run');
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'TEST_NOT_FOUND']);
  });

  it('of an empty table is never a silent pass', async () => {
    const id = await createTest({
      name: 'empty',
      kind: 'freshness',
      dataset: 'public.nothing',
      timestampColumn: 'at',
      fail: { maxAge: '1h' },
    });
    expect(await run({ testIds: [id] })).toMatchObject([{ status: 'warned', rowsTested: 0 }]);
  });

  it('of a table that was dropped since is errored with the reason, and its neighbours are not touched', async () => {
    await owner.query('CREATE TABLE doomed (id int)');
    const ids = [
      await createTest({ name: 'doomed', kind: 'volume', dataset: 'public.doomed', fail: { min: 1 } }),
      await createTest({ name: 'neighbour', kind: 'volume', fail: { min: 1 } }),
    ];
    await owner.query('DROP TABLE doomed');
    const executions = await run({ testIds: ids });
    expect(executions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          testName: 'doomed',
          status: 'errored',
          errorCode: 'MISSING_DATASET',
          message: expect.stringContaining('public.doomed'),
          rowsTested: null,
          observed: {},
        }),
        expect.objectContaining({ testName: 'neighbour', status: 'passed' }),
      ]),
    );
  });

  it('that takes longer than allowed is errored: time-out, and nothing is left running', async () => {
    const id = await createTest({
      name: 'slow',
      kind: 'volume',
      dataset: 'public.slow',
      timeout: '1s',
      filter: "nap = ''",
      fail: { min: 1 },
    });
    expect(await run({ testIds: [id] })).toMatchObject([{ status: 'errored', errorCode: 'TIME_OUT' }]);
    expect(await activeStatements()).toBe(0);
  });
});

describe('a schema test', () => {
  it('reads the catalogue, sends no statement over the rows, and names what changed', async () => {
    await owner.query('CREATE TABLE shaped (id bigint NOT NULL, amount numeric(10,2), note text)');
    const id = await createTest({
      name: 'shape',
      kind: 'schema',
      dataset: 'public.shaped',
      columns: [
        { name: 'id', type: 'bigint', nullable: false },
        { name: 'amount', type: 'numeric(10,2)' },
        { name: 'note', type: 'text' },
      ],
    });
    const [first] = await run({ testIds: [id] });
    expect(first).toMatchObject({ status: 'passed', rowsTested: null });
    await owner.query(
      'ALTER TABLE shaped DROP COLUMN note, ADD COLUMN extra int, ALTER COLUMN amount TYPE numeric(12,2)',
    );
    const [second] = await run({ testIds: [id] });
    expect(second).toMatchObject({
      status: 'failed',
      message:
        '"note" is missing; "amount" is numeric(12,2), declared as numeric(10,2); "extra" is not declared',
    });
    const { body } = await plumbline.call('GET', `/v1/executions/${second!['id'] as string}`);
    expect(body['statements']).toEqual([]);
  });
});

describe('cancelling a run', () => {
  it('really ends its statement in the customer database', async () => {
    const id = await createTest({
      name: 'endless',
      kind: 'volume',
      dataset: 'public.slow',
      filter: "nap = ''",
      fail: { min: 1 },
    });
    const accepted = await plumbline.call('POST', `/v1/tests/${id}/run`);
    const runId = accepted.body['runId'] as string;
    await until(async () => (await activeStatements()) > 0);

    const cancelled = await plumbline.call('POST', `/v1/runs/${runId}/cancel`);
    expect([cancelled.status, cancelled.body]).toEqual([202, { cancelled: 0, cancelling: 1 }]);
    expect(await plumbline.finished(runId)).toMatchObject([{ status: 'cancelled' }]);
    expect(await activeStatements()).toBe(0);
  });

  it('ends what is still queued at once', async () => {
    const testId = await createTest({ name: 'waiting', kind: 'volume', fail: { min: 1 } });
    const runId = newRunId(new Date());
    // written without a job, so that no worker takes it
    await plumbline.platform.app.get(ExecutionLedger).enqueue([
      {
        id: executionIdOf(runId, testId as TestId),
        runId,
        testId: testId as TestId,
        testName: 'waiting',
        kind: 'volume',
        connectionId: connectionId as ConnectionId,
        dataset: 'public.orders',
        tags: [],
        trigger: 'manual',
        queuedAt: timeOfId(runId),
      },
    ]);
    const cancelled = await plumbline.call('POST', `/v1/runs/${runId}/cancel`);
    expect([cancelled.status, cancelled.body]).toEqual([202, { cancelled: 1, cancelling: 0 }]);
    expect(await plumbline.finished(runId)).toMatchObject([{ status: 'cancelled', rowsTested: null }]);
  });

  it('of an unknown run is not found', async () => {
    const answer = await plumbline.call('POST', '/v1/runs/01890000-0000-7000-8000-000000000000/cancel');
    expect([answer.status, answer.body['code']]).toEqual([404, 'RUN_NOT_FOUND']);
  });
});

describe('the list of executions', () => {
  it('is filtered by testId and its alias test_id, by status and time, and paged by cursor', async () => {
    const tests = await plumbline.call('GET', '/v1/tests?text=stable%20size');
    const testId = (tests.body['items'] as { id: string }[])[0]!.id;
    for (const name of ['testId', 'test_id']) {
      const both = await plumbline.call('GET', `/v1/executions?${name}=${testId}`);
      expect((both.body['items'] as { status: string }[]).map(({ status }) => status)).toEqual([
        'failed',
        'skipped',
      ]);
    }
    const failed = await plumbline.call('GET', `/v1/executions?testId=${testId}&status=failed`);
    expect(failed.body['items']).toHaveLength(1);
    const later = await plumbline.call('GET', `/v1/executions?testId=${testId}&from=2999-01-01T00:00:00Z`);
    expect(later.body).toMatchObject({ items: [], nextCursor: null });

    const first = await plumbline.call('GET', `/v1/executions?testId=${testId}&limit=1`);
    const cursor = encodeURIComponent(first.body['nextCursor'] as string);
    const second = await plumbline.call('GET', `/v1/executions?testId=${testId}&limit=1&cursor=${cursor}`);
    expect([first.body['items'], second.body['items']]).toMatchObject([
      [{ status: 'failed' }],
      [{ status: 'skipped' }],
    ]);
  });
});

describe('the dashboard summary', () => {
  it('adds up what the runs above left behind', async () => {
    const { body } = await plumbline.call('GET', '/v1/dashboard/summary');
    expect(body).toMatchObject({
      tests: { byKind: { volume: expect.any(Number), freshness: expect.any(Number) } },
      last24h: { executions: { failed: 2, cancelled: 2, errored: 2 }, passRate: expect.any(Number) },
    });
    expect(body['failing']).toEqual(
      expect.arrayContaining([expect.objectContaining({ testName: 'stable size', status: 'failed' })]),
    );
    expect(body['trend']).toHaveLength(30);
    const orders = (body['datasets'] as { dataset: string; score: number | null }[]).find(
      ({ dataset }) => dataset === 'public.orders',
    );
    expect(orders?.score).toBeGreaterThan(0);
  });
});
