import pg from 'pg';
import { createCustomer, eventually, type Customer } from './postgres-connector.fixture.ts';
import { createMysqlCustomer, describeWithMariadb } from '../support/mariadb.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let plumbline: TestPlatform;
let customer: Customer;
beforeAll(async () => {
  customer = await createCustomer();
  await customer.admin.query(`
    CREATE TABLE large AS SELECT n AS id, n % 7 AS status FROM generate_series(1, 20000) n; ANALYZE large;
    GRANT SELECT ON large TO PUBLIC`);
  plumbline = await startTestPlatform();
});
afterAll(async () => {
  await plumbline.stop();
  await customer.drop();
});

let names = 0;
const connect = async (limits: object, { settings, secrets, engine } = customer.superuser) => {
  const body = { name: `connection ${++names}`, engine, settings, secrets, limits };
  const answer = await plumbline.call('POST', '/v1/connections', body);
  return { ...answer, id: answer.body['id'] as string };
};
const define = async (connectionId: string, fields: object) => {
  const body = {
    name: `test ${++names}`,
    connectionId,
    dataset: 'public.large',
    kind: 'volume',
    fail: { min: 1 },
    ...fields,
  };
  const answer = await plumbline.call('POST', '/v1/tests?check=false', body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body['id'] as string;
};
const run = async (...testIds: readonly string[]) => {
  const answer = await plumbline.call('POST', '/v1/runs', { testIds });
  return answer.body['runId'] as string;
};
const executionsOf = async (runId: string) => {
  const found = await plumbline.finished(runId);
  return Promise.all(
    found.map(async ({ id }) => (await plumbline.call('GET', `/v1/executions/${String(id)}`)).body),
  );
};

describe('a statement that the planner expects to be too dear', () => {
  it('is not sent: the test is errored and says what was expected', async () => {
    const { id } = await connect({ maxCost: 300 });
    const crossed = {
      kind: 'customSql',
      query: 'SELECT a.id FROM public.large a, public.large b',
      fail: { maxCount: 0 },
    };
    const [found] = await executionsOf(await run(await define(id, crossed)));
    expect(found).toMatchObject({
      status: 'errored',
      errorCode: 'COST_LIMIT',
      message: expect.stringMatching(/expects the statement to cost [\d,]+, more than the 300 that maxCost/),
      statements: [],
    });
  });

  it('does not spoil the cheaper ones that would share it', async () => {
    const { id } = await connect({ maxEstimatedRows: 50_000 });
    const crossed = {
      kind: 'customSql',
      query: 'SELECT a.id FROM public.large a, public.large b',
      fail: { maxCount: 0 },
    };
    const testIds = [
      await define(id, {}),
      await define(id, crossed),
      await define(id, { filter: 'id > 10' }),
    ];
    const found = await executionsOf(await run(...testIds));
    expect(found.map(({ testId, status, errorCode }) => [testId, errorCode ?? status]).sort()).toEqual(
      [
        [testIds[0], 'passed'],
        [testIds[1], 'COST_LIMIT'],
        [testIds[2], 'passed'],
      ].sort(),
    );
  });

  it('is looked for in samples and pages of keys too', async () => {
    const { id } = await connect({ maxEstimatedRows: 10_000 });
    const dataset = 'public.large';
    const testIds = [
      await define(id, { kind: 'uniqueness', columns: ['status'], fail: undefined }),
      await define(id, { kind: 'reconciliation', reference: { dataset }, keys: ['id'], fail: undefined }),
    ];
    const found = await executionsOf(await run(...testIds));
    expect(found.map(({ errorCode }) => errorCode)).toEqual(['COST_LIMIT', 'COST_LIMIT']);
  });
});

describe('a database that is busier than its connection allows', () => {
  const busyWith = async (work: () => Promise<void>) => {
    const others = Array.from({ length: 12 }, () => new pg.Client({ connectionString: customer.url }));
    // they are ended from outside
    for (const other of others) other.on('error', () => null);
    const sleeping = others.map(async (other) => {
      await other.connect();
      await other.query('SELECT pg_sleep(600)').catch(() => null);
    });
    try {
      await eventually(
        async () =>
          (await customer.activity()).filter(({ query }) => query.includes('pg_sleep(600)')).length === 12,
      );
      await work();
    } finally {
      await customer.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`,
      );
      await Promise.all(sleeping);
    }
  };

  it('is left alone: the test is errored when nobody may wait', async () => {
    const { id } = await connect({ backOff: { maxActiveSessions: 1, patience: '0s' } });
    const testId = await define(id, {});
    await busyWith(async () => {
      const [found] = await executionsOf(await run(testId));
      expect(found).toMatchObject({
        status: 'errored',
        errorCode: 'SOURCE_BUSY',
        message: expect.stringMatching(/has \d+ active sessions, more than the 1 that backOff/),
        statements: [],
      });
    });
  });

  it('is asked later: the run waits without holding a worker, and is done when there is calm', async () => {
    const user = String(customer.writer.settings['user']);
    await customer.admin.query(`GRANT pg_read_all_stats TO ${user}`);
    const { id } = await connect({ backOff: { maxActiveSessions: 10, patience: '10m' } }, customer.writer);
    const testId = await define(id, {});
    /** The session that asked for the load is kept open for a while. */
    const wasAsked = async () => {
      const { rows } = await customer.admin.query(
        `SELECT FROM pg_stat_activity WHERE usename = $1 AND state = 'idle' AND query = 'DISCARD ALL'`,
        [user],
      );
      return rows.length > 0;
    };
    let runId = '';
    await busyWith(async () => {
      runId = await run(testId);
      await eventually(wasAsked);
      await eventually(async () => {
        const { body } = await plumbline.call('GET', `/v1/runs/${runId}`);
        return (body['executions'] as Record<string, unknown>[])[0]!['status'] === 'queued';
      });
    });
    const [found] = await executionsOf(runId);
    expect(found).toMatchObject({ status: 'passed', attempt: 1 });
  });

  it('is not taken for calm by a login that may not see', async () => {
    const { id } = await connect({ backOff: { maxActiveSessions: 1, patience: '0s' } }, customer.reader);
    const [found] = await executionsOf(await run(await define(id, {})));
    expect(found).toMatchObject({
      errorCode: 'SOURCE_BUSY',
      message: expect.stringContaining('may not see'),
    });
  });

  it('tells the lag of its replicas', async () => {
    const { id } = await connect({ backOff: { maxReplicaLag: '1m' } });
    const [found] = await executionsOf(await run(await define(id, {})));
    expect(found).toMatchObject({ status: 'passed' });
  });
});

it('a limit that an engine cannot keep is refused', async () => {
  const settings = { path: '/data' };
  const limits = { maxCost: 1, maxEstimatedRows: 1, backOff: { maxActiveSessions: 1, maxReplicaLag: '1s' } };
  const answer = await plumbline.call('POST', '/v1/connections', {
    name: 'files',
    engine: 'duckdb',
    settings,
    limits,
  });
  expect([answer.status, answer.body['errors']]).toEqual([
    422,
    [
      'limits.maxCost',
      'limits.maxEstimatedRows',
      'limits.backOff.maxActiveSessions',
      'limits.backOff.maxReplicaLag',
    ].map((path) => ({ path, message: 'is not a limit that duckdb can keep' })),
  ]);
});

describeWithMariadb('MariaDB', () => {
  it('is not sent what its plan says is too large, and is left alone while it is busy', async () => {
    const maria = await createMysqlCustomer();
    await maria.admin.query(`
      CREATE TABLE large (id INT PRIMARY KEY); INSERT INTO large SELECT seq FROM seq_1_to_2000;
      ANALYZE TABLE large`);
    const crossed = {
      kind: 'customSql',
      query: `SELECT a.id FROM large a JOIN large b ON a.id <> b.id`,
      fail: { maxCount: 0 },
    };
    const dataset = `${maria.database}.large`;
    const few = await connect({ maxEstimatedRows: 100_000 }, maria.reader);
    const testIds = [await define(few.id, { dataset }), await define(few.id, { dataset, ...crossed })];
    const found = await executionsOf(await run(...testIds));
    expect(found.map(({ testId, status, errorCode }) => [testId, errorCode ?? status]).sort()).toEqual(
      [
        [testIds[0], 'passed'],
        [testIds[1], 'COST_LIMIT'],
      ].sort(),
    );
    const calm = await connect({ backOff: { maxActiveSessions: 1000 } }, maria.reader);
    expect(await executionsOf(await run(await define(calm.id, { dataset })))).toMatchObject([
      { status: 'passed' },
    ]);
    await maria.drop();
  });
});
