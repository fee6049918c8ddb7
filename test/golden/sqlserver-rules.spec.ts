import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import type { ScannedMetric } from '../../src/core/metrics/metric.ts';
import { planScans } from '../../src/core/planning/plan-scans.ts';
import { columns, facts, orders } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);

const golden: readonly (readonly [string, ScannedMetric, string | null, string, readonly string[]])[] = [
  [
    'violationCount of missing',
    {
      type: 'violationCount',
      rule: { rule: 'missing', columns: ['word', 'id'], blank: true, placeholders: ['n/a'] },
    },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN (([word] IS NULL) OR ((TRIM(@p1 FROM [word] COLLATE Latin1_General_100_BIN2) + N'.') COLLATE Latin1_General_100_BIN2 = (@p2 + N'.') COLLATE Latin1_General_100_BIN2) OR ((LOWER(TRIM(@p1 FROM [word] COLLATE Latin1_General_100_BIN2) COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2 IN ((LOWER(TRIM(@p1 FROM @p3 COLLATE Latin1_General_100_BIN2) COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2))) OR ([id] IS NULL) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [' \t\n\r\f\u000b ', '', 'n/a'],
  ],
  [
    'violationCount of outOfRange',
    {
      type: 'violationCount',
      rule: {
        rule: 'outOfRange',
        column: 'cash',
        of: 'value',
        min: '0',
        max: '10',
        strictMin: false,
        strictMax: true,
      },
    },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN ([cash] < CAST(@p1 AS decimal(1, 0))) OR ([cash] >= CAST(@p2 AS decimal(2, 0))) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    ['0', '10'],
  ],
  [
    'violationCount of notAccepted',
    {
      type: 'violationCount',
      rule: {
        rule: 'notAccepted',
        column: 'notes',
        values: ['a'],
        forbidden: false,
        ignoreCase: true,
        trim: false,
      },
    },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN NOT ((LOWER(CAST([notes] AS nvarchar(max)) COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2 IN ((LOWER(@p1 COLLATE Latin1_General_100_CI_AS_SC) + N'.') COLLATE Latin1_General_100_BIN2)) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    ['a'],
  ],
  [
    'violationCount of a condition',
    { type: 'violationCount', rule: { rule: 'condition', sql: 'price > 0' } },
    'id > 1',
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN NOT ([prepared 1] = 1) THEN 1 END) AS m1
  FROM (
  SELECT *,
    CASE WHEN (
price > 0
) THEN 1 WHEN NOT (
price > 0
) THEN 0 END AS [prepared 1]
  FROM [dbo].[orders]
  WHERE (
id > 1
)
  ) AS prepared
) AS measured`,
    [],
  ],
  [
    'unknownCount of a condition',
    { type: 'unknownCount', rule: { rule: 'condition', sql: 'price > 0' } },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN CASE WHEN NOT ([prepared 1] = 1) THEN 1 WHEN NOT (NOT ([prepared 1] = 1)) THEN 0 END IS NULL THEN 1 END) AS m1
  FROM (
  SELECT *,
    CASE WHEN (
price > 0
) THEN 1 WHEN NOT (
price > 0
) THEN 0 END AS [prepared 1]
  FROM [dbo].[orders]
  ) AS prepared
) AS measured`,
    [],
  ],
  [
    'duplicates',
    { type: 'duplicates', columns: ['word', 'id'], nulls: 'ignoreAny' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2,
  CONVERT(nvarchar(41), m3) AS m3,
  CONVERT(nvarchar(41), m4) AS m4
FROM (
  SELECT COUNT_BIG(*) AS m1,
    COUNT_BIG(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN 1 END) AS m2,
    SUM(CAST([group size] AS decimal(38, 0))) AS m3,
    SUM(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN CAST([group size] AS decimal(38, 0)) END) AS m4
  FROM (
  SELECT LEFT(([word] + N'.') COLLATE Latin1_General_100_BIN2, LEN(([word] + N'.') COLLATE Latin1_General_100_BIN2) - 1) AS [word], [id] AS [id], COUNT_BIG(*) AS [group size]
  FROM [dbo].[orders]
  WHERE [word] IS NOT NULL
    AND [id] IS NOT NULL
  GROUP BY ([word] + N'.') COLLATE Latin1_General_100_BIN2, [id]
  ) AS groups
) AS measured`,
    ['1'],
  ],
  [
    'duplicates with nulls',
    { type: 'duplicates', columns: ['word', 'id'], nulls: 'compare' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2,
  CONVERT(nvarchar(41), m3) AS m3,
  CONVERT(nvarchar(41), m4) AS m4
FROM (
  SELECT COUNT_BIG(*) AS m1,
    COUNT_BIG(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN 1 END) AS m2,
    SUM(CAST([group size] AS decimal(38, 0))) AS m3,
    SUM(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN CAST([group size] AS decimal(38, 0)) END) AS m4
  FROM (
  SELECT LEFT(([word] + N'.') COLLATE Latin1_General_100_BIN2, LEN(([word] + N'.') COLLATE Latin1_General_100_BIN2) - 1) AS [word], [id] AS [id], COUNT_BIG(*) AS [group size]
  FROM [dbo].[orders]
  GROUP BY ([word] + N'.') COLLATE Latin1_General_100_BIN2, [id]
  ) AS groups
) AS measured`,
    ['1'],
  ],
  [
    'duplicates without empty ones',
    { type: 'duplicates', columns: ['id', 'day'], nulls: 'ignoreAll' },
    'id > 1',
    `SELECT CONVERT(nvarchar(41), m1) AS m1,
  CONVERT(nvarchar(41), m2) AS m2,
  CONVERT(nvarchar(41), m3) AS m3,
  CONVERT(nvarchar(41), m4) AS m4
FROM (
  SELECT COUNT_BIG(*) AS m1,
    COUNT_BIG(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN 1 END) AS m2,
    SUM(CAST([group size] AS decimal(38, 0))) AS m3,
    SUM(CASE WHEN [group size] > CAST(@p1 AS bigint) THEN CAST([group size] AS decimal(38, 0)) END) AS m4
  FROM (
  SELECT [id] AS [id], [day] AS [day], COUNT_BIG(*) AS [group size]
  FROM [dbo].[orders]
  WHERE (
id > 1
)
    AND ([id] IS NOT NULL OR [day] IS NOT NULL)
  GROUP BY [id], [day]
  ) AS groups
) AS measured`,
    ['1'],
  ],
  [
    'keyedCount',
    { type: 'keyedCount', columns: ['word', 'id'], match: 'full' },
    null,
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(CASE WHEN (NOT ([word] IS NULL)) OR (NOT ([id] IS NULL)) THEN 1 END) AS m1
  FROM [dbo].[orders]
) AS measured`,
    [],
  ],
  [
    'orphanCount',
    {
      type: 'orphanCount',
      columns: ['word', 'id'],
      match: 'simple',
      reference: { dataset: { schema: 'dbo', table: 'keys' }, columns: ['a', 'b'], filter: 'x = 1' },
    },
    'id > 1',
    `SELECT CONVERT(nvarchar(41), m1) AS m1
FROM (
  SELECT COUNT_BIG(*) AS m1
  FROM (
  SELECT ([word] + N'.') COLLATE Latin1_General_100_BIN2 AS [key 1], [id] AS [key 2]
  FROM [dbo].[orders]
  WHERE (
id > 1
)
  ) AS [tested row]
  WHERE [tested row].[key 1] IS NOT NULL
    AND [tested row].[key 2] IS NOT NULL
    AND NOT EXISTS (
  SELECT 1 FROM (
  SELECT (CAST([a] AS nvarchar(max)) + N'.') COLLATE Latin1_General_100_BIN2 AS [key 1], [b] AS [key 2]
  FROM [dbo].[keys]
  WHERE (
x = 1
)
  ) AS [reference row]
  WHERE [reference row].[key 1] = [tested row].[key 1]
    AND [reference row].[key 2] = [tested row].[key 2]
  )
) AS measured`,
    [],
  ],
];

describe('SqlServerDialect counts what breaks a rule', () => {
  it.each(golden)('%s', (_, metric, filter, text, parameters) => {
    const { scans } = planScans(orders, columns, [{ filter, metrics: [metric] }], dialect.limits);
    expect(scans.map(({ select }) => dialect.renderScalarSelect(select))).toEqual([{ text, parameters }]);
  });
});
