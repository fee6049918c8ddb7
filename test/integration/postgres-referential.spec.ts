import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import { judgeTest, type Verdict } from '../../src/core/verdict/judge-test.ts';
import { measureDataset } from '../../src/features/executions/measure-dataset.ts';
import { someConnection, someConnectionId, someTest } from '../support/records.ts';
import { createCustomer, type Customer } from './postgres-connector.fixture.ts';
import { openNetwork } from '../support/open-network.ts';

const connector = new PostgresConnector(openNetwork);
let customer: Customer;

beforeAll(async () => {
  customer = await createCustomer();
  await customer.admin.query(`
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('good', 'bad');
    CREATE TABLE customers (id bigint, region text, no int, deleted_at timestamptz, mail citext, name text,
      posix text COLLATE "POSIX");
    INSERT INTO customers VALUES
      (1, 'eu', 1, NULL, 'Ann@example.org', 'Ann', 'Ann'), (2, 'eu', 2, now(), 'bob@example.org', 'Bob', 'Bob'),
      (3, 'us', 1, NULL, NULL, NULL, NULL), (NULL, 'us', NULL, NULL, NULL, NULL, NULL);
    CREATE TABLE sales (id int, customer_id int, region text, no int, mail citext, who text, note text, mood mood,
      amount numeric, cited varchar(50) COLLATE "C");
    INSERT INTO sales VALUES
      (1, 1, 'eu', 1, 'ann@EXAMPLE.org', 'Ann', 'paid', 'good', 1.0, 'Ann'),
      (2, 2, 'eu', 2, 'BOB@example.org', 'ann', 'paid', 'bad', 2.00, 'Bob'),
      (3, 9, 'eu', 9, 'cid@example.org', 'Ann', 'open', 'good', 1.5, 'Ann'),
      (4, NULL, 'us', NULL, NULL, NULL, 'open', NULL, NULL, NULL),
      (5, NULL, NULL, NULL, NULL, NULL, 'open', NULL, NULL, NULL);
    CREATE TABLE repeated (id int);
    INSERT INTO repeated SELECT 1 FROM generate_series(1, 500) UNION ALL SELECT NULL;
    CREATE TABLE nobody (id int);
    CREATE TABLE tree (id int, parent_id int);
    INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 7);
    CREATE SCHEMA "We ird";
    CREATE TABLE "We ird"."T""a.b" ("key 1" int, "tested row" int);
    INSERT INTO "We ird"."T""a.b" VALUES (1, 1), (9, 2);
    CREATE VIEW living AS SELECT id FROM customers WHERE deleted_at IS NULL;
    CREATE TABLE secret (id int);
    GRANT USAGE ON SCHEMA "We ird" TO PUBLIC;
    GRANT SELECT ON ALL TABLES IN SCHEMA public, "We ird" TO PUBLIC;
    REVOKE ALL ON secret FROM PUBLIC;`);
});

afterAll(async () => {
  await connector.close();
  await customer.drop();
});

const customers = { dataset: 'public.customers', columns: ['id'] };
const referential = (more: Record<string, unknown> = {}) =>
  someTest({
    kind: 'referential',
    dataset: 'public.sales',
    columns: ['customer_id'],
    reference: customers,
    connectionId,
    fail: { maxCount: 0 },
    ...more,
  });

const connectionId = someConnectionId();

type AnyTest = ReturnType<typeof someTest>;

async function verdictsOf(tests: readonly AnyTest[]): Promise<readonly Verdict[]> {
  const connection = someConnection({ id: tests[0]!.connectionId });
  const opened = { connection, connector, target: customer.reader };
  const signal = new AbortController().signal;
  const measured = await measureDataset(opened, tests[0]!.dataset, tests, signal);
  const context = { measuredAt: measured.takenAt, history: {} };
  return tests.map((test) => judgeTest(test, measured.measurements, context));
}

/** Rows without a partner, tested, and left out; or why there is no answer. */
async function found(more: Record<string, unknown>): Promise<unknown> {
  const [verdict] = await verdictsOf([referential(more)]);
  const { observed, errorCode, rowsTested } = verdict!;
  return errorCode ?? [observed['orphans'], rowsTested, observed['rowsLeftOut']];
}

