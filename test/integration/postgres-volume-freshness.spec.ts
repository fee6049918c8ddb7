import type { Verdict } from '../../src/core/verdict/judge-test.ts';
import { Laboratory, type Fields } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

async function verdictOf(table: string, fields: Fields): Promise<Verdict> {
  const { verdicts } = await lab.run(table, [fields]);
  return verdicts[0]!;
}
const epoch = (unit: number) => (at: string) => `extract(epoch FROM ${at})::numeric * ${unit}`;
const wallClock = (zone: string) => (at: string) => `(${at}) AT TIME ZONE '${zone}'`;
const ago = (interval: string) => `now() - interval '${interval}'`;

/** The forms in which a time may be stored: column type, fields of a test, SQL that turns an instant into it. */
const forms: readonly (readonly [type: string, fields: Fields, stored: (at: string) => string])[] = [
  ['timestamptz', {}, (at) => at],
  ['timestamptz', { epochUnit: 'ms' }, (at) => at],
  ['timestamp', {}, wallClock('UTC')],
  ['timestamp', { timeZone: 'Asia/Kathmandu' }, wallClock('Asia/Kathmandu')],
  ['timestamp', { timeZone: 'America/New_York' }, wallClock('America/New_York')],
  ['bigint', { epochUnit: 's' }, epoch(1)],
  ['int', { epochUnit: 's' }, epoch(1)],
  ['bigint', { epochUnit: 'ms' }, epoch(1000)],
  ['bigint', { epochUnit: 'us' }, epoch(1_000_000)],
  ['numeric', { epochUnit: 's' }, epoch(1)],
  ['double precision', { epochUnit: 'ms' }, epoch(1000)],
];

describe('volume: a window', () => {
  const rows = (fields: Fields) => ({ kind: 'volume', timestampColumn: 'at', fail: { min: 0 }, ...fields });

  it.each(forms)('over a column of type %s with %j', async (type, fields, stored) => {
    const instants = [ago('10s'), ago('50min'), ago('70min'), ago('23h'), ago('25h'), ago('-1h')];
    const table = await lab.table(`at ${type}`, [...instants.map(stored), 'NULL']);
    const { verdicts, sent } = await lab.run(table, [
      rows({ ...fields, window: '1h' }),
      rows({ ...fields, window: '1d' }),
      rows({ ...fields, window: '2d', filter: 'at IS NOT NULL' }),
    ]);
    expect(verdicts.map(({ observed }) => observed['rows'])).toEqual([2, 4, 5]);
    expect(verdicts[0]!.rowsTested).toBe(2);
    expect(sent).toHaveLength(2);
  });

  it('has dates at their midnight in the zone', async () => {
    const today = `(now() AT TIME ZONE 'Pacific/Kiritimati')::date`;
    const table = await lab.table('at date', [
      today,
      `${today} - 1`,
      `${today} - 2`,
      `'infinity'`,
      `'-infinity'`,
    ]);
    const verdict = await verdictOf(table, rows({ window: '1d', timeZone: 'Pacific/Kiritimati' }));
    expect(verdict.observed['rows']).toBe(1);
  });

  it('without rows in it has 0, which is judged', async () => {
    const table = await lab.table('at timestamptz', [ago('2d')]);
    expect(await verdictOf(table, rows({ window: '1h', fail: { min: 1 } }))).toMatchObject({
      status: 'failed',
      message: '0 rows in the last 1h: fewer than the 1 expected',
      rowsTested: 0,
    });
  });

  it('over numbers without their unit, or over text, is no measurement', async () => {
    const table = await lab.table('at bigint, note text', ['1, NULL']);
    const [number, text] = (
      await lab.run(table, [
        rows({ window: '1h' }),
        rows({ window: '1h', timestampColumn: 'note', epochUnit: 's' }),
      ])
    ).verdicts;
    expect(number).toMatchObject({ status: 'errored', errorCode: 'UNSUPPORTED_TYPE' });
    expect(number!.message).toContain('for numbers counted since 1970 set epochUnit');
    expect(text).toMatchObject({ status: 'errored', errorCode: 'UNSUPPORTED_TYPE' });
  });
});

