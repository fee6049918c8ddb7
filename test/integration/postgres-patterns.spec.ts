import { formats } from '../../src/core/regex/formats.ts';
import { Laboratory } from './postgres-kinds.fixture.ts';

let lab: Laboratory;
beforeAll(async () => {
  lab = await Laboratory.open();
});
afterAll(() => lab.close());

const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const ofTexts = (texts: readonly (string | null)[], type = 'text') =>
  lab.table(
    `v ${type}`,
    texts.map((text) => quoted(text)),
  );

describe('pattern', () => {
  it('full and search, with and without case, and what must not match', async () => {
    const table = await ofTexts(['AB-12', 'ab-12', 'xAB-12', 'AB-12\n', '', null]);
    const count = (fields: object) => lab.count(table, { kind: 'pattern', column: 'v', ...fields });
    expect(await count({ regex: '[A-Z]{2}-\\d+' })).toBe('4/5');
    expect(await count({ regex: '[A-Z]{2}-\\d+', ignoreCase: true })).toBe('3/5');
    expect(await count({ regex: '[A-Z]{2}-\\d+', match: 'search' })).toBe('2/5');
    expect(await count({ regex: '[A-Z]{2}-\\d+', match: 'search', negate: true })).toBe('3/5');
    expect(await count({ regex: '^$', match: 'search', negate: true })).toBe('1/5');
  });

  it('char(n), varchar and uuid columns are texts', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    expect(
      await lab.count(await ofTexts([id], 'uuid'), { kind: 'pattern', column: 'v', format: 'uuid' }),
    ).toBe('0/1');
    const padded = await ofTexts(['ab', 'abcd'], 'char(4)');
    expect(await lab.count(padded, { kind: 'pattern', column: 'v', regex: '[a-d]{4}' })).toBe('1/2');
    const numbers = await lab.table('v int', ['1']);
    expect(await lab.count(numbers, { kind: 'pattern', column: 'v', regex: '1' })).toBe('UNSUPPORTED_TYPE');
  });

  it.each(Object.entries(formats))('format %s: every example of its standard', async (format, examples) => {
    const table = await ofTexts([...examples.valid, ...examples.invalid]);
    const all = examples.valid.length + examples.invalid.length;
    const test = { kind: 'pattern', column: 'v', format };
    expect(await lab.count(table, test)).toBe(`${examples.invalid.length}/${all}`);
    expect(await lab.count(table, { ...test, negate: true })).toBe(`${examples.valid.length}/${all}`);
  });

  it('a pattern that explodes elsewhere is answered at once', async () => {
    const table = await ofTexts([`${'a'.repeat(50_000)}!`]);
    expect(await lab.count(table, { kind: 'pattern', column: 'v', regex: '(a+)+' })).toBe('1/1');
  });
});

describe('groups', () => {
  it('each group is judged for itself, the worst is shown first, null is a group', async () => {
    const table = await lab.table('country text, net int', [
      ...Array.from({ length: 8 }, () => `'DE', 5`),
      `'DE', -1`,
      `'FR', 5`,
      `'FR', -1`,
      `NULL, 3`,
    ]);
    const test = { kind: 'range', column: 'net', min: 0, groupBy: ['country'] };
    const { verdicts, sent } = await lab.run(table, [
      { ...test, warn: { maxCount: 0 }, fail: { maxPercent: 20 } },
      { ...test, fail: { maxPercent: 60 } },
      { kind: 'completeness', columns: ['net'], groupBy: ['country'] },
    ]);
    expect(verdicts[0]).toMatchObject({
      status: 'failed',
      rowsTested: 12,
      message:
        '1 of 3 groups failed; country = FR: 1 value out of range of 2 rows tested (50 %); at most 20 % allowed',
      observed: {
        groups: 3,
        failedGroups: 1,
        warnedGroups: 1,
        worst: [
          { group: { country: 'FR' }, status: 'failed', rowsTested: 2, observed: { violations: 1 } },
          { group: { country: 'DE' }, status: 'warned', rowsTested: 9, observed: { violations: 1 } },
          { group: { country: null }, status: 'passed', rowsTested: 1, observed: { violations: 0 } },
        ],
      },
    });
    expect(verdicts.slice(1).map(({ status, message }) => [status, message])).toEqual([
      ['passed', '3 of 3 groups passed'],
      ['passed', '3 of 3 groups passed'],
    ]);
    expect(sent).toHaveLength(1);
  });

  it('several columns; uniqueness and statistics within each group', async () => {
    const table = await lab.table('a text, b int, v int', [
      `'x', 1, 1`,
      `'x', 1, 1`,
      `'x', 2, 1`,
      `'y', 1, NULL`,
    ]);
    const { verdicts } = await lab.run(table, [
      { kind: 'uniqueness', columns: ['v'], groupBy: ['a', 'b'] },
      { kind: 'distribution', column: 'v', statistic: 'median', groupBy: ['a'], fail: { max: 1 } },
    ]);
    expect(verdicts[0]).toMatchObject({
      status: 'failed',
      observed: {
        groups: 3,
        worst: [{ group: { a: 'x', b: '1' }, observed: { surplusRows: 1 } }, {}, {}],
      },
    });
    expect(verdicts[1]).toMatchObject({ status: 'warned', observed: { groups: 2, warnedGroups: 1 } });
  });

  it('an empty table has no group, and that is no pass', async () => {
    const table = await lab.table('a text, v int');
    const test = { kind: 'completeness', columns: ['v'], groupBy: ['a'] };
    const { verdicts } = await lab.run(table, [test, { ...test, onEmpty: 'failed' }]);
    expect(verdicts.map(({ status, rowsTested }) => [status, rowsTested])).toEqual([
      ['warned', 0],
      ['failed', 0],
    ]);
  });

  it('too many groups spoil that test alone; a missing column is told', async () => {
    const table = await lab.table('a int, v int', ['1, 1', '2, 1', '3, 1']);
    const test = { kind: 'completeness', columns: ['v'], groupBy: ['a'] };
    const { verdicts } = await lab.run(table, [
      { ...test, maxGroups: 2 },
      { ...test, maxGroups: 3 },
      { ...test, groupBy: ['gone'] },
    ]);
    expect(verdicts.map(({ status, errorCode }) => errorCode ?? status)).toEqual([
      'TOO_MANY_GROUPS',
      'passed',
      'MISSING_COLUMN',
    ]);
  });
});

