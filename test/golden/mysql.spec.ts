import { MysqlDialect } from '../../src/connectors/mysql/dialect.ts';
import { UnsupportedByEngine, type RowSource, type ScalarSelect } from '../../src/core/sql/dialect.ts';
import {
  addMs,
  aggregate,
  and,
  asText,
  binOf,
  column,
  compare,
  countAll,
  countIf,
  epochOf,
  folded,
  groupSize,
  instantIn,
  isFinite,
  isFiniteNumber,
  isIn,
  isNaN,
  isNull,
  isoText,
  isUnknown,
  literal,
  maxIf,
  minus,
  not,
  now,
  or,
  percentile,
  sumIf,
  textLength,
  userCondition,
  userScalar,
  type Expression,
} from '../../src/core/sql/expression.ts';

const dialect = new MysqlDialect();
const dataset = { schema: 'shop', table: 'orders' };
const rows: RowSource = { kind: 'rows' };
const select = (expressions: readonly Expression[], more: Partial<ScalarSelect> = {}) =>
  dialect.renderScalarSelect({ dataset, filter: null, source: rows, expressions, ...more });

const [a, b, at] = [column('a'), column('b'), column('at')];
const text = asText(a);
const NOW = 'CAST(@plumbline_now AS DATETIME(6))';
const bytes = (sql: string) => `CAST(${sql} AS BINARY)`;
const utf8 = (sql: string) => `CONVERT(${sql} USING utf8mb4)`;
const counted = (condition: string) => `COUNT(CASE WHEN ${condition} THEN 1 END)`;
const identity = (name: string) =>
  `CASE WHEN CHARSET(${name}) = 'binary' THEN ${name} END, ` +
  `CASE WHEN NOT CHARSET(${name}) = 'binary' THEN ${bytes(utf8(name))} END`;
const exactBytes = (name: string) =>
  `CASE WHEN NOT CHARSET(${name}) = 'binary' THEN ${bytes(utf8(name))} END`;

