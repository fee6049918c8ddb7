import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type Answer, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

const customers = { dataset: 'public.customers', columns: ['id'] };
const definition = (more: Record<string, unknown>) => ({
  name: 'draft',
  connectionId,
  kind: 'referential',
  dataset: 'public.orders',
  columns: ['customer_id'],
  reference: customers,
  ...more,
});
const preview = (more: Record<string, unknown>, query = '') =>
  plumbline.call('POST', `/v1/tests/preview${query}`, definition(more));
const problemsOf = (answer: Answer) => answer.body['errors'] as { path: string; message: string }[];

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TYPE mood AS ENUM ('good', 'bad');
    CREATE TABLE customers (id bigint PRIMARY KEY, name text, deleted_at timestamptz, extra jsonb);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int, mood mood, ratio float, extra jsonb);
    INSERT INTO customers VALUES (1, 'Ann', NULL), (2, 'Bob', now());
    INSERT INTO orders VALUES (1, 1, 'good', 1), (2, 2, 'bad', 1), (3, 7, 'bad', 1), (4, NULL, NULL, NULL);
  `);
  plumbline = await startTestPlatform();
  const connection = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'shop'));
  connectionId = connection.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await owner.end();
  await source.drop();
});

describe('a referential test', () => {
  it('is saved with both datasets spelled out, and runs', async () => {
    const created = await plumbline.call('POST', '/v1/tests', {
      ...definition({ name: 'orders have a customer', dataset: 'orders' }),
      reference: { ...customers, dataset: ' customers', filter: 'deleted_at IS NULL' },
      warn: { maxCount: 0 },
      fail: { maxPercent: 90 },
    });
    expect([created.status, created.body]).toMatchObject([
      201,
      {
        dataset: 'public.orders',
        match: 'simple',
        reference: { dataset: 'public.customers', columns: ['id'] },
      },
    ]);
    const run = await plumbline.call('POST', `/v1/tests/${created.body['id'] as string}/run`);
    const [execution] = await plumbline.finished(run.body['runId'] as string);
    expect(execution).toMatchObject({
      status: 'warned',
      message: '2 rows without a partner in public.customers of 3 rows tested (66.67 %); none is allowed',
    });
  });

  it('is previewed with its SQL and its verdict', async () => {
    const answer = await preview({ reference: { ...customers, dataset: 'customers' } }, '?run=true');
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        test: { reference: { dataset: 'public.customers' } },
        statements: [{}, { sql: expect.stringContaining('NOT EXISTS') }],
        verdict: {
          status: 'failed',
          observed: { orphans: 1, rowsTested: 3, rowsLeftOut: 1 },
          rowsTested: 3,
        },
      },
    ]);
  });
});

describe('a referential test that does not fit its datasets', () => {
  it.each([
    [
      'an unknown reference',
      { reference: { ...customers, dataset: 'public.nobody' } },
      'reference.dataset',
      /no table or view public.nobody/,
    ],
    [
      'an unknown column of the reference',
      { reference: { ...customers, columns: ['uid'] } },
      'reference.columns.0',
      /public.customers has no column "uid"/,
    ],
    [
      'an unknown column of its own',
      { columns: ['client_id'] },
      'columns.0',
      /public.orders has no column "client_id"/,
    ],
    [
      'a partner of another type',
      { reference: { ...customers, columns: ['name'] } },
      'reference.columns.0',
      /"name" is text; "customer_id" is integer, which cannot equal it/,
    ],
    [
      'a partner that would be rounded',
      { columns: ['ratio'] },
      'reference.columns.0',
      /"id" is bigint; "ratio" is double precision/,
    ],
    [
      'a partner without an equality',
      { columns: ['mood'], reference: { ...customers, columns: ['name'] } },
      'reference.columns',
      /operator does not exist: .*mood/,
    ],
    [
      "a reference's filter on an unknown column",
      { reference: { ...customers, filter: 'gone' } },
      'reference.filter',
      /column "gone" does not exist/,
    ],
    [
      "a reference's filter on a column of the dataset",
      { reference: { ...customers, filter: 'customer_id > 0' } },
      'reference.filter',
      /column "customer_id" does not exist/,
    ],
    [
      'a filter on a column of the reference',
      { filter: 'deleted_at IS NULL' },
      'filter',
      /column "deleted_at" does not exist/,
    ],
  ])('%s is 422 and named', async (_, more, path, message) => {
    const answer = await preview(more);
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_FOR_DATASET']);
    expect(problemsOf(answer)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('has all that is wrong named at once', async () => {
    const answer = await preview({
      columns: ['customer_id', 'extra', 'mod'],
      reference: { ...customers, columns: ['id', 'extra', 'mood'], filter: 'gone' },
    });
    expect(
      problemsOf(answer)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['columns.1', 'columns.2', 'reference.columns.1', 'reference.columns.2', 'reference.filter']);
  });

  it.each([
    ['a column too many', { columns: ['customer_id', 'id'] }, 'reference.columns', 'VALIDATION_FAILED'],
    [
      'an unreadable name',
      { reference: { ...customers, dataset: 'a.b.c' } },
      'reference.dataset',
      'VALIDATION_FAILED',
    ],
    ['no reference', { reference: undefined }, 'reference', 'VALIDATION_FAILED'],
    ['an unknown mode', { match: 'partial' }, 'match', 'VALIDATION_FAILED'],
    [
      'another connection',
      { reference: { ...customers, connectionId: 'other' } },
      'reference.connectionId',
      'VALIDATION_FAILED',
    ],
    [
      'a write in the filter',
      { reference: { ...customers, filter: "nextval('s') > 0" } },
      'reference.filter',
      'UNSAFE_FILTER',
    ],
    [
      'a way out of the brackets',
      { reference: { ...customers, filter: '1=1) OR (1=1' } },
      'reference.filter',
      'UNSAFE_FILTER',
    ],
  ])('%s is 422 before the database is asked', async (_, more, path, code) => {
    const answer = await preview(more);
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(problemsOf(answer).map((problem) => problem.path)).toEqual([path]);
  });
});
