import { createWarehouse, type Warehouse } from '../integration/duckdb-connector.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let warehouse: Warehouse;
let plumbline: TestPlatform;
const created = async (path: string, body: object) => {
  const answer = await plumbline.call('POST', path, body);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body['id'] as string;
};

beforeAll(async () => {
  warehouse = await createWarehouse();
  plumbline = await startTestPlatform({ DUCKDB_ALLOWED_PATHS: warehouse.folder });
});
afterAll(async () => {
  await plumbline.stop();
  await warehouse.drop();
});

describe('a folder of files', () => {
  it('is a connection whose files are tested, all over HTTP', async () => {
    const connectionId = await created('/v1/connections', {
      name: 'files',
      engine: 'duckdb',
      settings: { path: warehouse.folder },
    });
    const verified = await plumbline.call('POST', `/v1/connections/${connectionId}/verify`);
    expect(verified.body).toMatchObject({ reachable: true, problem: null, canWrite: false });
    const listed = await plumbline.call('GET', `/v1/connections/${connectionId}/datasets?limit=2`);
    expect(listed.body['items']).toMatchObject([
      { dataset: '"2026/Q 1/or.ders".csv' },
      { dataset: 'big.parquet' },
    ]);
    const columns = await plumbline.call(
      'GET',
      `/v1/connections/${connectionId}/datasets/orders.csv/columns`,
    );
    expect(columns.body['items']).toMatchObject([
      { name: 'id' },
      { name: 'status' },
      { name: 'amount' },
      { name: 'at' },
    ]);

    const test = (fields: object) => created('/v1/tests', { connectionId, dataset: 'orders.csv', ...fields });
    const testIds = [
      await test({ name: 'status is there', kind: 'completeness', columns: ['status'] }),
      await test({
        name: 'ids are known',
        kind: 'referential',
        columns: ['id'],
        reference: { dataset: 'big.parquet', columns: ['id'] },
      }),
      await test({
        name: 'no large order',
        kind: 'customSql',
        query: 'SELECT id FROM orders.csv WHERE amount > 1000',
      }),
    ];
    const run = await plumbline.call('POST', '/v1/runs', { testIds });
    const executions = await plumbline.finished(run.body['runId'] as string);
    const byTest = new Map(executions.map((execution) => [execution['testId'], execution]));
    expect(testIds.map((id) => byTest.get(id)?.['status'])).toEqual(['failed', 'passed', 'passed']);
    expect(byTest.get(testIds[0])?.['observed']).toMatchObject({ violations: 1 });
  });

  it('refuses conditions that reach for other files, on save', async () => {
    const connectionId = await created('/v1/connections', {
      name: 'more files',
      engine: 'duckdb',
      settings: { path: warehouse.folder },
    });
    const answer = await plumbline.call('POST', '/v1/tests', {
      name: 'thief',
      connectionId,
      dataset: 'orders.csv',
      kind: 'volume',
      fail: { min: 1 },
      filter: `EXISTS (FROM read_text('/etc/passwd'))`,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('read_text');
  });

  it('outside of the allowed folders is not read', async () => {
    const connectionId = await created('/v1/connections', {
      name: 'elsewhere',
      engine: 'duckdb',
      settings: { path: warehouse.outside },
    });
    const verified = await plumbline.call('POST', `/v1/connections/${connectionId}/verify`);
    expect(verified.body).toMatchObject({ reachable: false, problem: { code: 'PERMISSION_DENIED' } });
  });

  it.each(['data', '/data/../etc', 's3://B', '/data/*.csv'])(
    'a path like %s is refused on save',
    async (path) => {
      const answer = await plumbline.call('POST', '/v1/connections', {
        name: path,
        engine: 'duckdb',
        settings: { path },
      });
      expect(answer.status).toBe(422);
    },
  );
});