const golden: readonly (readonly [string, Expression, string, readonly string[]])[] = [
  ['countAll', countAll, 'COUNT(*)', []],
  ['column', column('we`ird; -- "?'), '`we``ird; -- "?`', []],
  ['countIf', countIf(compare(a, '>', b)), counted('`a` > `b`'), []],
  ['maxIf', maxIf(a, compare(b, '=', now)), `MAX(CASE WHEN \`b\` = ${NOW} THEN \`a\` END)`, []],
  ['sumIf', sumIf(a, null), 'SUM(`a`)', []],
  ['sumIf of some', sumIf(a, not(isNull(b))), 'SUM(CASE WHEN NOT (`b` <=> NULL) THEN `a` END)', []],
  ['mean', aggregate('mean', a, and()), 'AVG(CASE WHEN TRUE THEN `a` END)', []],
  ['stddev', aggregate('stddev', a, or()), 'STDDEV_SAMP(CASE WHEN FALSE THEN `a` END)', []],
  [
    'text is compared by its bytes',
    countIf(compare(text, '=', literal('text', ' x '))),
    counted(`${bytes(utf8('`a`'))} = ${bytes(utf8('?'))}`),
    [' x '],
  ],
  [
    'a list of texts',
    countIf(isIn(text, [literal('text', 'x'), literal('text', 'y')])),
    counted(`${bytes(utf8('`a`'))} IN (${bytes(utf8('?'))}, ${bytes(utf8('?'))})`),
    ['x', 'y'],
  ],
  [
    'a column that meets a text',
    countIf(compare(a, '=', literal('text', 'x'))),
    counted(`${bytes(utf8('`a`'))} = ${bytes(utf8('?'))}`),
    ['x'],
  ],
  ['textLength', textLength(text), `CHAR_LENGTH(${utf8('`a`')})`, []],
  [
    'folded without case',
    folded(text, { trim: false, ignoreCase: true }),
    `LOWER(${utf8('`a`')} COLLATE utf8mb4_bin)`,
    [],
  ],
  [
    'folded without white space around',
    folded(text, { trim: true, ignoreCase: false }),
    `REGEXP_REPLACE(${utf8('`a`')} COLLATE utf8mb4_bin, ${utf8('?')}, '')`,
    ['\\A[ \t\n\r\f\v\u00a0]+|(?<![ \t\n\r\f\v\u00a0])[ \t\n\r\f\v\u00a0]+\\z'],
  ],
  [
    'a whole number',
    countIf(compare(a, '<', literal('integer', '-5'))),
    counted('`a` < CAST(? AS SIGNED)'),
    ['-5'],
  ],
  [
    'a number has the digits that it needs',
    countIf(compare(a, '<', literal('number', '-012.50'))),
    counted('`a` < CAST(? AS DECIMAL(4,2))'),
    ['-012.50'],
  ],
  [
    'true and false',
    countIf(isIn(a, [literal('boolean', 'true'), literal('boolean', 'F')])),
    counted('`a` IN (TRUE, FALSE)'),
    [],
  ],
  [
    'a day',
    countIf(compare(a, '=', literal('date', '2024-02-29'))),
    counted('`a` = CAST(? AS DATE)'),
    ['2024-02-29'],
  ],
  [
    'a wall clock',
    countIf(compare(a, '=', literal('timestamp', '2024-02-29T12:00'))),
    counted('`a` = CAST(? AS DATETIME(6))'),
    ['2024-02-29 12:00:00.000000'],
  ],
  [
    'an instant',
    countIf(compare(a, '=', literal('timestampTz', '2024-02-29T00:30:00.000001+01:00'))),
    counted('`a` = CAST(? AS DATETIME(6))'),
    ['2024-02-28 23:30:00.000001'],
  ],
  [
    'a time of day',
    countIf(compare(a, '=', literal('time', '23:59:59.5'))),
    counted('`a` = CAST(? AS TIME(6))'),
    ['23:59:59.5'],
  ],
  ['isNaN keeps null', countIf(isNaN(a)), counted('`a` <> `a`'), []],
  ['isFiniteNumber keeps null', countIf(isFiniteNumber(a, true)), counted('`a` = `a`'), []],
  ['isUnknown', countIf(isUnknown(userCondition('a > 1'))), counted('((\na > 1\n)) IS NULL'), []],
  ['or', countIf(or(isNull(a), isNull(b))), counted('(`a` <=> NULL) OR (`b` <=> NULL)'), []],
  ['userScalar', userScalar('SELECT 1'), '(\nSELECT 1\n)', []],
  [
    'addMs',
    countIf(compare(at, '>', addMs(now, -1.5))),
    counted(`\`at\` > DATE_ADD(${NOW}, INTERVAL CAST(? AS SIGNED) MICROSECOND)`),
    ['-1500'],
  ],
  [
    'instantIn UTC',
    maxIf(instantIn('UTC', at), and()),
    'MAX(CASE WHEN TRUE THEN CAST(`at` AS DATETIME(6)) END)',
    [],
  ],
  [
    'instantIn a zone fails where the server does not know it',
    maxIf(instantIn('Europe/Berlin', at), and()),
    `MAX(CASE WHEN TRUE THEN CASE WHEN CONVERT_TZ('2020-01-01 00:00:00', ?, '+00:00') IS NULL` +
      " THEN CAST(EXP(CONCAT('1000 plumbline: unknown time zone', `at`)) AS DATETIME(6))" +
      " ELSE CONVERT_TZ(CAST(`at` AS DATETIME(6)), ?, '+00:00') END END)",
    ['Europe/Berlin', 'Europe/Berlin'],
  ],
  [
    'isFinite: zero dates are not',
    countIf(isFinite(instantIn('UTC', at))),
    counted("CASE WHEN NOT (`at` <=> NULL) THEN DATEDIFF(`at`, '2000-01-01') IS NOT NULL END"),
    [],
  ],
  [
    'isoText',
    isoText(maxIf(at, and())),
    "DATE_FORMAT(MAX(CASE WHEN TRUE THEN `at` END), '%Y-%m-%dT%H:%i:%s.%fZ')",
    [],
  ],
  ['epochOf', epochOf(at, 's'), "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', `at`) / 1e6)", []],
  ['minus', minus(a, b), '((`a` + 0e0) - (`b` + 0e0))', []],
  [
    'binOf halves the edges',
    binOf(a, ['1', '2', '3']),
    'CASE WHEN NOT (`a` <=> NULL) THEN CASE WHEN `a` + 0e0 < CAST(? AS DOUBLE)' +
      ' THEN CASE WHEN `a` + 0e0 < CAST(? AS DOUBLE) THEN 0 ELSE 1 END' +
      ' ELSE CASE WHEN `a` + 0e0 < CAST(? AS DOUBLE) THEN 2 ELSE 3 END END END',
    ['2', '1', '3'],
  ],
];