describe('a key of one column', () => {
  it('leaves out nulls, in both modes', async () => {
    expect(await found({})).toEqual([1, 3, 2]);
    expect(await found({ match: 'full' })).toEqual([1, 3, 2]);
  });

  it.each([
    ['by count', { fail: { maxCount: 0 } }, 'failed'],
    ['within a count', { fail: { maxCount: 1 } }, 'passed'],
    ['by percent of the rows tested', { fail: { maxPercent: 33.3 } }, 'failed'],
    ['within a percentage', { fail: { maxPercent: 33.4 } }, 'passed'],
  ])('is judged %s', async (_, levels, status) => {
    expect((await verdictsOf([referential(levels)]))[0]).toMatchObject({ status });
  });

  it('counts a row once, however often its partner occurs', async () => {
    const reference = { dataset: 'public.repeated', columns: ['id'] };
    expect(await found({ reference })).toEqual([2, 3, 2]);
  });

  it('finds no partner in an empty reference', async () => {
    expect(await found({ reference: { dataset: 'public.nobody', columns: ['id'] } })).toEqual([3, 3, 2]);
  });

  it('has nothing to test in an empty dataset, or when all keys are null', async () => {
    const none = { dataset: 'public.nobody', columns: ['id'] };
    expect(await verdictsOf([referential(none), referential({ ...none, onEmpty: 'failed' })])).toMatchObject([
      { status: 'warned', rowsTested: 0, observed: { orphans: 0, violationPercent: null, rowsLeftOut: 0 } },
      { status: 'failed' },
    ]);
    expect(await found({ filter: 'customer_id IS NULL' })).toEqual([0, 0, 2]);
  });

  it('may refer to its own table, and to a view', async () => {
    const tree = { dataset: 'public.tree', columns: ['parent_id'] };
    expect(await found({ ...tree, reference: { dataset: 'public.tree', columns: ['id'] } })).toEqual([
      1, 3, 1,
    ]);
    expect(await found({ reference: { dataset: 'public.living', columns: ['id'] } })).toEqual([2, 3, 2]);
  });
});

describe('a key of two columns', () => {
  const columns = ['region', 'no'];
  const reference = { dataset: 'public.customers', columns };

  it('simple: is not tested when any of it is null', async () => {
    expect(await found({ columns, reference })).toEqual([1, 3, 2]);
  });

  it('full: is not tested when all of it is null, and has no partner when some of it is', async () => {
    expect(await found({ columns, reference, match: 'full' })).toEqual([2, 4, 1]);
  });

  it('is compared in the order of its columns', async () => {
    const swapped = { columns: ['no', 'region'], reference: { ...reference, columns: ['no', 'region'] } };
    expect(await found(swapped)).toEqual([1, 3, 2]);
    const tree = (...partners: readonly string[]) => ({
      dataset: 'public.tree',
      columns: ['id', 'parent_id'],
      reference: { dataset: 'public.tree', columns: partners },
    });
    expect(await found(tree('id', 'parent_id'))).toEqual([0, 3, 1]);
    expect(await found(tree('parent_id', 'id'))).toEqual([3, 3, 1]);
  });
});

describe('filters', () => {
  it('hold for their own side', async () => {
    expect(await found({ filter: "note = 'paid'" })).toEqual([0, 2, 0]);
    expect(await found({ reference: { ...customers, filter: 'deleted_at IS NULL' } })).toEqual([2, 3, 2]);
    expect(
      await found({ filter: "note = 'paid'", reference: { ...customers, filter: 'deleted_at IS NULL' } }),
    ).toEqual([1, 2, 0]);
  });

  it.each([
    ["the dataset's filter with a column of the reference", { filter: 'deleted_at IS NULL' }],
    [
      "the reference's filter with a column of the dataset",
      { reference: { ...customers, filter: "note = 'paid'" } },
    ],
    [
      "the reference's filter with the key's column",
      { reference: { ...customers, filter: 'customer_id > 0' } },
    ],
  ])('%s is an error, not a correlation', async (_, more) => {
    expect(await found(more)).toBe('MISSING_COLUMN');
  });

  it('read a name that both sides have as a column of their own', async () => {
    expect(await found({ filter: 'id <= 2', reference: { ...customers, filter: 'id >= 2' } })).toEqual([
      1, 2, 0,
    ]);
  });

  it('of the reference is guarded again when it runs', async () => {
    const [verdict] = await verdictsOf([
      referential({ reference: { ...customers, filter: '1 = 1) UNION SELECT (1' } }),
    ]);
    expect(verdict).toMatchObject({
      status: 'errored',
      errorCode: 'UNSAFE_FILTER',
      message: expect.stringMatching(/^the reference\.filter is refused: /),
    });
  });
});

