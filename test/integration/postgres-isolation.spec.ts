import { Laboratory, type Fields } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

const volume: Fields = { kind: 'volume', fail: { min: 1 } };
const complete: Fields = { kind: 'completeness', columns: ['a'] };
const inRange: Fields = { kind: 'range', column: 'a', min: 0, max: 9 };
const accepted: Fields = { kind: 'acceptedValues', column: 'note', values: ['1', 'x'] };
const unique: Fields = { kind: 'uniqueness', columns: ['a'] };
const holds = (condition: string): Fields => ({ kind: 'expression', condition });
/** What each of these is on `[1, '1'], [0, 'x']`. */
const neighbours = [volume, complete, inRange, accepted, unique];

const numbers = () => lab.table('a int, note text', [`1, '1'`, `0, 'x'`]);
const passed = { status: 'passed', errorCode: null };
const errored = (errorCode: string) => ({ status: 'errored', errorCode });

describe('a test that fails while it is measured spoils no other', () => {
  it.each([
    ['a division by zero', holds('1 / a > 0'), 'DATA_ERROR'],
    ['a cast', holds('note::int > 0'), 'DATA_ERROR'],
    ['a number too large', holds('exp(a + 1000) > 0'), 'DATA_ERROR'],
    ['a sub-select of several rows', holds('a = (SELECT v FROM (VALUES (1), (2)) AS x (v))'), 'DATA_ERROR'],
    ['an unknown function', holds('no_such_function(a)'), 'INVALID_SQL'],
    ['a column of the condition that is gone', holds('gone > 0'), 'MISSING_COLUMN'],
    ['a table of the condition that is gone', holds('a IN (SELECT 1 FROM public.gone)'), 'MISSING_DATASET'],
    ['a condition that is none', holds('a + 1'), 'INVALID_SQL'],
    ['an aggregate', holds('count(*) > 0'), 'INVALID_SQL'],
    ['a value that is not of the type', { ...accepted, column: 'flag', values: ['perhaps'] }, 'DATA_ERROR'],
    ['a value that no text can hold', { ...accepted, values: ['\0'] }, 'DATA_ERROR'],
    ['a bound that overflows', { ...inRange, min: '1e99999', max: '1e99999', column: 'ratio' }, 'DATA_ERROR'],
    ['an unsafe condition', holds('pg_sleep(1) IS NULL'), 'UNSAFE_FILTER'],
  ])('%s', async (_, guilty, code) => {
    const table = await lab.table('a int, note text, flag boolean DEFAULT true, ratio float8 DEFAULT 1');
    await lab.customer.admin.query(`INSERT INTO ${table} VALUES (1, '1'), (0, 'x')`);
    const alone = await lab.run(table, [guilty]);
    expect(alone.verdicts).toMatchObject([errored(code)]);
    const { verdicts } = await lab.run(table, [volume, complete, guilty, inRange, accepted, unique]);
    expect(verdicts).toMatchObject([passed, passed, errored(code), passed, passed, passed]);
    expect(verdicts[2]!.message).toBe(alone.verdicts[0]!.message);
  });

  it('costs a bisection, no more', async () => {
    const { verdicts, sent } = await lab.run(await numbers(), [...neighbours, holds('1 / a > 0')]);
    expect(verdicts).toMatchObject([...neighbours.map(() => passed), errored('DATA_ERROR')]);
    // of the seven metrics over rows the last two are guilty: 7, 4, 3, 2, 1, 1, 1; and the grouping
    expect(sent).toHaveLength(8);
    expect(sent.filter((sql) => sql.includes('GROUP BY'))).toHaveLength(1);
  });

  it('among forty costs a logarithm of them', async () => {
    const many = Array.from({ length: 39 }, (_, i) => ({ ...inRange, max: 10 + i }));
    const { verdicts, sent } = await lab.run(await numbers(), [...many, holds('1 / a > 0')]);
    expect(verdicts).toMatchObject([...many.map(() => passed), errored('DATA_ERROR')]);
    expect(sent.length).toBeLessThanOrEqual(1 + 2 * 2 * 6);
    expect(sent.length).toBeGreaterThan(6);
  });

  it('two of them are told apart', async () => {
    const tests = [holds('note::int > 0'), ...neighbours, holds('1 / a > 0'), holds('gone > 0')];
    const { verdicts } = await lab.run(await numbers(), tests);
    expect(verdicts).toMatchObject([
      errored('DATA_ERROR'),
      ...neighbours.map(() => passed),
      errored('DATA_ERROR'),
      errored('MISSING_COLUMN'),
    ]);
    expect(verdicts[0]!.message).toContain('converted');
    expect(verdicts[6]!.message).toContain('division by zero');
  });

  it('shows every test the statements that were sent for it, and no others', async () => {
    const { sent, shown } = await lab.run(await numbers(), [volume, unique, holds('1 / a > 0')]);
    expect(new Set(shown.flat())).toEqual(new Set(sent));
    expect(shown[0]!.some((sql) => sql.includes('GROUP BY'))).toBe(false);
    expect(shown[1]!.some((sql) => sql.includes('GROUP BY'))).toBe(true);
    expect(shown[2]!.at(-1)).toContain('1 / a > 0');
    expect(shown[0]!.at(-1)).not.toContain('1 / a > 0');
  });
});

