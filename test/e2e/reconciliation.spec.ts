import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

let shop: TestDatabase;
let warehouse: TestDatabase;
let plumbline: TestPlatform;
let shopId: string;
let warehouseId: string;

async function fill(database: TestDatabase, sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(sql);
  await owner.end();
}

beforeAll(async () => {
  [shop, warehouse] = [await createDatabase(), await createDatabase()];
  const sales =
    'CREATE TABLE sales (id int PRIMARY KEY, net numeric, sold_on date, note text, ratio float, extra jsonb);';
  await fill(
    shop,
    `${sales} INSERT INTO sales SELECT i, i * 1.5, '2026-01-01' FROM generate_series(1, 10) i;
     CREATE TABLE archive AS SELECT * FROM sales WHERE id < 10;`,
  );
  await fill(
    warehouse,
    `${sales} INSERT INTO sales SELECT i, CASE i WHEN 3 THEN 0 ELSE i * 1.5 END, '2026-01-01' FROM generate_series(2, 11) i;
     CREATE TABLE customers (id bigint, gone boolean); INSERT INTO customers VALUES (1, false), (2, true);`,
  );
  plumbline = await startTestPlatform();
  const create = async (database: TestDatabase, name: string) =>
    (await plumbline.call('POST', '/v1/connections', connectionTo(database.url, name))).body['id'] as string;
  [shopId, warehouseId] = [await create(shop, 'shop'), await create(warehouse, 'warehouse')];
});

afterAll(async () => {
  await plumbline.stop();
  await shop.drop();
  await warehouse.drop();
});

const definition = (more: Record<string, unknown> = {}) => ({
  name: 'draft',
  connectionId: shopId,
  kind: 'reconciliation',
  dataset: 'sales',
  reference: { connectionId: warehouseId, dataset: 'sales' },
  ...more,
});
const preview = (more: Record<string, unknown>, query = '') =>
  plumbline.call('POST', `/v1/tests/preview${query}`, definition(more));
const problemsOf = (answer: Answer) => answer.body['errors'] as { path: string; message: string }[];

async function executed(more: Record<string, unknown>) {
  const created = await plumbline.call('POST', '/v1/tests', definition(more));
  expect([created.status, created.body]).toMatchObject([201, { dataset: 'public.sales' }]);
  const run = await plumbline.call('POST', `/v1/tests/${created.body['id'] as string}/run`);
  const [execution] = await plumbline.finished(run.body['runId'] as string);
  return plumbline.call('GET', `/v1/executions/${execution!['id'] as string}`);
}

describe('a reconciliation of two connections', () => {
  it('is saved, run, and kept with what differs', async () => {
    const { body } = await executed({
      name: 'sales arrive',
      compare: [{ metric: 'rowCount' }, { metric: 'sum', column: 'net' }],
      keys: ['id'],
      columns: ['net', 'sold_on'],
      showKeys: 2,
      warn: { tolerance: 0 },
      fail: { tolerancePercent: 50, maxDifferences: 10 },
    });
    expect(body).toMatchObject({
      status: 'warned',
      message:
        'compared with public.sales: sum(net) is 82.5 here and 93.0 there (10.5 apart); 0 allowed; ' +
        '1 row only here, 1 row only there, 1 key with different values (net 1); none is allowed',
      rowsTested: 10,
      observed: {
        differences: 3,
        equal: 8,
        differentByColumn: { net: 1, sold_on: 0 },
        keys: { onlyHere: [{ id: '1' }], onlyThere: [{ id: '11' }], different: [{ id: '3' }] },
      },
    });
  });

  it('is previewed with the statements of both, and its verdict', async () => {
    const answer = await preview({ keys: ['id'] }, '?run=true');
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        test: { reference: { dataset: 'public.sales' }, dataset: 'public.sales' },
        statements: [
          { sql: expect.stringContaining('ORDER BY') },
          { sql: expect.stringContaining('ORDER BY') },
        ],
        verdict: { status: 'failed', observed: { onlyHere: 1, onlyThere: 1 } },
      },
    ]);
    const numbers = await preview({ compare: [{ metric: 'sum', column: 'net' }] });
    expect(numbers.body).toMatchObject({
      statements: [{ sql: expect.stringContaining('sum(') }, { sql: expect.stringContaining('sum(') }],
      verdict: null,
    });
  });

  it('is errored, not failed, when the other side is gone', async () => {
    const answer = await executed({
      name: 'vanishing',
      keys: ['id'],
      reference: { connectionId: warehouseId, dataset: 'customers' },
    });
    expect(answer.body).toMatchObject({ status: 'failed' });
    await fill(warehouse, 'ALTER TABLE customers RENAME TO clients');
    const run = await plumbline.call('POST', `/v1/tests/${answer.body['testId'] as string}/run`);
    const [execution] = await plumbline.finished(run.body['runId'] as string);
    await fill(warehouse, 'ALTER TABLE clients RENAME TO customers');
    expect(execution).toMatchObject({
      status: 'errored',
      errorCode: 'MISSING_DATASET',
      message: expect.stringContaining('reference (public.customers)'),
    });
  });
});

describe('a reconciliation whose other connection was deleted', () => {
  it.each([{ keys: ['id'] }, { compare: [{ metric: 'rowCount' }] }])('is errored: %j', async (how) => {
    const name = `gone for ${Object.keys(how)[0]!}`;
    const third = await plumbline.call('POST', '/v1/connections', connectionTo(warehouse.url, name));
    const reference = { connectionId: third.body['id'], dataset: 'sales' };
    const test = await plumbline.call('POST', '/v1/tests', definition({ name, reference, ...how }));
    await plumbline.call('DELETE', `/v1/connections/${third.body['id'] as string}`);
    const run = await plumbline.call('POST', `/v1/tests/${test.body['id'] as string}/run`);
    const [execution] = await plumbline.finished(run.body['runId'] as string);
    expect(execution).toMatchObject({
      status: 'errored',
      errorCode: 'MISSING_CONNECTION',
      message: expect.stringMatching(/^reference.*: the connection was deleted/),
    });
  });
});