describe('volume: the estimate', () => {
  const estimate = { kind: 'volume', estimate: true, fail: { min: 1 } };
  const sql = (text: string) => lab.customer.admin.query(text);

  it('is what ANALYZE counted, and reads no row of the table', async () => {
    const table = await lab.table('a int');
    await sql(
      `INSERT INTO ${table} SELECT generate_series(1, 1234); ANALYZE ${table}; DELETE FROM ${table} WHERE a > 34`,
    );
    const { verdicts, sent } = await lab.run(table, [estimate]);
    expect(verdicts[0]).toMatchObject({
      status: 'passed',
      message: 'about 1,234 rows (estimate of the catalogue), within bounds',
      observed: { rows: 1234, estimated: true },
      rowsTested: null,
    });
    expect(sent).toEqual([]);
  });

  it('stands beside an exact count, which is another metric', async () => {
    const table = await lab.table('a int');
    await sql(
      `INSERT INTO ${table} SELECT generate_series(1, 500); ANALYZE ${table}; DELETE FROM ${table} WHERE a > 400`,
    );
    const { verdicts } = await lab.run(table, [estimate, { kind: 'volume', fail: { min: 450 } }]);
    expect(verdicts.map(({ status, observed }) => [status, observed['rows']])).toEqual([
      ['passed', 500],
      ['failed', 400],
    ]);
    expect(verdicts[0]!.metrics[0]!.key).not.toBe(verdicts[1]!.metrics[0]!.key);
  });

  it('is none for a table that was never analysed, and for a view', async () => {
    const table = await lab.table('a int', ['1']);
    await sql(`CREATE VIEW ${table}_view AS SELECT * FROM ${table}`);
    for (const name of [table, `${table}_view`])
      expect(await verdictOf(name, estimate)).toMatchObject({
        status: 'errored',
        errorCode: 'NO_ESTIMATE',
        message: expect.stringContaining(`no estimate of the rows of public.${name}`) as string,
        metrics: [],
      });
  });

  it('is 0 for a table that has no pages', async () => {
    expect(await verdictOf(await lab.table('a int'), estimate)).toMatchObject({
      status: 'failed',
      message: 'about 0 rows (estimate of the catalogue): fewer than the 1 expected',
    });
  });

  it('of a materialized view is its own', async () => {
    const table = await lab.table('a int');
    await sql(`INSERT INTO ${table} SELECT generate_series(1, 20);
      CREATE MATERIALIZED VIEW ${table}_kept AS SELECT * FROM ${table}; ANALYZE ${table}_kept`);
    expect((await verdictOf(`${table}_kept`, estimate)).observed).toEqual({ rows: 20, estimated: true });
  });

  it('adds up partitions, also partitions of partitions, and is none while one is unknown', async () => {
    await sql(`
      CREATE TABLE parts (a int, b int) PARTITION BY LIST (a);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
      CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2) PARTITION BY LIST (b);
      CREATE TABLE parts_2_1 PARTITION OF parts_2 FOR VALUES IN (1);
      CREATE TABLE parts_empty PARTITION OF parts FOR VALUES IN (3);
      INSERT INTO parts SELECT 1, 1 FROM generate_series(1, 30);
      INSERT INTO parts SELECT 2, 1 FROM generate_series(1, 12);
      ANALYZE parts_1`);
    expect(await verdictOf('parts', estimate)).toMatchObject({ errorCode: 'NO_ESTIMATE' });
    await sql('ANALYZE parts_2_1');
    expect((await verdictOf('parts', estimate)).observed).toEqual({ rows: 42, estimated: true });
    expect((await verdictOf('parts_2', estimate)).observed).toEqual({ rows: 12, estimated: true });
  });

  it('is told to a login that may only read', async () => {
    const table = await lab.table('a int', ['1', '2']);
    await sql(`ANALYZE ${table}; GRANT SELECT ON ${table} TO PUBLIC`);
    const { verdicts } = await lab.run(table, [estimate], lab.customer.reader);
    expect(verdicts[0]!.observed).toEqual({ rows: 2, estimated: true });
  });
});

