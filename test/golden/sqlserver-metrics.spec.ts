import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import type { ScannedMetric } from '../../src/core/metrics/metric.ts';
import { planScans } from '../../src/core/planning/plan-scans.ts';
import { columns, facts, orders } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);

const golden: readonly (readonly [string, ScannedMetric, string | null, string, readonly string[]])[] = [
  [
    'rowCount',
    { type: 'rowCount' },
    'id > 1',
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(*) AS m1
  FROM [dbo].[orders]
  WHERE (
id > 1
)
) AS measured`,
    [],
  ],
  [
    'presentCount',
    { type: 'presentCount', column: 'word' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN NOT ([word] IS NULL) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'recentRowCount',
    { type: 'recentRowCount', column: 'at', timeZone: 'UTC', windowMs: 86400000 },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN ([at] = [at]) AND ([at] > CAST(SWITCHOFFSET(DATEADD(day, -1, CAST(@now AS datetimeoffset(7))), '+00:00') AS datetime2(7))) AND ([at] <= CAST(SWITCHOFFSET(CAST(@now AS datetimeoffset(7)), '+00:00') AS datetime2(7))) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'statistic mean',
    { type: 'statistic', column: 'price', statistic: 'mean' },
    null,
    `SELECT m1 AS m1
FROM (
  SELECT CAST(SUM(CASE WHEN (NOT ([price] IS NULL)) AND ([price] = [price]) THEN [price] END) AS float) / NULLIF(COUNT_BIG(CASE WHEN (NOT ([price] IS NULL)) AND ([price] = [price]) THEN [price] END), 0) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'statistic zeroCount',
    { type: 'statistic', column: 'price', statistic: 'zeroCount' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN [price] = CAST(@p1 AS decimal(1, 0)) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    ['0'],
  ],
  [
    'statistic median',
    { type: 'statistic', column: 'ratio', statistic: 'median' },
    null,
    `SELECT m1 AS m1
FROM (
  SELECT MAX([prepared 1]) AS m1
  FROM (
  SELECT *,
    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CASE WHEN (NOT ([ratio] IS NULL)) AND ([ratio] = [ratio]) THEN CAST([ratio] AS float) END) OVER () AS [prepared 1]
  FROM [dbo].[orders]
  ) AS prepared
) AS measured`,
    [],
  ],
  [
    'queryRowCount',
    { type: 'queryRowCount', sql: 'SELECT id FROM dbo.orders' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(*) AS m1
  FROM (
SELECT id FROM dbo.orders
) AS query
) AS measured`,
    [],
  ],
  [
    'queryNumber',
    { type: 'queryNumber', sql: 'SELECT COUNT(*) FROM dbo.orders' },
    null,
    `SELECT CONVERT(nvarchar(64), m1, 3) AS m1
FROM (
  SELECT CASE WHEN 1 = 0 THEN CAST(0 AS decimal(1, 0)) ELSE (
SELECT COUNT(*) FROM dbo.orders
) END AS m1
  FROM (SELECT 1 AS nothing) AS nothing
) AS measured`,
    [],
  ],
  [
    'histogram',
    { type: 'histogram', column: 'price', as: 'numbers', edges: [0, 2.5] },
    null,
    `SELECT TOP (4) CONVERT(nvarchar(41), m1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2,
  CONVERT(nvarchar(41), m3) AS m3,
  CONVERT(nvarchar(41), m4) AS m4
FROM (
  SELECT [prepared 1] AS m1,
    COUNT_BIG(*) AS m2,
    MIN(CASE WHEN (NOT ([price] IS NULL)) AND ([price] = [price]) THEN [price] END) AS m3,
    MAX(CASE WHEN (NOT ([price] IS NULL)) AND ([price] = [price]) THEN [price] END) AS m4,
    COUNT_BIG(*) AS [rows of the group]
  FROM (
  SELECT *,
    CASE WHEN CAST([price] AS float) IS NULL THEN NULL WHEN CAST([price] AS float) < CAST(@p1 AS float) THEN 0 WHEN CAST([price] AS float) < CAST(@p2 AS float) THEN 1 ELSE 2 END AS [prepared 1]
  FROM [dbo].[orders]
  WHERE ((NOT ([price] IS NULL)) AND ([price] = [price]))
  ) AS prepared
  GROUP BY [prepared 1]
) AS measured
ORDER BY measured.[rows of the group] DESC, measured.m1`,
    ['0', '2.5'],
  ],
  [
    'quantiles of dates',
    { type: 'quantiles', column: 'day', as: 'dates', fractions: [0.25, 0.5] },
    null,
    `SELECT m1 AS m1,
  m2 AS m2
FROM (
  SELECT MAX([prepared 1]) AS m1,
    MAX([prepared 2]) AS m2
  FROM (
  SELECT *,
    PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY CASE WHEN [day] = [day] THEN (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(TODATETIMEOFFSET(CAST([day] AS datetime2(7)), '+00:00'), '+00:00')) / 1000000E0) END) OVER () AS [prepared 1],
    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CASE WHEN [day] = [day] THEN (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(TODATETIMEOFFSET(CAST([day] AS datetime2(7)), '+00:00'), '+00:00')) / 1000000E0) END) OVER () AS [prepared 2]
  FROM [dbo].[orders]
  ) AS prepared
) AS measured`,
    [],
  ],
  [
    'memberCounts',
    { type: 'memberCounts', column: 'word', values: ['a'], ignoreCase: false, trim: true },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN (TRIM(@p1 FROM [word] COLLATE Latin1_General_100_BIN2) + N'.') COLLATE Latin1_General_100_BIN2 = (TRIM(@p1 FROM @p2 COLLATE Latin1_General_100_BIN2) + N'.') COLLATE Latin1_General_100_BIN2 THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [' \t\n\r\f\u000b ', 'a'],
  ],
  [
    'extreme of a timestamp',
    { type: 'extreme', column: 'at', which: 'max', timeZone: 'UTC' },
    null,
    `SELECT REPLACE(LEFT(CONVERT(nvarchar(27), m1, 121), 26), N' ', N'T') + N'Z' AS m1
