import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import {
  addMs,
  and,
  asText,
  column,
  compare,
  countIf,
  folded,
  instantIn,
  isFinite,
  isFiniteNumber,
  isIn,
  isNaN,
  isNull,
  isUnknown,
  literal,
  not,
  now,
  or,
  textMatches,
  userCondition,
  type Condition,
  type Expression,
} from '../../src/core/sql/expression.ts';
import { facts, orders, sqlOf, treeOf } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);
const select = (tree: Expression, of = dialect) =>
  of.renderScalarSelect({ dataset: orders, filter: null, source: { kind: 'rows' }, expressions: [tree] });

const conditions: readonly (readonly [string, Condition, string, string | null, readonly string[]])[] = [
  [`isNull`, isNull(column('id')), `[id] IS NULL`, null, []],
  [`isNaN`, isNaN(column('ratio')), `[ratio] <> [ratio]`, null, []],
  [`isFiniteNumber`, isFiniteNumber(column('ratio'), true), `[ratio] = [ratio]`, null, []],
  [`isFinite`, isFinite(column('at')), `[at] = [at]`, null, []],
  [
    `texts are compared exactly`,
    compare(column('word'), '=', literal('text', 'a ')),
    `([word] + N'.') COLLATE Latin1_General_100_BIN2 = (@p1 + N'.') COLLATE Latin1_General_100_BIN2`,
    null,
    ['a '],
  ],
  [
    `long texts are compared exactly`,
    compare(column('long'), '=', literal('text', 'a')),
    `(CAST([long] AS nvarchar(max)) + N'.') COLLATE Latin1_General_100_BIN2 = (@p1 + N'.') COLLATE Latin1_General_100_BIN2`,
    null,
    ['a'],
  ],
  [
    `texts of another code page`,
    compare(column('latin'), '=', literal('text', 'a')),
    `(CAST([latin] AS nvarchar(20)) + N'.') COLLATE Latin1_General_100_BIN2 = (@p1 + N'.') COLLATE Latin1_General_100_BIN2`,
    null,
    ['a'],
  ],
  [
    `texts in their order`,
    compare(column('word'), '<', literal('text', 'a')),
    `[word] COLLATE Latin1_General_100_BIN2 < @p1 COLLATE Latin1_General_100_BIN2`,
    null,
    ['a'],
  ],
  [
    `isIn of texts`,
    isIn(asText(column('code')), [literal('text', 'x'), literal('text', "o'clock")]),
    `(RTRIM(CAST([code] AS nvarchar(10))) + N'.') COLLATE Latin1_General_100_BIN2 IN ((@p1 + N'.') COLLATE Latin1_General_100_BIN2, (@p2 + N'.') COLLATE Latin1_General_100_BIN2)`,
    null,
    ['x', "o'clock"],
  ],
  [`isIn of nothing`, isIn(column('id'), []), `1 = 0`, null, []],
  [
    `isIn of numbers`,
    isIn(column('id'), [literal('integer', '1'), literal('number', '2.50')]),
    `[id] IN (CAST(@p1 AS bigint), CAST(@p2 AS decimal(2, 1)))`,
    null,
    ['1', '2.5'],
  ],
  [
    `folded`,
    isIn(folded(asText(column('word')), { trim: true, ignoreCase: true }), [
      folded(literal('text', 'N/A'), { trim: true, ignoreCase: true }),
    ]),
    `(LOWER(TRIM(@p1 FROM [word] COLLATE Latin1_General_100_BIN2) COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2 IN ((LOWER(TRIM(@p1 FROM @p2 COLLATE Latin1_General_100_BIN2) COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2)`,
    null,
    [' \t\n\r\f\u000b ', 'N/A'],
  ],
  [
    `a boolean`,
    compare(column('flag'), '=', literal('boolean', 'TRUE')),
    `[flag] = CAST(@p1 AS bit)`,
    null,
    ['1'],
  ],
  [
    `a date`,
    compare(column('day'), '>=', literal('date', '2024-02-29')),
    `[day] >= CAST(@p1 AS date)`,
    null,
    ['2024-02-29'],
  ],
  [
    `a timestamp of the old type`,
    compare(column('old'), '<', literal('timestamp', '2024-02-29T12:00:00.003')),
    `CAST([old] AS datetime2(3)) < CAST(@p1 AS datetime2(7))`,
    null,
    ['2024-02-29T12:00:00.003'],
  ],
  [
    `an instant`,
    compare(column('zoned'), '<=', literal('timestampTz', '2024-02-29T12:00:00Z')),
    `[zoned] <= CAST(@p1 AS datetimeoffset(7))`,
    null,
    ['2024-02-29T12:00:00Z'],
  ],
  [
    `a time`,
    compare(column('hour'), '>', literal('time', '12:00')),
    `[hour] > CAST(@p1 AS time(7))`,
    null,
    ['12:00'],
  ],
  [
    `a UUID`,
    compare(column('key'), '=', literal('uuid', '{A0EEBC999C0B4EF8BB6D6BB9BD380A11}')),
    `[key] = CAST(@p1 AS uniqueidentifier)`,
    null,
    ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ],
  [
    `a wall clock and now`,
    compare(instantIn('UTC', column('at')), '>', addMs(now, 300000)),
    `[at] > CAST(SWITCHOFFSET(DATEADD(millisecond, 300000, CAST(@now AS datetimeoffset(7))), '+00:00') AS datetime2(7))`,
    null,
    [],
  ],
  [
    `a wall clock and an instant of the row`,
    compare(instantIn('Etc/UTC', column('at')), '>', column('zoned')),
    `TODATETIMEOFFSET(CAST([at] AS datetime2(7)), '+00:00') > [zoned]`,
    null,
    [],
  ],
  [
    `matches`,
    textMatches(asText(column('word')), { tree: treeOf('^[a-c]+$'), match: 'full', ignoreCase: false }),
    `REGEXP_LIKE([word], @p1)`,
    null,
    ['\\A(?:\\A[a-c]+\\z)\\z'],
  ],
  [
    `userCondition`,
    userCondition('id IN (SELECT 1)'),
    `[prepared 1] = 1`,
    'CASE WHEN (\nid IN (SELECT 1)\n) THEN 1 WHEN NOT (\nid IN (SELECT 1)\n) THEN 0 END',
    [],
  ],
  [
    `not`,
    not(userCondition('id > 1')),
    `NOT ([prepared 1] = 1)`,
    'CASE WHEN (\nid > 1\n) THEN 1 WHEN NOT (\nid > 1\n) THEN 0 END',
    [],
  ],
  [
    `isUnknown`,
    isUnknown(compare(column('id'), '>', literal('integer', '1'))),
    `CASE WHEN [id] > CAST(@p1 AS bigint) THEN 1 WHEN NOT ([id] > CAST(@p1 AS bigint)) THEN 0 END IS NULL`,
    null,
    ['1'],
  ],
  [`or`, or(isNull(column('id')), isNull(column('word'))), `([id] IS NULL) OR ([word] IS NULL)`, null, []],
  [`or of nothing`, or(), `1 = 0`, null, []],
  [`and`, and(isNull(column('id')), isNull(column('word'))), `([id] IS NULL) AND ([word] IS NULL)`, null, []],
  [`and of nothing`, and(), `1 = 1`, null, []],
];

describe('conditions of SqlServerDialect', () => {
  it.each(conditions)('condition: %s', (_, tree, sql, prepared, parameters) => {
    const measured = `COUNT_BIG(CASE WHEN ${sql} THEN 1 END)`;
    const text = sqlOf(measured, 'CONVERT(nvarchar(41), m1)', prepared);
    expect(select(countIf(tree))).toEqual({ text, parameters });
  });
});
