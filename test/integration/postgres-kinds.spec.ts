import { Laboratory, type Fields } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

describe('completeness', () => {
  type Case = readonly [fields: Fields, expected: string];
  /** Each case alone, over one table with a column `a`. */
  async function check(type: string, values: readonly string[], cases: readonly Case[]) {
    const table = await lab.table(`a ${type}`, values);
    const found: Case[] = [];
    for (const [fields] of cases)
      found.push([fields, await lab.count(table, { kind: 'completeness', columns: ['a'], ...fields })]);
    expect(found).toEqual(cases);
  }

  it('text: null, blank, and words that stand for nothing', async () => {
    const values = [
      `'x'`,
      'NULL',
      `''`,
      `'  '`,
      `E'\\t\\r\\n\\x0b\\x0c'`,
      `U&' \\00A0 '`,
      `' n/a '`,
      `'N/A'`,
      `'-'`,
      `'--'`,
      `'NULL'`,
    ];
    await check('text', values, [
      [{}, '1/11'],
      [{ blank: true }, '5/11'],
      [{ placeholders: ['N/a'] }, '3/11'],
      [{ placeholders: ['-', 'null'], blank: true }, '7/11'],
      [{ placeholders: ['%', '_', '.*'] }, '1/11'],
    ]);
  });

  it('char(n): padding is blank', async () => {
    await check(
      'char(3)',
      [`''`, `'a'`, 'NULL'],
      [
        [{}, '1/3'],
        [{ blank: true }, '2/3'],
      ],
    );
  });

  it.each(['int', 'jsonb', 'int[]', 'bytea', 'mood2', 'inet', 'pair'])('%s: null', async (type) => {
    await lab.customer.admin.query(`DO $$ BEGIN
      CREATE TYPE mood2 AS ENUM ('1', '{}'); CREATE TYPE pair AS (x int, y int);
      EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
    const value = { int: '1', jsonb: `'null'`, 'int[]': `'{}'`, bytea: `''`, inet: `'::1'`, pair: `'(1,)'` }[
      type
    ];
    await check(
      type,
      [value ?? `'1'`, 'NULL'],
      [
        [{}, '1/2'],
        [{ blank: true, placeholders: ['1', 'null', '{}'] }, type === 'mood2' ? '2/2' : '1/2'],
      ],
    );
  });

  it('several columns: a row with several holes counts once', async () => {
    const table = await lab.table('a text, b int', [`'x', 1`, `NULL, NULL`, `NULL, 1`, `'x', NULL`, `'', 1`]);
    const found = await lab.count(table, { kind: 'completeness', columns: ['a', 'b'], blank: true });
    expect(found).toBe('4/5');
  });
});

describe('uniqueness', () => {
  const observe = async (table: string, fields: Fields) => {
    const { verdicts } = await lab.run(table, [{ kind: 'uniqueness', columns: ['a'], ...fields }]);
    const [verdict] = verdicts;
    return { ...verdict!.observed, rowsTested: verdict!.rowsTested, errorCode: verdict!.errorCode };
  };

  it('A, A, A, B', async () => {
    const table = await lab.table('a text', [`'A'`, `'A'`, `'A'`, `'B'`, 'NULL', 'NULL']);
    expect(await observe(table, {})).toMatchObject({
      rowsTested: 4,
      distinctValues: 2,
      repeatedValues: 1,
      surplusRows: 2,
      rowsInvolved: 3,
      rowsLeftOut: 2,
    });
  });

  it.each([
    // of (1,1) twice, (1,null) twice, (null,null) three times, (2,null)
    [
      'ignoreAny',
      {
        rowsTested: 2,
        distinctValues: 1,
        repeatedValues: 1,
        surplusRows: 1,
        rowsInvolved: 2,
        rowsLeftOut: 6,
      },
    ],
    [
      'ignoreAll',
      {
        rowsTested: 5,
        distinctValues: 3,
        repeatedValues: 2,
        surplusRows: 2,
        rowsInvolved: 4,
        rowsLeftOut: 3,
      },
    ],
    [
      'compare',
      {
        rowsTested: 8,
        distinctValues: 4,
        repeatedValues: 3,
        surplusRows: 4,
        rowsInvolved: 7,
        rowsLeftOut: 0,
      },
    ],
  ])('nulls: %s', async (nulls, expected) => {
    const rows = ['1, 1', '1, 1', '1, NULL', '1, NULL', 'NULL, NULL', 'NULL, NULL', 'NULL, NULL', '2, NULL'];
    const table = await lab.table('a int, b int', rows);
    expect(await observe(table, { columns: ['a', 'b'], nulls })).toMatchObject(expected);
  });

  it.each([
    ['case', 'text', [`'a'`, `'A'`], 0],
    ['trailing blanks of text', 'text', [`'a'`, `'a '`], 0],
    ['trailing blanks of char(n)', 'char(3)', [`'a'`, `'a  '`], 1],
    ['composed and decomposed accents', 'text', [`'é'`, `'e' || U&'\\0301'`], 0],
    ['ß and ss', 'text', [`'ß'`, `'ss'`, `'SS'`], 0],
    ['a no-break space', 'text', [`'a b'`, `'a' || U&'\\00A0' || 'b'`], 0],
    ['the empty text', 'text', [`''`, `''`], 1],
    ['NaN', 'float8', [`'NaN'`, `'NaN'`, `'Infinity'`, `'-Infinity'`], 1],
    ['minus zero', 'float8', ['0', `'-0'`], 1],
    ['the scale of a number', 'numeric', ['1', '1.0', '1.00'], 2],
    ['numbers beyond 2^53', 'bigint', ['9007199254740992', '9007199254740993'], 0],
    ['instants in different zones', 'timestamptz', [`'2024-06-01 00:00+02'`, `'2024-05-31 22:00+00'`], 1],
    ['bytes', 'bytea', [`'\\x00'`, `'\\x00'`, `'\\x'`], 1],
  ])('%s', async (_, type, values, surplusRows) => {
    const table = await lab.table(`a ${type}`, values);
    expect(await observe(table, {})).toMatchObject({ surplusRows, rowsTested: values.length });
  });

  it('a column of the name that the grouping uses for itself', async () => {
    const table = await lab.table('n int, "group" text', [`1, 'x'`, `1, 'x'`, `1, 'y'`, `7, 'y'`]);
    expect(await observe(table, { columns: ['n'] })).toMatchObject({ distinctValues: 2, rowsInvolved: 3 });
    expect(await observe(table, { columns: ['n', 'group'], filter: 'n > 0' })).toMatchObject({
      distinctValues: 3,
      surplusRows: 1,
    });
  });

  it('a filter decides which rows are compared', async () => {
    const table = await lab.table('a int, deleted bool', ['1, true', '1, false', '2, false', '2, false']);
    expect(await observe(table, { filter: 'NOT deleted' })).toMatchObject({ rowsTested: 3, surplusRows: 1 });
  });

  it('JSON has no equality', async () => {
    expect(await observe(await lab.table('a jsonb'), {})).toMatchObject({ errorCode: 'UNSUPPORTED_TYPE' });
  });
});

describe('expression', () => {
  it.each([
    ['a = b', 1, 2, 2],
    ['a = b OR a IS NULL OR b IS NULL', 1, 4, 0],
    ['a IS NOT DISTINCT FROM b', 2, 4, 0],
    ['false', 4, 4, 0],
    ['NULL', 0, 0, 4],
    ['a IN (SELECT 1)', 1, 3, 1],
    ["a::text !~ '^2'", 1, 3, 1],
  ])('%s: %d of %d, %d unknown', async (condition, violations, rowsTested, unknown) => {
    const table = await lab.table('a int, b int', ['1, 1', '1, 2', '2, NULL', 'NULL, NULL']);
    const { verdicts, sent } = await lab.run(table, [{ kind: 'expression', condition }]);
    expect(verdicts).toMatchObject([{ observed: { violations, unknown }, rowsTested, errorCode: null }]);
    expect(sent).toHaveLength(1);
  });
});

describe('all kinds', () => {
  const all: readonly Fields[] = [
    { kind: 'completeness', columns: ['Order', 'we"ird; --'], blank: true },
    { kind: 'uniqueness', columns: ['Order', 'select'] },
    { kind: 'uniqueness', columns: ['select'], nulls: 'ignoreAll' },
    { kind: 'range', column: 'select', min: 1, max: 9 },
    { kind: 'range', column: 'Order', of: 'length', max: 3 },
    { kind: 'acceptedValues', column: 'Order', values: ['a'], trim: true },
    { kind: 'acceptedValues', column: ' blank ', values: [true] },
    { kind: 'expression', condition: '"select" > 0 AND "Order" <> \'\'' },
  ];
  const columns = '"Order" text, "select" int, "we""ird; --" text, " blank " boolean';

  it('reserved words, quotes and blanks as names', async () => {
    const table = await lab.table(columns, [
      `'a', 1, 'x', true`,
      `'a ', 10, ' ', false`,
      `'abcd', 1, NULL, NULL`,
    ]);
    const { verdicts, sent } = await lab.run(table, all);
    const found = verdicts.map(
      ({ observed, rowsTested }) => `${String(observed['violations'])}/${rowsTested}`,
    );
    expect(found).toEqual(['2/3', '0/3', '1/3', '1/3', '1/3', '1/3', '1/2', '0/3']);
    expect(sent).toHaveLength(3);
  });

  it.each(['passed', 'warned', 'failed', 'skipped'])(
    'over no rows and over nulls only: onEmpty %s',
    async (onEmpty) => {
      const tests = all.map((fields) => ({ ...fields, onEmpty }));
      const none = await lab.run(await lab.table(columns), tests);
      expect(none.verdicts.map(({ status, rowsTested }) => [status, rowsTested])).toEqual(
        all.map(() => [onEmpty, 0]),
      );
      const nulls = await lab.run(
        await lab.table(columns, ['NULL, NULL, NULL, NULL', 'NULL, NULL, NULL, NULL']),
        tests,
      );
      expect(nulls.verdicts.map(({ status, rowsTested }) => [status, rowsTested])).toEqual(
        all.map(({ kind }) => (kind === 'completeness' ? ['failed', 2] : [onEmpty, 0])),
      );
    },
  );
});