describe('freshness: forms of time', () => {
  const fresh = { kind: 'freshness', timestampColumn: 'at', fail: { maxAge: '2h' } };

  it.each(forms)('a column of type %s with %j', async (type, fields, stored) => {
    const table = await lab.table(
      `at ${type}`,
      [ago('1d'), ago('1h'), ago('-4min'), ago('-10d')].map(stored),
    );
    await lab.customer.admin.query(`INSERT INTO ${table} VALUES (NULL)`);
    const [within, without] = (
      await lab.run(table, [
        { ...fresh, ...fields },
        { ...fresh, ...fields, futureTolerance: '0s' },
      ])
    ).verdicts;
    expect(within).toMatchObject({ status: 'warned', observed: { futureRows: 1 } });
    expect(Number(within!.observed['ageSeconds'])).toBeLessThan(-200);
    expect(without).toMatchObject({ status: 'warned', observed: { futureRows: 2 } });
    expect(Math.abs(Number(without!.observed['ageSeconds']) - 3600)).toBeLessThanOrEqual(60);
  });

  it.each([
    ['bigint', 'us', `1772600767089123`, '2026-03-04T05:06:07.089123Z'],
    ['bigint', 'ms', `1772600767089`, '2026-03-04T05:06:07.089000Z'],
    ['int', 's', `951782400`, '2000-02-29T00:00:00.000000Z'],
    ['numeric', 's', `1772600767.25`, '2026-03-04T05:06:07.250000Z'],
    ['double precision', 's', `1772600767.25`, '2026-03-04T05:06:07.250000Z'],
    ['bigint', 's', '-1', '1969-12-31T23:59:59.000000Z'],
  ])('a %s in %s: %s is %s', async (type, epochUnit, value, newest) => {
    const table = await lab.table(`at ${type}`, [value]);
    expect((await verdictOf(table, { ...fresh, epochUnit })).observed['newest']).toBe(newest);
  });

  it.each([
    ['double precision', `'NaN'`, 0],
    ['double precision', `'Infinity'`, 1],
    ['double precision', `'-Infinity'`, 0],
    ['numeric', `'NaN'`, 0],
    ['numeric', '1e400', 1],
    ['numeric', '-1e400', 0],
    ['bigint', '9223372036854775807', 1],
    ['bigint', '-9223372036854775808', 0],
  ])('a %s of %s is no time to believe in', async (type, value, futureRows) => {
    const [alone, beside] = [
      await lab.table(`at ${type}`, [value]),
      await lab.table(`at ${type}`, [value, '0']),
    ];
    const fields = { ...fresh, epochUnit: 'us', onFuture: 'passed' };
    expect(await verdictOf(alone, fields)).toMatchObject({
      status: 'failed',
      observed: { newest: null, futureRows },
    });
    expect((await verdictOf(beside, fields)).observed).toMatchObject({
      newest: '1970-01-01T00:00:00.000000Z',
      futureRows,
    });
  });
});

describe('freshness: a deadline', () => {
  it('looks at the newest row and the clock of the database', async () => {
    const startOfDay = `date_trunc('day', now() AT TIME ZONE 'Asia/Tokyo')`;
    const table = await lab.table('at timestamp', [`${startOfDay} - interval '1 second'`]);
    const test = {
      kind: 'freshness',
      timestampColumn: 'at',
      timeZone: 'Asia/Tokyo',
      deadline: { time: '00:00' },
    };
    expect(await verdictOf(table, test)).toMatchObject({ status: 'failed' });
    await lab.customer.admin.query(`INSERT INTO ${table} VALUES (${startOfDay})`);
    expect(await verdictOf(table, test)).toMatchObject({ status: 'passed' });
  });
});

