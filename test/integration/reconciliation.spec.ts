import type { Dialect, KeyPage } from '../../src/core/sql/dialect.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { TwoDatabases } from './two-databases.fixture.ts';

let two: TwoDatabases;

beforeAll(async () => {
  two = await TwoDatabases.open();
  const table = (name: string) =>
    `CREATE TABLE ${name} (id int PRIMARY KEY, code text, net numeric(12,2), paid boolean, day date,
       at timestamptz, local timestamp, ratio float8, ref uuid, clock time);`;
  const rows = `
    (1, 'a', 10.50, true, '2026-01-01', '2026-01-01 12:00+02', '2026-01-01 10:00', 0.1, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '10:00'),
    (2, 'B', 20.00, false, '2026-01-02', '2026-01-02 12:00+00', '2026-01-02 12:00', 'NaN', NULL, NULL),
    (3, NULL, NULL, NULL, NULL, 'infinity', NULL, NULL, NULL, NULL)`;
  for (const where of ['shop', 'warehouse'] as const)
    await two.run(where, `${table('sales')} INSERT INTO sales VALUES ${rows};`);
  await two.run(
    'shop',
    `${table('copy')} INSERT INTO copy SELECT * FROM sales;
     CREATE TABLE nobody (id int, net numeric);
     CREATE TABLE moved (id int, net numeric);
     INSERT INTO moved VALUES (1, 10.5), (2, 20.01), (4, 1), (4, 2), (NULL, 0);`,
  );
  await two.run(
    'warehouse',
    `CREATE TABLE nobody (id int, net numeric);
     CREATE TABLE dwh (sale_key bigint, amount numeric, was_paid int, moment timestamp, ref text);
     INSERT INTO dwh VALUES (1, 10.5, 1, '2026-01-01 10:00', 'x'), (2, 20, 0, '2026-01-02 12:00', 'y'), (3, NULL, NULL, NULL, NULL);
     CREATE TABLE broken (id int, net numeric, code text);
     CREATE VIEW failing AS SELECT 1 / (id - id) AS id FROM sales;
     CREATE TABLE letters (code text COLLATE "C");`,
  );
});

afterAll(() => two.close());

const there = () => two.warehouse.connection.id;
/** Against a dataset of the warehouse, or of the shop itself. */
const against = (dataset: string, more: Record<string, unknown> = {}) => ({
  kind: 'reconciliation',
  dataset: 'public.sales',
  reference: { connectionId: there(), dataset },
  ...more,
});
const within = (dataset: string, more: Record<string, unknown> = {}) => ({
  ...against(dataset, more),
  reference: { dataset },
});

describe('numbers of two databases', () => {
  it('are equal where the rows are', async () => {
    const compare = [
      { metric: 'rowCount' },
      { metric: 'sum', column: 'net' },
      { metric: 'mean', column: 'net' },
      { metric: 'min', column: 'net' },
      { metric: 'max', column: 'at' },
      { metric: 'min', column: 'day' },
      { metric: 'nullCount', column: 'code' },
      { metric: 'distinctCount', column: 'code' },
      { metric: 'max', column: 'ratio' },
    ];
    const verdict = await two.verdictOf(against('public.sales', { compare }));
    expect(verdict).toMatchObject({
      status: 'passed',
      message: 'compared with public.sales: 9 values equal',
      rowsTested: 3,
    });
    expect(verdict.observed['comparisons']).toEqual([
      { name: 'rowCount', here: '3', there: '3', difference: '0' },
      { name: 'sum(net)', here: '30.50', there: '30.50', difference: '0' },
      expect.objectContaining({ name: 'mean(net)', difference: '0' }),
      { name: 'min(net)', here: '10.50', there: '10.50', difference: '0' },
      {
        name: 'max(at)',
        here: '2026-01-02T12:00:00.000000Z',
        there: '2026-01-02T12:00:00.000000Z',
        difference: null,
      },
      expect.objectContaining({ name: 'min(day)', here: '2026-01-01T00:00:00.000000Z' }),
      { name: 'nullCount(code)', here: '1', there: '1', difference: '0' },
      { name: 'distinctCount(code)', here: '2', there: '2', difference: '0' },
      { name: 'max(ratio)', here: '0.1', there: '0.1', difference: '0' },
    ]);
  });

  it('meet under other names, and each filter holds for its own side', async () => {
    const compare = [{ metric: 'sum', column: 'net', referenceColumn: 'amount' }, { metric: 'rowCount' }];
    const test = against('public.dwh', { compare, filter: 'id = 1' });
    expect(await two.verdictOf(test)).toMatchObject({
      status: 'failed',
      message:
        'compared with public.dwh: sum(net) is 10.50 here and 30.5 there (20 apart); rowCount is 1 here and 3 there (2 apart)',
      rowsTested: 1,
    });
    const reference = { ...test.reference, filter: 'sale_key = 1' };
    expect(await two.verdictOf({ ...test, reference })).toMatchObject({ status: 'passed' });
  });

  it('of one connection are measured in one snapshot, each dataset by its statement', async () => {
    const { statements, status } = await two.verdictOf(within('public.copy'));
    expect(status).toBe('passed');
    expect(statements.map(({ sql }) => sql)).toEqual([
      expect.stringContaining('"sales"'),
      expect.stringContaining('"copy"'),
    ]);
  });

  it('are nobody’s where there are no rows on either side', async () => {
    const nobody = { ...against('public.nobody'), dataset: 'public.nobody' };
    expect(await two.verdictOf(nobody)).toMatchObject({ status: 'warned', rowsTested: 0 });
    expect(await two.verdictOf({ ...nobody, onEmpty: 'passed' })).toMatchObject({ status: 'passed' });
    expect(await two.verdictOf({ ...nobody, keys: ['id'] })).toMatchObject({ status: 'warned' });
    expect(await two.verdictOf(against('public.nobody'))).toMatchObject({ status: 'failed', rowsTested: 3 });
  });
});

