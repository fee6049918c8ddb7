import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE orders (id int, customer int, net numeric);
    INSERT INTO orders VALUES (1, 7, 10), (2, 7, 20.5), (3, 8, 30);
    CREATE TABLE other (id int);
  `);
  plumbline = await startTestPlatform();
  const created = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'orders'));
  connectionId = created.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

const preview = (query: string, fields: Record<string, unknown> = {}) =>
  plumbline.call('POST', '/v1/tests/preview?run=true', {
    name: 'draft',
    kind: 'customSql',
    connectionId,
    dataset: 'public.orders',
    query,
    ...fields,
  });

it.each([
  [
    'the rows that a query returns are violations, and none is allowed unless said otherwise',
    'SELECT customer FROM public.orders GROUP BY customer HAVING count(*) > 1',
    {},
    {
      status: 'failed',
      observed: { violations: 1 },
      message: 'the query returned 1 row, more than the 0 allowed',
    },
  ],
  [
    'no row passes',
    'SELECT * FROM public.orders WHERE net < 0',
    {},
    { status: 'passed', observed: { violations: 0 } },
  ],
  [
    'a query may have WITH, UNION, ORDER BY and LIMIT',
    'WITH big AS (SELECT id FROM public.orders WHERE net > 15) SELECT id FROM big UNION SELECT id FROM public.other ORDER BY 1 LIMIT 5',
    { warn: { maxCount: 1 }, fail: { maxCount: 2 } },
    { status: 'warned', observed: { violations: 2 } },
  ],
  [
    'a number is judged between bounds, with all its digits',
    'SELECT sum(net) FROM public.orders',
    { returns: 'number', fail: { min: '60.5', max: '60.5' } },
    { status: 'passed', observed: { value: '60.5' }, message: 'the query returned 60.5' },
  ],
  [
    'a number outside of its bounds fails',
    'SELECT count(*) FROM public.orders',
    { returns: 'number', warn: { min: 5 } },
    { status: 'warned', message: 'the query returned 3, less than the 5 expected' },
  ],
  [
    'no number is what onEmpty says',
    'SELECT max(net) FROM public.orders WHERE false',
    { returns: 'number', fail: { min: 1 }, onEmpty: 'failed' },
    { status: 'failed', observed: { value: null } },
  ],
  [
    'several rows where one number was promised cannot be judged',
    'SELECT net FROM public.orders',
    { returns: 'number', fail: { min: 1 } },
    { status: 'errored', errorCode: 'DATA_ERROR' },
  ],
  [
    'a text where a number was promised cannot be judged',
    `SELECT 'many'`,
    { returns: 'number', fail: { min: 1 } },
    { status: 'errored', errorCode: 'VALUE_OUT_OF_RANGE' },
  ],
])('%s', async (_, query, fields, verdict) => {
  const { status, body } = await preview(query, fields);
  expect([status, body['verdict']]).toMatchObject([200, verdict]);
});

it.each([
  ['two statements', 'SELECT 1; DELETE FROM public.orders'],
  ['a write', 'DELETE FROM public.orders RETURNING id'],
  ['a write within', 'WITH gone AS (DELETE FROM public.orders RETURNING id) SELECT id FROM gone'],
  ['a table made', 'SELECT * INTO public.copy FROM public.orders'],
  ['locks', 'SELECT * FROM public.orders FOR UPDATE'],
  ['an early bracket', 'SELECT 1) OR EXISTS (SELECT 2'],
  ['a comment', 'SELECT 1 -- and so on'],
  ['a sleep', 'SELECT pg_sleep(10)'],
  ['a file', `SELECT pg_read_file('/etc/passwd')`],
  ['an end of the transaction', 'COMMIT'],
  ['no SELECT', 'id > 1'],
  ['an unknown table', 'SELECT * FROM public.nowhere'],
  ['an unknown column', 'SELECT nothing FROM public.orders'],
])('a query with %s is refused at its path', async (_, query) => {
  const { status, body } = await preview(query);
  expect([status, body['errors']]).toMatchObject([422, [{ path: 'query' }]]);
  expect((await owner.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 3 }]);
});

it.each([
  [{ returns: 'number' }, 'fail'],
  [{ returns: 'number', fail: { maxCount: 1 } }, 'fail.maxCount'],
  [{ warn: { min: 1 } }, 'warn.min'],
  [{ fail: {} }, 'fail'],
  [{ filter: 'id > 1' }, 'filter'],
])('with %j it is refused at %s', async (fields, path) => {
  const { status, body } = await preview('SELECT 1', fields);
  expect([status, body['errors']]).toMatchObject([422, [{ path }]]);
});

it('is shown as it was sent', async () => {
  const { body } = await preview('SELECT id FROM public.orders WHERE net < 0');
  expect(body['statements']).toMatchObject([{ sql: expect.stringContaining('net < 0') }]);
});