describe('failing rows', () => {
  it.each([
    ['range', { kind: 'range', column: 'net', min: 0, filter: `note <> 'it''s'` }, 2],
    ['pattern', { kind: 'pattern', column: 'note', regex: `it's|o\\D+` }, 1],
    ['uniqueness', { kind: 'uniqueness', columns: ['net'] }, 1],
    ['expression', { kind: 'expression', condition: 'net > -5' }, 2],
    ['completeness', { kind: 'completeness', columns: ['note'], placeholders: ['ok'] }, 1],
  ])('%s: a statement that anybody can run again', async (_, test, rows) => {
    const table = await lab.table('id int, net int, note text', [
      `1, -7, 'a''b'`,
      `2, -7, 'off'`,
      `3, 1, 'it''s'`,
      `4, 2, 'ok'`,
    ]);
    const { failingRows } = await lab.run(table, [test]);
    expect(failingRows[0]!.sample).toBeNull();
    const answer = await lab.customer.admin.query(failingRows[0]!.sql!);
    expect(answer.rows).toHaveLength(rows);
  });

  it('a sample: only what is allowed, masked, from the same snapshot', async () => {
    const table = await lab.table('id int, email text, net int', [
      `1, 'somebody@example.org', -1`,
      `2, 'x@y.z', -1`,
      `3, NULL, -1`,
      `4, 'fine@example.org', 1`,
    ]);
    const samples = { columns: ['id', 'email'], mask: { email: 'partial' } };
    const range = { kind: 'range', column: 'net', min: 0 };
    const { failingRows, sent } = await lab.run(table, [
      { ...range, samples },
      { ...range, samples: { columns: ['net'], limit: 2, mask: { net: 'redact' } } },
      { ...range, min: -5, samples },
      { kind: 'uniqueness', columns: ['net'], samples: { columns: ['net', 'email'] } },
    ]);
    const rowsOf = (i: number) => failingRows[i]!.sample?.rows.toSorted() ?? null;
    expect(rowsOf(0)).toEqual([
      ['1', 's•••g'],
      ['2', '•••'],
      ['3', null],
    ]);
    expect(rowsOf(1)).toEqual([['•••'], ['•••']]);
    expect(rowsOf(2)).toBeNull();
    expect(failingRows[3]!.sample).toMatchObject({ columns: ['net', 'rows'], rows: [['-1', '3']] });
    expect(sent).toHaveLength(2 + 3);
  });

  it('of a test that could not be measured there is none', async () => {
    const table = await lab.table('id int', ['1']);
    const { failingRows } = await lab.run(table, [
      { kind: 'range', column: 'gone', min: 0 },
      { kind: 'volume', fail: { min: 1 } },
    ]);
    expect(failingRows).toEqual([null, null]);
  });
});

describe('a column of few values', () => {
  it('has each of them looked at once, once ANALYZE has seen it, and uniqueness shares the grouping', async () => {
    const table = await lab.table('v text, "a ""\\ b" text');
    await lab.customer.admin.query(
      `INSERT INTO ${table} SELECT CASE WHEN i % 4 = 0 THEN NULL ELSE 'code-' || i % 5 END, 'x' FROM generate_series(1, 20000) i`,
    );
    const tests = [
      { kind: 'pattern', column: 'v', regex: 'code-[0-3]' },
      { kind: 'pattern', column: 'v', regex: 'code-\\d', negate: true, groupBy: ['v'] },
      { kind: 'pattern', column: 'a "\\ b', regex: 'x', fail: { maxCount: 1 } },
      { kind: 'uniqueness', columns: ['v'] },
    ];
    const before = await lab.run(table, tests);
    await lab.customer.admin.query(`ANALYZE ${table}`);
    const after = await lab.run(table, tests);
    expect(after.verdicts.map(({ observed, status }) => [status, observed])).toEqual(
      before.verdicts.map(({ observed, status }) => [status, observed]),
    );
    expect(after.verdicts[0]).toMatchObject({ rowsTested: 15_000, observed: { violations: 3000 } });
    const shared = (sent: readonly string[]) =>
      sent.filter((sql) => sql.includes('~') && sql.includes('GROUP BY'));
    expect(shared(before.sent)).toHaveLength(1);
    const [both] = shared(after.sent).filter((sql) =>
      sql.includes('count(*) FILTER (WHERE "rows of the group" >'),
    );
    expect(both).toContain('sum("rows of the group") FILTER (WHERE NOT ("v"::text ~');
  });

  it('of nulls only has no value that breaks the rule', async () => {
    const table = await lab.table('v text');
    await lab.customer.admin.query(`INSERT INTO ${table} SELECT NULL FROM generate_series(1, 20000)`);
    await lab.customer.admin.query(`ANALYZE ${table}`);
    expect(await lab.count(table, { kind: 'pattern', column: 'v', regex: 'x' })).toBe('0/0');
  });
});