describe('names and types', () => {
  it('are taken exactly', async () => {
    const weird = '"We ird"."T""a.b"';
    expect(await found({ reference: { dataset: weird, columns: ['key 1'] } })).toEqual([1, 3, 2]);
    expect(
      await found({
        dataset: weird,
        columns: ['tested row'],
        reference: { dataset: weird, columns: ['key 1'] },
      }),
    ).toEqual([1, 2, 0]);
  });

  it('int meets numeric by value', async () => {
    expect(await found({ columns: ['amount'] })).toEqual([1, 3, 2]);
  });

  it('citext meets citext without case; with text on either side the case matters', async () => {
    const mail = { dataset: 'public.customers', columns: ['mail'] };
    const name = { dataset: 'public.customers', columns: ['name'] };
    expect(await found({ columns: ['mail'], reference: mail })).toEqual([1, 3, 2]);
    expect(await found({ columns: ['who'], reference: name })).toEqual([1, 3, 2]);
    expect(await found({ columns: ['who'], reference: mail })).toEqual([3, 3, 2]);
  });

  it.each([
    ['an enumeration and a text', ['mood'], ['name']],
    ['a number and a text', ['no'], ['name']],
    ['texts of two collations', ['cited'], ['posix']],
  ])('%s that cannot be compared are an error in words', async (_, columns, partners) => {
    const reference = { dataset: 'public.customers', columns: partners };
    expect((await verdictsOf([referential({ columns, reference })]))[0]).toMatchObject({
      status: 'errored',
      errorCode: 'INVALID_SQL',
      message: expect.stringMatching(/operator does not exist|which collation/),
    });
  });
});

describe('a reference that is not there any more', () => {
  const healthy = referential();
  const volume = someTest({ connectionId, dataset: 'public.sales', fail: { min: 5 } });

  it.each([
    ['table', { dataset: 'public.gone', columns: ['id'] }, 'MISSING_DATASET', 'public.gone'],
    ['schema', { dataset: 'away.customers', columns: ['id'] }, 'MISSING_DATASET', 'away.customers'],
    ['column', { ...customers, columns: ['uuid'] }, 'MISSING_COLUMN', 'uuid'],
    ['right', { dataset: 'public.secret', columns: ['id'] }, 'PERMISSION_DENIED', 'secret'],
  ])('%s: spoils no other test, and is named', async (_, reference, errorCode, name) => {
    expect(await verdictsOf([healthy, referential({ reference }), volume])).toMatchObject([
      { status: 'failed', observed: { orphans: 1 } },
      { status: 'errored', errorCode, message: expect.stringContaining(name) },
      { status: 'passed' },
    ]);
  });
});

describe('the plan', () => {
  it('is an anti join, so that the reference is read once', async () => {
    const { columns, match, reference } = {
      columns: ['customer_id'],
      match: 'simple' as const,
      reference: { dataset: { schema: 'public', table: 'customers' }, columns: ['id'], filter: 'no > 0' },
    };
    const { text } = connector.dialect.renderScalarSelect({
      dataset: { schema: 'public', table: 'sales' },
      filter: 'id > 0',
      source: { kind: 'orphans', columns, match, reference },
      expressions: [{ node: 'countAll' }],
    });
    const { rows } = await customer.admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Anti Join');
  });
});