describe('a side that cannot be measured', () => {
  it.each([
    [
      'a dataset',
      { dataset: 'public.gone' },
      'MISSING_DATASET',
      /^reference \(public\.gone\): .*public\.gone/,
    ],
    ['a division by zero', { dataset: 'public.failing' }, 'DATA_ERROR', /^reference \(public\.failing\): /],
    [
      'a filter',
      { dataset: 'public.sales', filter: 'pg_sleep(1) IS NULL' },
      'UNSAFE_FILTER',
      /reference\.filter is refused/,
    ],
  ])('%s: is errored, by numbers and by keys', async (_, reference, errorCode, message) => {
    for (const how of [{ compare: [{ metric: 'nullCount', column: 'id' }] }, { keys: ['id'] }]) {
      const test = { ...against('', how), reference: { connectionId: there(), ...reference } };
      expect(await two.verdictOf(test)).toMatchObject({
        status: 'errored',
        errorCode,
        message: expect.stringMatching(message),
      });
    }
  });

  it('is a table of its own too', async () => {
    const test = { ...against('public.sales', { keys: ['id'] }), dataset: 'public.gone' };
    expect(await two.verdictOf(test)).toMatchObject({ status: 'errored', errorCode: 'MISSING_DATASET' });
  });

  it('is a connection that does not answer, by its name', async () => {
    const target = {
      ...two.warehouse.target,
      settings: { ...two.warehouse.target.settings, port: 1 },
      version: 2,
    };
    const away = Object.create(two, { warehouse: { value: { ...two.warehouse, target } } }) as TwoDatabases;
    expect(await away.verdictOf(against('public.sales', { keys: ['id'] }))).toMatchObject({
      status: 'errored',
      errorCode: 'UNREACHABLE',
      message: expect.stringMatching(/^connection "warehouse": /),
    });
  });

  it('is one whose run was cancelled', async () => {
    const cancelled = two.verdictOf(against('public.sales', { keys: ['id'] }), AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ reason: { code: 'CANCELLED' } });
  });
});