describe('a right that was taken away', () => {
  it('on one column spoils the tests of that column', async () => {
    const { admin, reader } = lab.customer;
    const table = await lab.table('a int, secret text', [`1, 'x'`]);
    const login = String(reader.settings['user']);
    await admin.query(`GRANT SELECT (a) ON ${table} TO ${login}`);
    const ofSecret = [
      { ...complete, columns: ['a', 'secret'] },
      { ...unique, columns: ['secret'] },
      holds(`secret <> ''`),
    ];
    const { verdicts } = await lab.run(table, [volume, complete, ...ofSecret, inRange, unique], reader);
    const denied = errored('PERMISSION_DENIED');
    expect(verdicts).toMatchObject([passed, passed, denied, denied, denied, passed, passed]);
  });

  it.each([
    ['without a filter', undefined],
    ['with a filter', 'a > 0'],
  ])('on the whole table is found out at once, %s', async (_, filter) => {
    const table = await lab.table('a int, note text', [`1, 'x'`]);
    const tests = [volume, complete, inRange, accepted].map((fields) => ({ ...fields, filter }));
    const { verdicts, sent } = await lab.run(table, tests, lab.customer.reader);
    expect(verdicts).toMatchObject(tests.map(() => errored('PERMISSION_DENIED')));
    expect(sent).toHaveLength(2);
  });
});

describe('a filter that fails by itself', () => {
  const withFilter = (filter: string, ...tests: readonly Fields[]) =>
    tests.map((fields) => ({ ...fields, filter }));
  const all = [...neighbours, { ...unique, columns: ['note'] }, holds('a > 0')];

  it.each([
    ['tests of every kind', all, 2],
    ['a range alone', [inRange], 2],
    ['a volume alone', [volume], 1],
    ['a uniqueness alone', [unique], 1],
    ['two groupings', [unique, { ...unique, columns: ['note'] }], 1],
  ])('costs little: %s', async (_, tests, statements) => {
    const { verdicts, sent, shown } = await lab.run(await numbers(), withFilter('1 / a > 0', ...tests));
    expect(verdicts).toMatchObject(tests.map(() => errored('DATA_ERROR')));
    expect(sent).toHaveLength(statements);
    expect(shown.map(({ length }) => length).sort()).toEqual(tests.map(() => statements));
  });

  it.each([
    ['gone = 1', 'MISSING_COLUMN'],
    ['a = (SELECT 1 FROM no_such_table)', 'MISSING_DATASET'],
    ['note', 'INVALID_SQL'],
  ])('%s', async (filter, code) => {
    const { verdicts, sent } = await lab.run(await numbers(), withFilter(filter, ...all));
    expect(verdicts).toMatchObject(all.map(() => errored(code)));
    expect(sent).toHaveLength(2);
  });

  it('leaves tests with another filter, or none, alone', async () => {
    const tests = [...withFilter('1 / a > 0', ...all), ...neighbours, ...withFilter('a >= 0', ...neighbours)];
    const { verdicts, sent } = await lab.run(await numbers(), tests);
    expect(verdicts.slice(0, all.length)).toMatchObject(all.map(() => errored('DATA_ERROR')));
    expect(verdicts.slice(all.length)).toMatchObject([...neighbours, ...neighbours].map(() => passed));
    expect(sent).toHaveLength(2 + 2 + 2);
  });

  it('is not blamed for what a condition does', async () => {
    const tests = withFilter('a >= 0', ...neighbours, holds('1 / a > 0'));
    const { verdicts, sent } = await lab.run(await numbers(), tests);
    expect(verdicts).toMatchObject([...neighbours.map(() => passed), errored('DATA_ERROR')]);
    expect(sent).toHaveLength(8 + 1);
  });
});

describe('more values than one statement can carry', () => {
  it('are sent in several', async () => {
    const many = Array.from({ length: 340 }, (_, i) => ({
      ...accepted,
      values: ['1', 'x', ...Array.from({ length: 198 }, (_, j) => `${i} ${j}`)],
    }));
    const { verdicts, sent } = await lab.run(await numbers(), [volume, ...many]);
    expect(verdicts).toMatchObject([volume, ...many].map(() => passed));
    expect(sent).toHaveLength(2);
  });
});

describe('what asking less would not help', () => {
  const slow = holds('(SELECT count(*) FROM generate_series(1, 1000000000) AS s (i) WHERE i + a > 0) > 0');

  it('a time-out is not bisected', async () => {
    const tests = [volume, inRange, slow].map((fields) => ({ ...fields, timeout: '0.3s' }));
    const { verdicts, sent } = await lab.run(await numbers(), tests);
    expect(verdicts).toMatchObject(tests.map(() => errored('TIME_OUT')));
    expect(sent).toHaveLength(1);
  });

  it('a lock is not bisected', async () => {
    const table = await numbers();
    const target = {
      ...lab.customer.superuser,
      limits: { ...lab.customer.superuser.limits, lockTimeout: '0.2s' },
    };
    await lab.customer.admin.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    try {
      const { verdicts, sent } = await lab.run(table, [volume, inRange, complete], target);
      expect(verdicts).toMatchObject([1, 2, 3].map(() => errored('LOCK_TIME_OUT')));
      expect(sent).toHaveLength(1);
    } finally {
      await lab.customer.admin.query('ROLLBACK');
    }
  });
});