describe('freshness: delays', () => {
  const delay = (fields: Fields = {}) => ({
    kind: 'freshness',
    timestampColumn: 'happened',
    ingestionColumn: 'arrived',
    fail: { maxDelay: '2h' },
    ...fields,
  });
  // whole seconds, which every column keeps as they are
  const happened = `date_trunc('second', ${ago('1d')})`;

  it.each([
    ['timestamptz', 'timestamptz', {}, (at: string) => at, (at: string) => at],
    ['timestamp', 'timestamptz', { timeZone: 'Asia/Tokyo' }, wallClock('Asia/Tokyo'), (at: string) => at],
    [
      'timestamp',
      'timestamp',
      { timeZone: 'Europe/Berlin' },
      wallClock('Europe/Berlin'),
      wallClock('Europe/Berlin'),
    ],
    ['bigint', 'bigint', { epochUnit: 'ms' }, epoch(1000), epoch(1000)],
    ['int', 'timestamptz', { epochUnit: 's' }, epoch(1), (at: string) => at],
    ['timestamptz', 'numeric', { epochUnit: 'us' }, (at: string) => at, epoch(1_000_000)],
    ['double precision', 'bigint', { epochUnit: 's' }, epoch(1), epoch(1)],
  ])('from %s to %s with %j', async (from, to, fields, fromSql, toSql) => {
    const row = (minutes: number) =>
      `${fromSql(happened)}, ${toSql(`${happened} + interval '${minutes} min'`)}`;
    const table = await lab.table(`happened ${from}, arrived ${to}`, [
      row(0),
      row(10),
      row(60),
      row(180),
      row(-30),
      `${fromSql(happened)}, NULL`,
      `NULL, ${toSql(happened)}`,
    ]);
    const { verdicts } = await lab.run(table, [
      delay(fields),
      delay({ ...fields, delayStatistic: 'p50' }),
      delay({ ...fields, delayStatistic: 'p75' }),
    ]);
    expect(verdicts.map(({ observed }) => Number(observed['delaySeconds']) / 60)).toEqual([180, 10, 60]);
    expect(verdicts.map(({ status }) => status)).toEqual(['failed', 'passed', 'passed']);
    expect(verdicts[0]!.observed).toMatchObject({ delayedRows: 5, negativeDelays: 1 });
    expect(verdicts[0]!.message).toContain('longest delay is 3 h, longer than the 2h allowed');
    expect(verdicts[0]!.message).toContain('1 of 5 rows with "arrived" before "happened"');
  });

  it('of what arrived lately', async () => {
    const table = await lab.table('happened timestamptz, arrived timestamptz', [
      `${ago('10d')}, ${ago('5d')}`,
      `${ago('3h')}, ${ago('2h')}`,
    ]);
    const { verdicts } = await lab.run(table, [
      delay(),
      delay({ delayWindow: '1d' }),
      delay({ delayWindow: '1h' }),
      delay({ delayWindow: '1h', onEmpty: 'failed' }),
    ]);
    expect(verdicts.map(({ status, observed }) => [status, observed['delaySeconds']])).toEqual([
      ['failed', 5 * 86_400],
      ['passed', 3600],
      ['warned', null],
      ['failed', null],
    ]);
  });

  it('leaves out what is no finite time', async () => {
    const table = await lab.table('happened timestamptz, arrived date', [
      `'infinity', 'today'`,
      `'today', 'infinity'`,
      `'-infinity', 'infinity'`,
      `'today', '5874897-12-31'`,
      `date_trunc('day', now(), 'UTC') - interval '1 hour', (now() AT TIME ZONE 'UTC')::date`,
    ]);
    expect((await verdictOf(table, delay())).observed).toMatchObject({ delayedRows: 1, delaySeconds: 3600 });
  });

  it('leaves out numbers that are no times', async () => {
    const table = await lab.table('happened double precision, arrived numeric', [
      `'NaN', 0`,
      `0, 'NaN'`,
      `'-Infinity', 0`,
      `-1e300, 1e300`,
      `0, 1e400`,
      `0, 60`,
    ]);
    expect((await verdictOf(table, delay({ epochUnit: 's' }))).observed).toMatchObject({
      delayedRows: 1,
      delaySeconds: 60,
    });
  });

  it('shares the statement of the age, but for a percentile', async () => {
    const table = await lab.table('happened timestamptz, arrived timestamptz', ['now(), now()']);
    const age = { kind: 'freshness', timestampColumn: 'happened', fail: { maxAge: '1h' } };
    expect((await lab.run(table, [age, delay(), delay({ fail: { maxDelay: '9h' } })])).sent).toHaveLength(1);
    expect((await lab.run(table, [age, delay(), delay({ delayStatistic: 'p95' })])).sent).toHaveLength(2);
  });
});