describe('rows by their keys', () => {
  const columns = ['code', 'net', 'paid', 'day', 'at', 'local', 'ratio', 'ref', 'clock'];

  it.each(['one', 'two'])('are equal in every type, with %s connection(s)', async (connections) => {
    const test = { keys: ['id'], columns };
    const made = connections === 'one' ? within('public.copy', test) : against('public.sales', test);
    expect(await two.verdictOf(made)).toMatchObject({
      status: 'passed',
      message: expect.stringMatching(/: all 3 keys are equal$/),
      observed: { rowsHere: 3, rowsThere: 3, equal: 3, differences: 0 },
      rowsTested: 3,
    });
  });

  it('meet under other names and types', async () => {
    const test = against('public.dwh', {
      keys: ['id'],
      referenceKeys: ['sale_key'],
      columns: [
        { column: 'net', referenceColumn: 'amount' },
        { column: 'paid', referenceColumn: 'was_paid' },
        { column: 'at', referenceColumn: 'moment' },
      ],
    });
    expect(await two.verdictOf({ ...test, filter: 'id < 3' })).toMatchObject({
      observed: { onlyThere: 1, different: 0, equal: 2 },
    });
    // infinity is a time, and null is none
    expect(await two.verdictOf(test)).toMatchObject({
      observed: { different: 1, differentByColumn: { net: 0, paid: 0, at: 1 } },
    });
    expect(await two.verdictOf({ ...test, filter: 'id < 3', timeZone: 'Asia/Tokyo' })).toMatchObject({
      observed: { different: 2 },
    });
  });

  it('are counted by what is wrong with them', async () => {
    const test = within('public.moved', { keys: ['id'], columns: ['net'] });
    const { status, message, observed } = await two.verdictOf(test);
    expect([status, message]).toEqual([
      'failed',
      'compared with public.moved: 1 row only here, 2 rows only there, 1 key with different values (net 1), ' +
        '1 row there with a null in the key; none is allowed',
    ]);
    expect(observed).toEqual({
      rowsHere: 3,
      rowsThere: 5,
      differences: 5,
      nullKeysHere: 0,
      nullKeysThere: 1,
      onlyHere: 1,
      onlyThere: 2,
      different: 1,
      equal: 1,
      ambiguous: 0,
      repeatedHere: 0,
      repeatedThere: 1,
      differentByColumn: { net: 1 },
    });
    const allowed = { ...test, fail: { maxDifferences: 5 } };
    expect(await two.verdictOf(allowed)).toMatchObject({ status: 'passed' });
    expect(await two.verdictOf({ ...test, fail: { maxDifferences: 4 } })).toMatchObject({ status: 'failed' });
  });

  it('that occur several times on a side are told, and not compared', async () => {
    const test = { ...within('public.moved', { keys: ['id'], columns: ['net'] }), dataset: 'public.moved' };
    expect(await two.verdictOf(test)).toMatchObject({
      status: 'failed',
      observed: { ambiguous: 1, equal: 2, nullKeysHere: 1, nullKeysThere: 1, differences: 3 },
    });
  });

  it('are shown only when the test allows it', async () => {
    const test = within('public.moved', { keys: ['id'], columns: ['net'], showKeys: 1 });
    expect((await two.verdictOf(test)).observed['keys']).toEqual({
      onlyHere: [{ id: '3' }],
      onlyThere: [{ id: '4' }],
      different: [{ id: '2' }],
      ambiguous: [],
    });
    const { observed, statements } = await two.verdictOf({ ...test, showKeys: 0 });
    expect(observed).not.toHaveProperty('keys');
    expect(statements.flatMap(({ parameters }) => parameters)).toEqual([]);
  });

  it.each([
    ['text', 'code'],
    ['date', 'day'],
    ['decimal', 'net'],
    ['uuid', 'ref'],
  ])('may be %s', async (_, key) => {
    const test = { ...within('public.copy', { keys: [key] }), filter: `${key} IS NOT NULL` };
    const reference = { dataset: 'public.copy', filter: `${key} IS NOT NULL` };
    expect(await two.verdictOf({ ...test, reference })).toMatchObject({ status: 'passed' });
  });

  it.each([
    ['a floating-point key', { keys: ['ratio'] }, /column "ratio" is double precision; .*keys need an order/],
    [
      'keys of two families',
      { keys: ['id'], referenceKeys: ['code'] },
      /"id" of public.sales, integer, cannot be compared/,
    ],
    [
      'columns of two families',
      { keys: ['id'], columns: [{ column: 'code', referenceColumn: 'net' }] },
      /"code" of public.sales, text, cannot/,
    ],
  ])('%s: is an error in words', async (_, more, message) => {
    expect(await two.verdictOf(against('public.sales', more))).toMatchObject({
      status: 'errored',
      errorCode: 'UNSUPPORTED_TYPE',
      message: expect.stringMatching(message),
    });
  });

  it('are not compared when an engine has another order', async () => {
    const { connector } = two.warehouse;
    const reversed = Object.create(connector.dialect, {
      renderKeyPage: {
        value: (page: KeyPage) => {
          const { text, parameters } = connector.dialect.renderKeyPage(page);
          return {
            text: text.replaceAll('ORDER BY 1', 'ORDER BY 1 DESC').replace('page.k1', 'page.k1 DESC'),
            parameters,
          };
        },
      },
    }) as Dialect;
    const backwards = Object.create(connector, {
      dialect: { value: reversed },
      withSnapshot: { value: connector.withSnapshot.bind(connector) },
    }) as Connector;
    const other = Object.create(two, {
      warehouse: { value: { ...two.warehouse, connector: backwards } },
    }) as TwoDatabases;
    expect(await other.verdictOf(against('public.sales', { keys: ['id'] }))).toMatchObject({
      status: 'errored',
      errorCode: 'UNSUPPORTED',
      message: expect.stringContaining('of the reference orders these keys in another way'),
    });
  });

  it('are not read when there are more than the budget', async () => {
    two.connector.answers.length = 0;
    expect(await two.verdictOf(against('public.sales', { keys: ['id'], maxRows: 2 }))).toMatchObject({
      status: 'errored',
      errorCode: 'TOO_MANY_ROWS',
      message: 'public.sales: there are more than the 2 rows that maxRows allows',
    });
    expect(two.connector.answers.filter(({ sql }) => sql.includes('LIMIT'))).toEqual([]);
  });

  it('are read by three tests at once with one session for each database', async () => {
    // each run needs both: without one order of opening, two of them would wait for one another
    const narrow = (opened: TwoDatabases['shop']) => ({
      ...opened,
      target: { ...opened.target, version: 3, limits: { ...opened.target.limits, maxConcurrency: 1 } },
    });
    const [shop, warehouse] = [narrow(two.shop), narrow(two.warehouse)];
    const way = (from: typeof shop, to: typeof shop) =>
      Object.create(two, { shop: { value: from }, warehouse: { value: to } }) as TwoDatabases;
    const test = (id: string) => ({
      ...against('public.sales', { keys: ['id'] }),
      reference: { connectionId: id, dataset: 'public.sales' },
    });
    const verdicts = await Promise.all(
      [0, 1, 2].flatMap(() => [
        way(shop, warehouse).verdictOf(test(warehouse.connection.id)),
        way(warehouse, shop).verdictOf(test(shop.connection.id)),
      ]),
    );
    expect(verdicts.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'passed'));
  });
});