describe('MysqlDialect', () => {
  it.each(golden)('%s', (_, tree, sql, parameters) => {
    expect(select([tree])).toEqual({ text: `SELECT ${sql}\nFROM \`shop\`.\`orders\``, parameters });
  });

  it('puts a filter in brackets, on lines of its own', () => {
    expect(select([countAll], { filter: 'a = 1 OR b' }).text).toBe(
      'SELECT COUNT(*)\nFROM `shop`.`orders`\n  WHERE (\na = 1 OR b\n)',
    );
  });

  it('takes the database of the connection where a name has no schema', () => {
    const own = { schema: dialect.defaultSchema, table: 'orders' };
    expect(select([countAll], { dataset: own }).text).toBe('SELECT COUNT(*)\nFROM `orders`');
  });

  it('makes groups of equal bytes, whatever the collation', () => {
    const source: RowSource = { kind: 'groups', columns: ['a', 'b'], nulls: 'ignoreAny' };
    expect(select([countAll, countIf(compare(groupSize, '>', literal('integer', '1')))], { source })).toEqual(
      {
        text:
          `SELECT COUNT(*),\n  ${counted('`plumbline group size` > CAST(? AS SIGNED)')}\nFROM (\n` +
          '  SELECT COUNT(*) AS `plumbline group size`\n  FROM `shop`.`orders`\n' +
          '  WHERE `a` IS NOT NULL\n    AND `b` IS NOT NULL\n' +
          `  GROUP BY ${identity('`a`')}, ${identity('`b`')}\n  ) AS \`groups\``,
        parameters: ['1'],
      },
    );
  });

  it('looks partners up by "=" and by their bytes', () => {
    const reference = { dataset: { schema: 'crm', table: 'people' }, columns: ['id'], filter: 'x = 1' };
    const source: RowSource = { kind: 'orphans', columns: ['a'], match: 'simple', reference };
    expect(select([countAll], { source }).text).toBe(
      `SELECT COUNT(*)\nFROM (\n  SELECT \`a\` AS \`plumbline key 1\`, ${exactBytes('`a`')} AS \`plumbline bytes 1\`\n` +
        '  FROM `shop`.`orders`\n  ) AS `tested row`\n  WHERE `tested row`.`plumbline key 1` IS NOT NULL\n' +
        '    AND NOT EXISTS (\n  SELECT 1 FROM (\n' +
        `  SELECT \`id\` AS \`plumbline key 1\`, ${exactBytes('`id`')} AS \`plumbline bytes 1\`\n` +
        '  FROM `crm`.`people`\n  WHERE (\nx = 1\n)\n  ) AS `reference row`\n' +
        '  WHERE `reference row`.`plumbline key 1` = `tested row`.`plumbline key 1`\n' +
        '    AND `reference row`.`plumbline bytes 1` <=> `tested row`.`plumbline bytes 1`\n  )',
    );
  });

  it('groups by the bytes of texts, the largest group first', () => {
    const grouping = { keys: [text, binOf(b, ['5'])], where: not(isNull(a)), limit: 10 };
    expect(select([countAll], { grouping })).toEqual({
      text:
        `SELECT MIN(${utf8('`a`')}),\n  CASE WHEN NOT (\`b\` <=> NULL) THEN CASE WHEN \`b\` + 0e0 < CAST(? AS DOUBLE)` +
        ' THEN 0 ELSE 1 END END,\n  COUNT(*)\nFROM `shop`.`orders`\n  WHERE (NOT (`a` <=> NULL))\n' +
        `GROUP BY ${bytes(utf8('`a`'))}, 2\nORDER BY COUNT(*) DESC, ${bytes(utf8('`a`'))}, 2\nLIMIT 11`,
      parameters: ['5'],
    });
  });

  it('sorts the values once for all percentiles of a column', () => {
    const source: RowSource = { kind: 'rows', ordered: true };
    const present = not(isNull(a));
    const { text: sql } = select([percentile(a, 0.5, present), percentile(a, 0.95, present)], { source });
    expect(sql.match(/ROW_NUMBER\(\)/g)).toHaveLength(1);
    expect(sql).toContain(
      'ROW_NUMBER() OVER (ORDER BY v1 IS NULL, v1) - 1 AS place1, COUNT(v1) OVER () - 1 AS last1',
    );
    expect(sql).toContain('MAX(CASE WHEN place1 = FLOOR(last1 * 0.950000) THEN v1 END)');
  });

  it('shows failing rows with parameters, or as people run them by hand', () => {
    const of = { dataset, filter: null, source: { kind: 'rows' }, columns: ['id'], limit: 5 } as const;
    const condition = compare(text, '=', literal('text', `it's \\`));
    expect(dialect.renderRowSelect({ ...of, condition }, 'bound')).toEqual({
      text: `SELECT \`id\`\nFROM \`shop\`.\`orders\`\n  WHERE (${bytes(utf8('`a`'))} = ${bytes(utf8('?'))})\nLIMIT 5`,
      parameters: [`it's \\`],
    });
    expect(dialect.renderRowSelect({ ...of, condition }, 'literal').text).toContain(utf8(`'it''s \\\\'`));
  });

  it('probes a filter without reading a row', () => {
    expect(dialect.renderFilterProbe(dataset, 'a = 1').text).toBe(
      'SELECT NULL\nFROM `shop`.`orders`\nWHERE FALSE AND (\na = 1\n)',
    );
  });

  it('pages through keys in the order of their bytes or numbers', () => {
    const keys = [
      { name: 'id', type: 'integer' },
      { name: 'a', type: 'text' },
    ] as const;
    const page = { dataset, filter: null, keys, values: [asText(b)], after: ['7', 'x'], limit: 2 };
    expect(dialect.renderKeyPage(page)).toEqual({
      text:
        `SELECT k1,\n  ${utf8('k2')},\n  n,\n  v1\nFROM (\n` +
        `  SELECT \`id\` AS k1,\n    ${bytes(utf8('`a`'))} AS k2,\n    COUNT(*) AS n,\n    MIN(${utf8('`b`')}) AS v1\n` +
        '  FROM `shop`.`orders`\n  WHERE `id` IS NOT NULL\n    AND `a` IS NOT NULL\n    AND `id` >= CAST(? AS SIGNED)\n' +
        `    AND (\`id\`, ${bytes(utf8('`a`'))}) > (CAST(? AS SIGNED), ${bytes(utf8('?'))})\n` +
        '  GROUP BY 1, 2\n  ORDER BY 1, 2\n  LIMIT 2\n) AS page\nORDER BY page.k1, page.k2',
      parameters: ['7', '7', 'x'],
    });
  });

  it.each([
    () => select([column('a\0')]),
    () => select([countAll], { filter: 'a = \0' }),
    () => select([countIf(isFinite(isoText(at)))]),
  ])('refuses what would break a statement', (render) => {
    expect(render).toThrow(/zero byte|part of another expression/);
  });

  it('has no way to read a sample', () => {
    expect(() => select([countAll], { source: { kind: 'rows', samplePercent: 1 } })).toThrow(
      UnsupportedByEngine,
    );
  });
});
