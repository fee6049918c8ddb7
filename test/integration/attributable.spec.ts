import { setTimeout as sleep } from 'node:timers/promises';
import type { RowDataPacket } from 'mysql2';
import { createCustomer } from './postgres-connector.fixture.ts';
import { createMysqlCustomer, describeWithMariadb } from '../support/mariadb.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let plumbline: TestPlatform;
beforeAll(async () => {
  plumbline = await startTestPlatform();
});
afterAll(() => plumbline.stop());

/** Starts a run of a test of a slow view, and answers its id. */
async function slowRun(connection: object, dataset: string): Promise<string> {
  const created = await plumbline.call('POST', '/v1/connections', connection);
  const test = await plumbline.call('POST', '/v1/tests?check=false', {
    connectionId: created.body['id'],
    name: `slow ${dataset}`,
    kind: 'completeness',
    dataset,
    columns: ['nap'],
  });
  const run = await plumbline.call('POST', `/v1/tests/${String(test.body['id'])}/run`);
  return run.body['runId'] as string;
}

/** What the database says of the statement that runs; fails when there is none for 20 s. */
async function running<T>(look: () => Promise<readonly T[]>): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const [found] = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error('no statement of a run was seen');
}

it('PostgreSQL can tell of which run a statement is', async () => {
  const customer = await createCustomer();
  const { settings, secrets } = customer.superuser;
  await customer.admin.query('CREATE VIEW slow AS SELECT id, pg_sleep(30)::text AS nap FROM orders');
  const runId = await slowRun({ name: 'pg', engine: 'postgres', settings, secrets }, 'public.slow');
  const seen = await running(async () =>
    (await customer.activity()).filter(({ state, query }) => state === 'active' && query.includes('"slow"')),
  );
  expect(seen.application_name).toBe(`plumbline run=${runId}`);
  expect(seen.query).toMatch(new RegExp(`^/\\* plumbline run=${runId} \\*/ SELECT`));
  await plumbline.call('POST', `/v1/runs/${runId}/cancel`);
  await plumbline.finished(runId);
  await customer.drop();
});

describeWithMariadb('MariaDB', () => {
  it('can tell of which run a statement is', async () => {
    const customer = await createMysqlCustomer();
    const { settings, secrets } = customer.writer;
    await customer.admin.query(`
      CREATE TABLE orders (id INT); INSERT INTO orders VALUES (1), (2), (3);
      CREATE VIEW slow AS SELECT id, IF(SLEEP(30) = 0, id, id) AS nap FROM orders;`);
    const runId = await slowRun(
      { name: 'maria', engine: 'mysql', settings, secrets },
      `${customer.database}.slow`,
    );
    const seen = await running(async () => {
      const [rows] = await customer.admin.query<RowDataPacket[]>(
        `SELECT INFO AS info FROM information_schema.PROCESSLIST WHERE COMMAND IN ('Execute', 'Query') AND INFO LIKE '%\`slow\`%'
         AND ID <> CONNECTION_ID()`,
      );
      return rows;
    });
    expect(seen['info']).toMatch(new RegExp(`^/\\* plumbline run=${runId} \\*/ SELECT`));
    await plumbline.call('POST', `/v1/runs/${runId}/cancel`);
    await plumbline.finished(runId);
    await customer.drop();
  });
});
