import { createMysqlCustomer, describeWithMariadb, type MysqlCustomer } from '../support/mariadb.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

describeWithMariadb('a MySQL connection, over HTTP', () => {
  let customer: MysqlCustomer;
  let plumbline: TestPlatform;
  let connectionId: string;
  const post = (path: string, body: object) => plumbline.call('POST', path, body);

  beforeAll(async () => {
    customer = await createMysqlCustomer();
    await customer.admin.query(`
      CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(20), net decimal(10,2), at datetime(6));
      INSERT INTO orders VALUES (1, 'AB-1', 1.50, '2026-01-02 03:04:05'), (2, 'ab-2', -1, NULL), (3, 'AB-3 ', 2, NULL)`);
    plumbline = await startTestPlatform();
    const { settings, secrets } = customer.reader;
    const created = await post('/v1/connections', { name: 'shop', engine: 'mysql', settings, secrets });
    expect([created.status, created.text]).toEqual([201, expect.any(String)]);
    connectionId = created.body['id'] as string;
  });
  afterAll(async () => {
    await plumbline.stop();
    await customer.drop();
  });

  const tested = (fields: object) => post('/v1/tests', { connectionId, dataset: 'orders', ...fields });

  it('is verified as one that may only read', async () => {
    const { body } = await post(`/v1/connections/${connectionId}/verify`, {});
    expect(body).toMatchObject({ reachable: true, problem: null, canWrite: false });
  });

  it('runs tests whose statements are shown, and lets out what they allow', async () => {
    const created = [
      await tested({
        name: 'codes',
        kind: 'pattern',
        column: 'code',
        regex: '[A-Z]{2}-\\d+',
        samples: { columns: ['id', 'code'], mask: { code: 'redact' } },
      }),
      await tested({ name: 'net', kind: 'range', column: 'net', min: 0, groupBy: ['code'] }),
    ];
    expect(created.map(({ status }) => status)).toEqual([201, 201]);
    const run = await post('/v1/runs', { testIds: created.map(({ body }) => body['id']) });
    const finished = await plumbline.finished(run.body['runId'] as string);
    const named = (name: string) => finished.find((execution) => execution['testName'] === name)!;
    // case and a trailing blank count here as everywhere, whatever the collation of the column
    expect(named('codes')).toMatchObject({ status: 'failed', rowsTested: 3, observed: { violations: 2 } });
    expect(named('net')).toMatchObject({ status: 'failed', observed: { groups: 3, failedGroups: 1 } });
    const samples = await plumbline.call('GET', `/v1/executions/${String(named('codes')['id'])}/samples`);
    expect(samples.body).toMatchObject({ columns: ['id', 'code'] });
    expect((samples.body['rows'] as unknown[][]).toSorted()).toEqual([
      ['2', '•••'],
      ['3', '•••'],
    ]);
  });

  it('refuses on save a pattern that this engine could not finish, at its field and with the reason', async () => {
    const { status, body } = await tested({
      name: 'explosive',
      kind: 'pattern',
      column: 'code',
      regex: '(a+)+',
    });
    expect([status, body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(body['errors']).toEqual([{ path: 'regex', message: expect.any(String) as string }]);
  });

  it('refuses on save to read a part of a table, which it cannot', async () => {
    const { status, body } = await tested({
      name: 'a part',
      kind: 'range',
      column: 'net',
      min: 0,
      sampling: { percent: 1 },
      fail: { maxPercent: 1 },
    });
    expect([status, body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(body['errors']).toMatchObject([{ path: 'sampling' }]);
  });
});