describe('large tables', () => {
  const N = 300_000;
  beforeAll(async () => {
    for (const where of ['shop', 'warehouse'] as const)
      await two.run(
        where,
        `CREATE TABLE large (id int PRIMARY KEY, net numeric);
         INSERT INTO large SELECT i, i FROM generate_series(1, ${N}) i; ANALYZE large;`,
      );
    await two.run(
      'warehouse',
      `DELETE FROM large WHERE id = 7; UPDATE large SET net = 0 WHERE id % 100000 = 0;`,
    );
  });

  it('are read in pages that follow the index', async () => {
    two.connector.answers.length = 0;
    const verdict = await two.verdictOf({
      ...against('public.large', { keys: ['id'], columns: ['net'], compare: [] }),
      dataset: 'public.large',
    });
    expect(verdict.observed).toMatchObject({ onlyHere: 1, onlyThere: 0, different: 3, equal: N - 4 });
    const pages = two.connector.answers.filter(({ sql }) => sql.includes('LIMIT'));
    expect(Math.max(...pages.map(({ rows }) => rows))).toBe(5000);
    expect(pages).toHaveLength(2 * (N / 5000) + 1);
    const plan = await two.customers.shop.admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${pages[0]!.sql}`);
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Scan using large_pkey');
    // one of the first page, one for all others, of either side; and what was counted before
    expect(verdict.statements).toHaveLength(6);
    expect(verdict.statements.flatMap(({ parameters }) => parameters)).toEqual(['•••', '•••']);
  });

  it('are read once for two tests that differ in what they allow', async () => {
    two.connector.answers.length = 0;
    const test = {
      ...against('public.large', { keys: ['id'] }),
      dataset: 'public.large',
      filter: 'id < 100',
    };
    const verdicts = await two.verdictsOf([test, { ...test, fail: { maxDifferences: N } }]);
    expect(verdicts.map(({ status }) => status)).toEqual(['failed', 'passed']);
    expect(verdicts[0]!.statements).toEqual(verdicts[1]!.statements);
    expect(verdicts[0]!.statements.map(({ sharedBy }) => sharedBy)).toContain(2);
    // all of the shop's rows are in its first page; of the warehouse there are 59 full ones and the rest
    expect(two.connector.answers.filter(({ sql }) => sql.includes('LIMIT'))).toHaveLength(1 + N / 5000);
  });

  it('are not read on when the run is cancelled', async () => {
    const run = new AbortController();
    two.connector.answers.length = 0;
    const pages = () => two.connector.answers.filter(({ sql }) => sql.includes('LIMIT')).length;
    two.connector.onAnswer = () => (pages() === 6 ? run.abort() : undefined);
    const test = { ...within('public.large', { keys: ['id'] }), dataset: 'public.large' };
    const verdict = await two.verdictOf(test, run.signal);
    two.connector.onAnswer = () => undefined;
    expect(verdict).toMatchObject({ status: 'cancelled', errorCode: 'CANCELLED' });
    expect(pages()).toBeLessThanOrEqual(7);
  });
});