FROM (
  SELECT CAST(SWITCHOFFSET(MAX(CASE WHEN (NOT ([at] IS NULL)) AND ([at] = [at]) THEN TODATETIMEOFFSET(CAST([at] AS datetime2(7)), '+00:00') END), '+00:00') AS datetime2(7)) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'extreme of decimals',
    { type: 'extreme', column: 'price', which: 'min', timeZone: 'UTC' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT MIN(CASE WHEN (NOT ([price] IS NULL)) AND ([price] = [price]) THEN [price] END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'violationCount of mismatch',
    {
      type: 'violationCount',
      rule: {
        rule: 'mismatch',
        column: 'word',
        pattern: '[0-9]+',
        match: 'full',
        ignoreCase: false,
        checkDigits: null,
        negate: false,
      },
    },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN NOT (REGEXP_LIKE([word], @p1)) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    ['\\A(?:[0-9]+)\\z'],
  ],
  [
    'categoryCounts of text',
    { type: 'categoryCounts', column: 'latin', limit: 3 },
    null,
    `SELECT TOP (4) LEFT(m1, LEN(m1) - 1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2
FROM (
  SELECT [prepared 1] AS m1,
    COUNT_BIG(*) AS m2,
    COUNT_BIG(*) AS [rows of the group]
  FROM (
  SELECT *,
    (CAST([latin] AS nvarchar(20)) + N'.') COLLATE Latin1_General_100_BIN2 AS [prepared 1]
  FROM [dbo].[orders]
  WHERE (NOT ([latin] IS NULL))
  ) AS prepared
  GROUP BY [prepared 1]
) AS measured
ORDER BY measured.[rows of the group] DESC, measured.m1`,
    [],
  ],
  [
    'categoryCounts of floating-point numbers',
    { type: 'categoryCounts', column: 'ratio', limit: 3 },
    null,
    `SELECT TOP (4) m1 AS m1,
  CONVERT(nvarchar(41), m2) AS m2
FROM (
  SELECT [prepared 1] AS m1,
    COUNT_BIG(*) AS m2,
    COUNT_BIG(*) AS [rows of the group]
  FROM (
  SELECT *,
    [ratio] AS [prepared 1]
  FROM [dbo].[orders]
  WHERE (NOT ([ratio] IS NULL))
  ) AS prepared
  GROUP BY [prepared 1]
) AS measured
ORDER BY measured.[rows of the group] DESC, measured.m1`,
    [],
  ],
  [
    'newestTimestamp',
    { type: 'newestTimestamp', column: 'zoned', timeZone: 'UTC', futureToleranceMs: 300000 },
    null,
    `SELECT REPLACE(LEFT(CONVERT(nvarchar(27), m1, 121), 26), N' ', N'T') + N'Z' AS m1
FROM (
  SELECT CAST(SWITCHOFFSET(MAX(CASE WHEN ([zoned] = [zoned]) AND ([zoned] <= DATEADD(millisecond, 300000, CAST(@now AS datetimeoffset(7)))) THEN [zoned] END), '+00:00') AS datetime2(7)) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'newestTimestamp of a number',
    { type: 'newestTimestamp', column: 'big', timeZone: 'UTC', epochUnit: 'ms', futureToleranceMs: 0 },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT MAX(CASE WHEN (([big] >= CAST(@p1 AS bigint)) AND (NOT ([big] >= CAST(@p2 AS bigint)))) AND ([big] <= (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(CAST(@now AS datetimeoffset(7)), '+00:00')) / 1000E0)) THEN [big] END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    ['-62135596800000', '253402300800000'],
  ],
  [
    'futureCount',
    { type: 'futureCount', column: 'day', timeZone: 'UTC', futureToleranceMs: 0 },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN [day] > CAST(SWITCHOFFSET(CAST(@now AS datetimeoffset(7)), '+00:00') AS datetime2(7)) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'delays',
    {
      type: 'delays',
      from: { column: 'old', timeZone: 'UTC' },
      to: { column: 'zoned', timeZone: 'UTC' },
      windowMs: null,
    },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2,
  m3 AS m3
FROM (
  SELECT COUNT_BIG(CASE WHEN (CAST([old] AS datetime2(3)) = CAST([old] AS datetime2(3))) AND ([zoned] = [zoned]) THEN 1 END) AS m1,
    COUNT_BIG(CASE WHEN ((CAST([old] AS datetime2(3)) = CAST([old] AS datetime2(3))) AND ([zoned] = [zoned])) AND (((DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000E0) - (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(TODATETIMEOFFSET(CAST(CAST([old] AS datetime2(3)) AS datetime2(7)), '+00:00'), '+00:00')) / 1000E0)) < CAST(@p1 AS decimal(1, 0))) THEN 1 END) AS m2,
    MAX(CASE WHEN (CAST([old] AS datetime2(3)) = CAST([old] AS datetime2(3))) AND ([zoned] = [zoned]) THEN ((DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000E0) - (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(TODATETIMEOFFSET(CAST(CAST([old] AS datetime2(3)) AS datetime2(7)), '+00:00'), '+00:00')) / 1000E0)) END) AS m3
  FROM [dbo].[orders]
) AS measured`,
    ['0'],
  ],
  [
    'delayPercentile',
    {
      type: 'delayPercentile',
      from: { column: 'old', timeZone: 'UTC' },
      to: { column: 'zoned', timeZone: 'UTC' },
      windowMs: 3600000,
      fraction: 0.5,
    },
    null,
    `SELECT m1 AS m1
FROM (
  SELECT MAX([prepared 1]) AS m1
  FROM (
  SELECT *,
    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CASE WHEN (CAST([old] AS datetime2(3)) = CAST([old] AS datetime2(3))) AND ([zoned] = [zoned]) AND ([zoned] > DATEADD(millisecond, -3600000, CAST(@now AS datetimeoffset(7)))) AND ([zoned] <= CAST(@now AS datetimeoffset(7))) THEN ((DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET([zoned], '+00:00')) / 1000E0) - (DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), SWITCHOFFSET(TODATETIMEOFFSET(CAST(CAST([old] AS datetime2(3)) AS datetime2(7)), '+00:00'), '+00:00')) / 1000E0)) END) OVER () AS [prepared 1]
  FROM [dbo].[orders]
  ) AS prepared
) AS measured`,
    [],
  ],
];

describe('SqlServerDialect measures', () => {
  it.each(golden)('%s', (_, metric, filter, text, parameters) => {
    const { scans } = planScans(orders, columns, [{ filter, metrics: [metric] }], dialect.limits);
    expect(scans.map(({ select }) => dialect.renderScalarSelect(select))).toEqual([{ text, parameters }]);
  });
});