describe('a reconciliation within a connection', () => {
  it('needs no connection of the reference', async () => {
    const { body } = await executed({
      name: 'archive is whole',
      reference: { dataset: 'archive' },
      keys: ['id'],
    });
    expect(body).toMatchObject({
      status: 'failed',
      message: 'compared with public.archive: 1 row only here; none is allowed',
    });
  });
});

describe('what does not fit', () => {
  const nobody = '00000000-0000-7000-8000-000000000000';

  it.each([
    [
      'an unknown connection',
      { reference: { connectionId: nobody, dataset: 'sales' } },
      'reference.connectionId',
      'UNKNOWN_CONNECTION',
    ],
    [
      'a write in the filter',
      { reference: { dataset: 'sales', filter: "nextval('s') > 0" } },
      'reference.filter',
      'UNSAFE_FILTER',
    ],
    [
      'fewer partners than keys',
      { keys: ['id', 'note'], referenceKeys: ['id'] },
      'referenceKeys',
      'VALIDATION_FAILED',
    ],
    ['a sum of nothing', { compare: [{ metric: 'sum' }] }, 'compare.0.column', 'VALIDATION_FAILED'],
    ['an unknown dataset of its own', { dataset: 'gone' }, 'dataset', 'UNKNOWN_DATASET'],
  ])('%s is 422 and named', async (_, more, path, code) => {
    const answer = await preview(more);
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(problemsOf(answer).map((problem) => problem.path)).toEqual([path]);
  });

  const other = (more: Record<string, unknown>) => ({
    reference: { connectionId: warehouseId, dataset: 'sales', ...more },
  });
  it.each([
    [
      'an unknown dataset',
      () => other({ dataset: 'gone' }),
      'reference.dataset',
      /"warehouse" has no table or view public.gone/,
    ],
    [
      'a filter on an unknown column',
      () => other({ filter: 'gone > 1' }),
      'reference.filter',
      /"gone" does not exist/,
    ],
    [
      'a column that only its own side lacks',
      () => ({
        compare: [{ metric: 'rowCount' }, { metric: 'sum', column: 'gross', referenceColumn: 'net' }],
      }),
      'compare.1.column',
      /public.sales has no column "gross"/,
    ],
    [
      'a column that the reference lacks',
      () => ({ compare: [{ metric: 'max', column: 'net', referenceColumn: 'gross' }] }),
      'compare.0.referenceColumn',
      /public.sales has no column "gross"/,
    ],
    [
      'a sum of texts',
      () => ({ compare: [{ metric: 'sum', column: 'note', referenceColumn: 'net' }] }),
      'compare.0.column',
      /"note" is text; it must be one of integer/,
    ],
    [
      'a number and a time',
      () => ({ compare: [{ metric: 'max', column: 'net', referenceColumn: 'sold_on' }] }),
      'compare.0.referenceColumn',
      /"sold_on" is date; "net" is numeric, which cannot equal it/,
    ],
    ['a key without an order', () => ({ keys: ['ratio'] }), 'keys.0', /"ratio" is double precision/],
    [
      'keys of two families',
      () => ({ keys: ['id'], referenceKeys: ['note'] }),
      'referenceKeys.0',
      /"note" is text; "id" is integer/,
    ],
    [
      'a column that has no equality',
      () => ({ keys: ['id'], columns: ['net', 'extra'] }),
      'columns.1',
      /"extra" is jsonb/,
    ],
  ])('%s is 422 and named', async (_, more, path, message) => {
    const answer = await preview(more());
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(problemsOf(answer)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('another database that does not answer is 503', async () => {
    const connection = await plumbline.call('POST', '/v1/connections', {
      ...connectionTo(warehouse.url.replace(/:\d+\//, ':1/'), 'away'),
    });
    const away = { name: 'far', reference: { connectionId: connection.body['id'], dataset: 'public.sales' } };
    expect((await preview(away)).status).toBe(503);
  });
});

describe('a referential test of two connections', () => {
  const referential = (more: Record<string, unknown> = {}) => ({
    kind: 'referential',
    columns: ['id'],
    reference: {
      connectionId: warehouseId,
      dataset: 'customers',
      columns: ['id'],
      filter: 'NOT gone',
      ...more,
    },
  });

  it('is saved and runs', async () => {
    const { body } = await executed({ name: 'known elsewhere', ...referential() });
    expect(body).toMatchObject({
      status: 'failed',
      message: '9 rows without a partner in public.customers of 10 rows tested (90 %); none is allowed',
    });
  });

  it.each([
    [
      'an unknown column',
      { columns: ['uid'] },
      'reference.columns.0',
      /public.customers has no column "uid"/,
    ],
    [
      'a key of another type',
      { columns: ['gone'] },
      'reference.columns.0',
      /"gone" is boolean; it must be one of/,
    ],
    ['an unknown dataset', { dataset: 'nobody' }, 'reference.dataset', /"warehouse" has no table/],
    ['a filter on its own column', { filter: 'net > 0' }, 'reference.filter', /"net" does not exist/],
  ])('%s is 422 and named', async (_, more, path, message) => {
    const answer = await preview({
      compare: undefined,
      ...referential(),
      reference: { ...referential().reference, filter: undefined, ...more },
    });
    expect(problemsOf(answer)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });
});
