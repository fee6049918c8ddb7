import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import {
  addMs,
  aggregate,
  and,
  asText,
  binOf,
  checkDigits,
  column,
  compare,
  countAll,
  countIf,
  epochOf,
  instantIn,
  isFinite,
  isNull,
  isoText,
  literal,
  maxIf,
  minus,
  not,
  now,
  percentile,
  sumIf,
  textLength,
  userScalar,
  type Expression,
} from '../../src/core/sql/expression.ts';
import { facts, orders, sqlOf } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);
const select = (tree: Expression, of = dialect) =>
  of.renderScalarSelect({ dataset: orders, filter: null, source: { kind: 'rows' }, expressions: [tree] });

/** What is measured, how it is shown, and what is computed for each row before it. */
const expressions: readonly (readonly [
  string,
  Expression,
  string,
  string,
  string | null,
  readonly string[],
])[] = [
  [`countAll`, countAll, `COUNT_BIG(*)`, `CONVERT(nvarchar(41), m1)`, null, []],
  [`column of text`, column('word'), `[word]`, `m1`, null, []],
  [`a name with brackets`, column('we]ird; --'), `[we]]ird; --]`, `m1`, null, []],
  [
    `maxIf of int`,
    maxIf(column('id'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [id] END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `maxIf of bigint`,
    maxIf(column('big'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [big] END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `maxIf of decimal(12,4)`,
    maxIf(column('price'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [price] END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `maxIf of money`,
    maxIf(column('cash'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [cash] END)`,
    `CONVERT(nvarchar(41), m1, 2)`,
    null,
    [],
  ],
  [`maxIf of float`, maxIf(column('ratio'), and()), `MAX(CASE WHEN 1 = 1 THEN [ratio] END)`, `m1`, null, []],
  [
    `maxIf of nvarchar(50)`,
    maxIf(column('word'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [word] END)`,
    `m1`,
    null,
    [],
  ],
  [
    `maxIf of nvarchar(4000)`,
    maxIf(column('long'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [long] END)`,
    `m1`,
    null,
    [],
  ],
  [
    `maxIf of varchar(max)`,
    maxIf(column('notes'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [notes] END)`,
    `CAST(m1 AS nvarchar(max))`,
    null,
    [],
  ],
  [
    `maxIf of varchar(20)`,
    maxIf(column('latin'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [latin] END)`,
    `CAST(m1 AS nvarchar(20))`,
    null,
    [],
  ],
  [
    `maxIf of char(10)`,
    maxIf(column('code'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [code] END)`,
    `RTRIM(CAST(m1 AS nvarchar(10)))`,
    null,
    [],
  ],
  [
    `maxIf of date`,
    maxIf(column('day'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [day] END)`,
    `CONVERT(nvarchar(10), m1, 23)`,
    null,
    [],
  ],
  [
    `maxIf of datetime`,
    maxIf(column('old'), and()),
    `MAX(CASE WHEN 1 = 1 THEN CAST([old] AS datetime2(3)) END)`,
    `CONVERT(nvarchar(27), m1, 121)`,
    null,
    [],
  ],
  [
    `maxIf of datetime2(7)`,
    maxIf(column('at'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [at] END)`,
    `CONVERT(nvarchar(27), m1, 121)`,
    null,
    [],
  ],
  [
    `maxIf of datetimeoffset(7)`,
    maxIf(column('zoned'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [zoned] END)`,
    `CONVERT(nvarchar(27), CAST(SWITCHOFFSET(m1, '+00:00') AS datetime2(7)), 121) + N'+00'`,
    null,
    [],
  ],
  [
    `maxIf of time(7)`,
    maxIf(column('hour'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [hour] END)`,
    `CONVERT(nvarchar(16), m1, 121)`,
    null,
    [],
  ],
  [
    `maxIf of uniqueidentifier`,
    maxIf(column('key'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [key] END)`,
    `LOWER(CONVERT(nvarchar(36), m1))`,
    null,
    [],
  ],
  [
    `maxIf of varbinary(16)`,
    maxIf(column('raw'), and()),
    `MAX(CASE WHEN 1 = 1 THEN [raw] END)`,
    `N'\\x' + LOWER(CONVERT(nvarchar(max), m1, 2))`,
    null,
    [],
  ],
  [
    `countIf`,
    countIf(compare(column('id'), '>', literal('integer', '3'))),
    `COUNT_BIG(CASE WHEN [id] > CAST(@p1 AS bigint) THEN 1 END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    ['3'],
  ],
  [
    `sumIf of all`,
    sumIf(column('id'), null),
    `SUM(CAST([id] AS decimal(38, 0)))`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `sumIf`,
    sumIf(column('cash'), isNull(column('id'))),
    `SUM(CASE WHEN [id] IS NULL THEN CAST([cash] AS decimal(38, 4)) END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `aggregate mean`,
    aggregate('mean', column('id'), not(isNull(column('id')))),
    `CAST(SUM(CASE WHEN NOT ([id] IS NULL) THEN CAST([id] AS decimal(38, 0)) END) AS float) / NULLIF(COUNT_BIG(CASE WHEN NOT ([id] IS NULL) THEN [id] END), 0)`,
    `m1`,
    null,
    [],
  ],
  [
    `aggregate stddev`,
    aggregate('stddev', column('id'), not(isNull(column('id')))),
    `STDEV(CASE WHEN NOT ([id] IS NULL) THEN CAST([id] AS float) END)`,
    `m1`,
    null,
    [],
  ],
  [
    `aggregate min`,
    aggregate('min', column('id'), not(isNull(column('id')))),
    `MIN(CASE WHEN NOT ([id] IS NULL) THEN [id] END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `aggregate max`,
    aggregate('max', column('id'), not(isNull(column('id')))),
    `MAX(CASE WHEN NOT ([id] IS NULL) THEN [id] END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `aggregate sum`,
    aggregate('sum', column('id'), not(isNull(column('id')))),
    `SUM(CASE WHEN NOT ([id] IS NULL) THEN CAST([id] AS decimal(38, 0)) END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `mean of decimals`,
    aggregate('mean', column('price'), and()),
    `CAST(SUM(CASE WHEN 1 = 1 THEN [price] END) AS float) / NULLIF(COUNT_BIG(CASE WHEN 1 = 1 THEN [price] END), 0)`,
    `m1`,
    null,
    [],
  ],
  [
    `sum of floating-point numbers`,
    aggregate('sum', column('ratio'), and()),
    `SUM(CASE WHEN 1 = 1 THEN CAST([ratio] AS float) END)`,
    `m1`,
    null,
    [],
  ],
  [
    `percentile`,
    percentile(column('price'), 0.95, not(isNull(column('price')))),
    `MAX([prepared 1])`,
    `m1`,
    `PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY CASE WHEN NOT ([price] IS NULL) THEN CAST([price] AS float) END) OVER ()`,
    [],
  ],
  [
    `textLength`,
    maxIf(textLength(asText(column('word'))), and()),
    `MAX(CASE WHEN 1 = 1 THEN (LEN(([word] + N'.') COLLATE Latin1_General_100_CI_AS_SC) - 1) END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `textLength of nvarchar(4000)`,
    maxIf(textLength(asText(column('long'))), and()),
    `MAX(CASE WHEN 1 = 1 THEN (LEN((CAST([long] AS nvarchar(max)) + N'.') COLLATE Latin1_General_100_CI_AS_SC) - 1) END)`,
    `CONVERT(nvarchar(41), m1)`,
    null,
    [],
  ],
  [
    `userScalar`,
    userScalar('SELECT 1'),
    'CASE WHEN 1 = 0 THEN CAST(0 AS decimal(1, 0)) ELSE (\nSELECT 1\n) END',
    `CONVERT(nvarchar(64), m1, 3)`,
    null,
    [],
  ],
  [
    `now`,
    now,
    `CAST(@now AS datetimeoffset(7))`,
    `CONVERT(nvarchar(27), CAST(SWITCHOFFSET(m1, '+00:00') AS datetime2(7)), 121) + N'+00'`,
    null,
    [],
  ],
  [
    `addMs`,
    addMs(now, -90061001),
    `DATEADD(millisecond, -3661001, DATEADD(day, -1, CAST(@now AS datetimeoffset(7))))`,
    `CONVERT(nvarchar(27), CAST(SWITCHOFFSET(m1, '+00:00') AS datetime2(7)), 121) + N'+00'`,
    null,
    [],
  ],
  [
    `instantIn`,
    maxIf(instantIn('UTC', column('day')), and()),
    `MAX(CASE WHEN 1 = 1 THEN TODATETIMEOFFSET(CAST([day] AS datetime2(7)), '+00:00') END)`,
    `CONVERT(nvarchar(27), CAST(SWITCHOFFSET(m1, '+00:00') AS datetime2(7)), 121) + N'+00'`,
    null,
    [],
  ],
  [
    `isoText`,
    isoText(maxIf(column('zoned'), and())),
    `CAST(SWITCHOFFSET(MAX(CASE WHEN 1 = 1 THEN [zoned] END), '+00:00') AS datetime2(7))`,
    `REPLACE(LEFT(CONVERT(nvarchar(27), m1, 121), 26), N' ', N'T') + N'Z'`,
    null,
    [],
  ],
  [
    `epochOf s`,
    maxIf(epochOf(column('zoned'), 's'), and()),
    `MAX(CASE WHEN 1 = 1 THEN (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000000E0) END)`,
    `m1`,
    null,
    [],
  ],
  [
    `epochOf ms`,
    maxIf(epochOf(column('zoned'), 'ms'), and()),
    `MAX(CASE WHEN 1 = 1 THEN (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000E0) END)`,
    `m1`,
    null,
    [],
  ],
  [
    `epochOf us`,
    maxIf(epochOf(column('zoned'), 'us'), and()),
    `MAX(CASE WHEN 1 = 1 THEN (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1E0) END)`,
    `m1`,
    null,
    [],
  ],
  [
    `minus`,
    maxIf(minus(column('big'), epochOf(column('zoned'), 's')), and()),
    `MAX(CASE WHEN 1 = 1 THEN (CAST([big] AS float) - (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000000E0)) END)`,
    `m1`,
    null,
    [],
  ],
];

describe('SqlServerDialect', () => {
  it.each(expressions)('%s', (_, tree, measured, shown, prepared, parameters) => {
    expect(select(tree)).toEqual({ text: sqlOf(measured, shown, prepared), parameters });
  });

  it('counts the edges that are at or below a number', () => {
    expect(select(maxIf(binOf(column('id'), ['1', '2.5']), and()))).toEqual({
      text: sqlOf(
        'MAX(CASE WHEN 1 = 1 THEN CASE WHEN CAST([id] AS float) IS NULL THEN NULL' +
          ' WHEN CAST([id] AS float) < CAST(@p1 AS float) THEN 0' +
          ' WHEN CAST([id] AS float) < CAST(@p2 AS float) THEN 1 ELSE 2 END END)',
        'CONVERT(nvarchar(41), m1)',
        null,
      ),
      parameters: ['1', '2.5'],
    });
  });

  it.each(['luhn', 'mod97'] as const)(
    'works out check digits for every row, before it counts: %s',
    (algorithm) => {
      const { text, parameters } = select(countIf(checkDigits(algorithm, asText(column('word')))));
      expect(text).toContain('SELECT COUNT_BIG(CASE WHEN [prepared 1] = 1 THEN 1 END) AS m1');
      expect(text).toContain(`SUBSTRING([word], n, 1) COLLATE Latin1_General_100_BIN2 AS c`);
      expect(text).toContain(
        'WHEN [word] IS NOT NULL THEN 0 END AS [prepared 1]\n  FROM [dbo].[orders]\n  ) AS prepared',
      );
      expect(parameters).toEqual([]);
    },
  );

  it.each([countIf(isFinite(isoText(column('at')))), isoText(isoText(column('at')))])(
    'refuses a text as a part of another expression: %j',
    (tree) => {
      expect(() => select(tree)).toThrow(TypeError);
    },
  );

  it('refuses a name that would end the statement', () => {
    expect(() => select(column('a\0'))).toThrow(RangeError);
  });

  it('a sample of the rows', () => {
    const source = { kind: 'rows', samplePercent: 0.5 } as const;
    const { text } = dialect.renderScalarSelect({
      dataset: orders,
      filter: null,
      source,
      expressions: [countAll],
    });
    expect(text).toContain('FROM [dbo].[orders] TABLESAMPLE SYSTEM (0.5 PERCENT) REPEATABLE (1)');
  });
});
