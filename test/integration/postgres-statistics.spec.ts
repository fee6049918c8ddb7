import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

let source: TestDatabase;
let plumbline: TestPlatform;
let connectionId: string;

beforeAll(async () => {
  source = await createDatabase();
  const owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  // F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973), data set I
  await owner.query(`
    CREATE TABLE anscombe (x int, y numeric, z float8);
    INSERT INTO anscombe (x, y) VALUES (10, 8.04), (8, 6.95), (13, 7.58), (9, 8.81), (11, 8.33), (14, 9.96),
      (6, 7.24), (4, 4.26), (12, 10.84), (7, 4.82), (5, 5.68);
    UPDATE anscombe SET z = y::float8;
    INSERT INTO anscombe VALUES (NULL, NULL, NULL), (NULL, 'NaN', 'NaN'), (NULL, NULL, 'Infinity'), (NULL, NULL, '-Infinity');
    CREATE TABLE edges (big bigint, fine numeric(38,18), none int, zeros float8);
    INSERT INTO edges VALUES (9007199254740993, 0.000000000000000001, NULL, 0), (9007199254740993, 12345678901234567890.000000000000000001, NULL, -0.0),
      (1, 0, NULL, 2);
    CREATE TABLE nothing (x int);
  `);
  await owner.end();
  plumbline = await startTestPlatform();
  const created = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'numbers'));
  connectionId = created.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await source.drop();
});

const preview = async (
  dataset: string,
  column: string,
  statistic: string,
  more: Record<string, unknown> = {},
) =>
  plumbline.call('POST', '/v1/tests/preview?run=true', {
    name: 'draft',
    kind: 'distribution',
    connectionId,
    dataset,
    column,
    statistic,
    fail: { min: -1e30 },
    ...more,
  });

const observed = async (dataset: string, column: string, statistic: string) => {
  const { body } = await preview(dataset, column, statistic);
  return (body['verdict'] as { observed: Record<string, unknown> }).observed;
};

/** Published for the data set: means 9 and 7.500909…, variances 11 and 4.127269…; the rest by hand from the definitions. */
it.each([
  ['x', 'mean', 9],
  ['y', 'mean', 7.500909090909091],
  ['z', 'mean', 7.500909090909091],
  ['x', 'stddev', Math.sqrt(11)],
  ['y', 'stddev', Math.sqrt(4.127269090909091)],
  ['z', 'stddev', Math.sqrt(4.127269090909091)],
  ['x', 'median', 9],
  ['y', 'median', 7.58],
  ['x', 'p25', 6.5],
  ['x', 'p75', 11.5],
  ['x', 'p10', 5],
  ['x', 'p95', 13.5],
  ['y', 'p01', 4.316],
  ['x', 'min', 4],
  ['x', 'max', 14],
  ['y', 'sum', 82.51],
  ['z', 'max', 10.84],
])('%s of the published data: %s is %d', async (column, statistic, expected) => {
  const { value, values } = await observed('public.anscombe', column, statistic);
  expect(Math.abs(Number(value) - expected)).toBeLessThan(1e-9);
  expect(values).toBe(11);
});

it('leaves out and counts nulls, "not a number" and infinities', async () => {
  expect(await observed('public.anscombe', 'z', 'mean')).toMatchObject({
    values: 11,
    nulls: 1,
    notFinite: 3,
  });
  expect(await observed('public.anscombe', 'y', 'max')).toMatchObject({ values: 11, nulls: 3, notFinite: 1 });
});

it('keeps every digit', async () => {
  expect(await observed('public.edges', 'big', 'sum')).toMatchObject({ value: '18014398509481987' });
  expect(await observed('public.edges', 'fine', 'max')).toMatchObject({
    value: '12345678901234567890.000000000000000001',
  });
  const { body } = await preview('public.edges', 'big', 'sum', { fail: { max: '18014398509481986' } });
  expect(body['verdict']).toMatchObject({ status: 'failed' });
});

it.each([
  ['public.edges', 'zeros', 'zeroPercent', { value: String((2 / 3) * 100) }, 'passed'],
  ['public.edges', 'none', 'nullPercent', { value: '100', values: 0 }, 'passed'],
  ['public.edges', 'none', 'mean', { value: null, nulls: 3 }, 'warned'],
  ['public.nothing', 'x', 'sum', { value: null }, 'warned'],
  ['public.nothing', 'x', 'nullPercent', { value: null }, 'warned'],
])('%s.%s: %s is %j, %s', async (dataset, column, statistic, expected, status) => {
  const { body } = await preview(dataset, column, statistic);
  expect(body['verdict']).toMatchObject({ status, observed: expected });
});

it('a percentile gets a statement of its own, so that the others can run in parallel', async () => {
  const { body } = await preview('public.anscombe', 'x', 'p95');
  const statements = (body['statements'] as { sql: string }[]).map(({ sql }) => sql);
  expect(statements).toHaveLength(2);
  expect(statements.filter((sql) => sql.includes('percentile_cont'))).toHaveLength(1);
});

it('a text column is refused on save, by name', async () => {
  const { status, body } = await preview('information_schema.tables', 'table_name', 'mean');
  expect([status, body['errors']]).toMatchObject([422, [{ path: 'column' }]]);
});
