import { TwoDatabases } from './two-databases.fixture.ts';

let two: TwoDatabases;

beforeAll(async () => {
  two = await TwoDatabases.open();
  await two.run(
    'shop',
    `CREATE TABLE sales (id int, customer_id int, region text, no int, day date);
     INSERT INTO sales VALUES
       (1, 1, 'eu', 1, '2026-01-01'), (2, 1, 'eu', 2, '2026-01-02'), (3, 9, 'eu', 9, '2026-01-03'),
       (4, 9, 'us', NULL, NULL), (5, NULL, NULL, NULL, NULL), (6, 2, 'EU', 1, NULL);
     CREATE TABLE nobody (customer_id int);`,
  );
  await two.run(
    'warehouse',
    `CREATE TABLE customers (id numeric, region text, no bigint, deleted_at timestamptz, day date);
     INSERT INTO customers VALUES
       (1.0, 'eu', 1, NULL, '2026-01-01'), (1, 'eu', 1, NULL, NULL), (2, 'eu', 2, now(), NULL), (NULL, NULL, 7, NULL, NULL);
     CREATE TABLE nobody (id int);`,
  );
});

afterAll(() => two.close());

/** Rows without a partner, tested, and left out; or why there is no answer. */
async function found(more: Record<string, unknown> = {}, reference: Record<string, unknown> = {}) {
  const { observed, errorCode, rowsTested } = await two.verdictOf({
    kind: 'referential',
    dataset: 'public.sales',
    columns: ['customer_id'],
    ...more,
    reference: {
      connectionId: two.warehouse.connection.id,
      dataset: 'public.customers',
      columns: ['id'],
      ...reference,
    },
  });
  return errorCode ?? [observed['orphans'], rowsTested, observed['rowsLeftOut']];
}

describe('keys that are looked up in another connection', () => {
  it('are counted by rows, each once, whatever their type of number', async () => {
    expect(await found()).toEqual([2, 5, 1]);
    expect(await found({ match: 'full' })).toEqual([2, 5, 1]);
  });

  it('of two columns follow the rules of nulls', async () => {
    const key = { columns: ['region', 'no'] };
    const partner = { columns: ['region', 'no'] };
    expect(await found(key, partner)).toEqual([2, 4, 2]);
    expect(await found({ ...key, match: 'full' }, partner)).toEqual([3, 5, 1]);
    const swapped = { columns: ['no', 'region'] };
    expect(await found(swapped, swapped)).toEqual([2, 4, 2]);
  });

  it('may be dates', async () => {
    expect(await found({ columns: ['day'] }, { columns: ['day'] })).toEqual([2, 3, 3]);
  });

  it('mind the filters of both sides', async () => {
    expect(await found({}, { filter: 'deleted_at IS NULL' })).toEqual([3, 5, 1]);
    expect(await found({ filter: 'id < 4' }, { filter: 'deleted_at IS NULL' })).toEqual([1, 3, 0]);
  });

  it('have no partner in an empty reference, and nothing to test in an empty dataset', async () => {
    expect(await found({}, { dataset: 'public.nobody' })).toEqual([5, 5, 1]);
    expect(await found({ dataset: 'public.nobody' })).toEqual([0, 0, 0]);
  });

  it.each([
    ['of another family', { columns: ['region'] }, {}, 'UNSUPPORTED_TYPE'],
    ['that are not there', { columns: ['gone'] }, {}, 'MISSING_COLUMN'],
    ['whose partner is not there', {}, { columns: ['gone'] }, 'MISSING_COLUMN'],
    ['in a dataset that is not there', {}, { dataset: 'public.gone' }, 'MISSING_DATASET'],
    ['with a filter of the other side', { filter: 'deleted_at IS NULL' }, {}, 'MISSING_COLUMN'],
    ['of too many rows', { maxRows: 5 }, {}, 'TOO_MANY_ROWS'],
  ])('%s: is errored', async (_, more, reference, code) => {
    expect(await found(more, reference)).toBe(code);
  });

  it('read a key once, however many rows have it', async () => {
    await two.run(
      'shop',
      `CREATE TABLE visits AS SELECT i % 7 AS customer_id FROM generate_series(1, 20000) i;`,
    );
    two.connector.answers.length = 0;
    // 1 and 2 are known; they have 2,858 and 2,857 rows
    expect(await found({ dataset: 'public.visits' })).toEqual([20_000 - 2858 - 2857, 20_000, 0]);
    const pages = two.connector.answers.filter(({ sql }) => sql.includes('LIMIT'));
    expect(pages.map(({ rows }) => rows).sort()).toEqual([2, 7]);
  });
});
