import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE prices (id serial PRIMARY KEY, net numeric);
    INSERT INTO prices (net) SELECT n FROM generate_series(1, 100) n;
  `);
  plumbline = await startTestPlatform();
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

it('both histograms of a comparison with an earlier run can be read', async () => {
  const connection = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'shop'));
  const test = await plumbline.call('POST', '/v1/tests', {
    name: 'prices are as they were',
    connectionId: connection.body['id'],
    dataset: 'public.prices',
    kind: 'drift',
    column: 'net',
    method: 'psi',
    edges: [25, 50, 75],
    fail: { maxScore: 0.1 },
  });
  expect([test.status, test.body]).toEqual([201, expect.anything()]);
  const executed = async () => {
    const run = await plumbline.call('POST', `/v1/tests/${test.body['id'] as string}/run`);
    await plumbline.finished(run.body['runId'] as string);
    const { body } = await plumbline.call('GET', `/v1/executions/${run.body['executionId'] as string}`);
    const metrics = body['metrics'] as { name: string; structure?: unknown }[];
    return { status: body['status'], structures: metrics.flatMap(({ structure }) => structure ?? []) };
  };
  const first = await executed();
  await owner.query('UPDATE prices SET net = 80');
  const second = await executed();

  expect(first.structures).toEqual([expect.objectContaining({ counts: [24, 25, 25, 26] })]);
  expect(second).toEqual({
    status: 'failed',
    structures: [expect.objectContaining({ counts: [0, 0, 0, 100] })],
  });
  const list = await plumbline.call('GET', '/v1/executions');
  expect(list.text).not.toContain('"structure"');
});