describe('what it all keeps of itself', () => {
  it('is numbers, which later runs can compare with', async () => {
    const table = await lab.table('at timestamptz', [ago('1min')]);
    const { verdicts } = await lab.run(table, [
      { kind: 'volume', timestampColumn: 'at', window: '1h', fail: { min: 1 } },
    ]);
    expect(verdicts[0]!.metrics).toMatchObject([
      { name: 'rows', value: 1 },
      { name: 'judged', value: 1 },
    ]);
  });
});

describe('a timestamp that an index begins with', () => {
  const freshness = { kind: 'freshness', timestampColumn: 'at', fail: { maxAge: '1h' } };

  const indexed = async (index: string) => {
    const table = await lab.table('at timestamptz, a int');
    await lab.customer.admin.query(`
      INSERT INTO ${table} SELECT now() - i * interval '1 minute', i FROM generate_series(1, 20000) i;
      INSERT INTO ${table} VALUES (NULL, 1), ('infinity', 1), ('-infinity', 1), (now() + interval '1 day', 1);
      CREATE INDEX ON ${table} ${index}; ANALYZE ${table}`);
    return table;
  };

  it('is not searched by reading the table, and the answer is the same', async () => {
    const table = await indexed('(at)');
    const { verdicts, sent } = await lab.run(table, [freshness]);
    expect(verdicts[0]).toMatchObject({ status: 'warned', rowsTested: null, observed: { futureRows: 2 } });
    expect(verdicts[0]!.observed['ageSeconds']).toBeGreaterThanOrEqual(60);
    expect(verdicts[0]!.observed['ageSeconds']).toBeLessThan(120);
    expect(sent).toHaveLength(3);
    for (const text of sent) {
      const { rows } = await lab.customer.admin.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN ${text.replaceAll(/\$\d+::bigint/g, '0').replaceAll(/\$\d+::interval/g, `interval '5 minutes'`)}`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index (Only )?Scan|Limit[^]*Seq Scan/);
    }
  });

  it.each([
    ['another column first', '(a, at)', {}],
    ['part of the rows', '(at) WHERE a > 5', {}],
    ['a filter', '(at)', { filter: 'a > 0' }],
    ['groups', '(at)', { groupBy: ['a'], filter: 'a < 3' }],
  ])('%s: the table is read once', async (_, index, fields) => {
    const { verdicts, sent } = await lab.run(await indexed(index), [{ ...freshness, ...fields }]);
    expect(verdicts[0]!.errorCode).toBeNull();
    expect(sent).toHaveLength(1);
  });

  it('an empty table still has no row tested', async () => {
    const table = await lab.table('at timestamptz PRIMARY KEY');
    expect((await lab.run(table, [freshness])).verdicts[0]).toMatchObject({
      status: 'warned',
      rowsTested: 0,
    });
  });
});
