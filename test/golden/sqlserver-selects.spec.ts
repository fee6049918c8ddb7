import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import { UnsupportedByEngine, type KeyPage, type RowSelect } from '../../src/core/sql/dialect.ts';
import {
  asText,
  column,
  compare,
  countAll,
  groupSize,
  instantIn,
  isIn,
  isNull,
  isoText,
  literal,
  not,
  percentile,
  userCondition,
} from '../../src/core/sql/expression.ts';
import { facts, orders } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);
const keys = { dataset: { schema: 'dbo', table: 'keys' }, columns: ['a'], filter: null };
const rows: RowSelect = {
  dataset: orders,
  filter: null,
  source: { kind: 'rows' },
  condition: null,
  columns: ['id'],
  limit: 10,
};

describe('rows to look at', () => {
  const golden: readonly (readonly [string, Partial<RowSelect>, string, readonly string[]])[] = [
    [
      'a user condition stays where it is',
      { filter: 'id > 1', condition: not(userCondition('price > 0')), columns: ['price', 'day', 'ratio'] },
      'SELECT TOP (10) CONVERT(nvarchar(41), [price]) AS [price], CONVERT(nvarchar(10), [day], 23) AS [day], [ratio] AS [ratio]\n' +
        'FROM [dbo].[orders]\n  WHERE (\nid > 1\n)\n    AND (NOT ((\nprice > 0\n)))',
      [],
    ],
    [
      'repeated values',
      {
        source: { kind: 'groups', columns: ['word'], nulls: 'ignoreAny' },
        condition: compare(groupSize, '>', literal('integer', '1')),
        columns: ['word'],
      },
      `SELECT TOP (10) [word] AS [word], [group size]\nFROM (\n` +
        `  SELECT LEFT(([word] + N'.') COLLATE Latin1_General_100_BIN2, LEN(([word] + N'.') COLLATE Latin1_General_100_BIN2) - 1) AS [word],` +
        ` COUNT_BIG(*) AS [group size]\n  FROM [dbo].[orders]\n  WHERE [word] IS NOT NULL\n` +
        `  GROUP BY ([word] + N'.') COLLATE Latin1_General_100_BIN2\n  ) AS groups\n  WHERE ([group size] > CAST(@p1 AS bigint))`,
      ['1'],
    ],
    [
      'rows without a partner',
      { source: { kind: 'orphans', columns: ['id'], match: 'simple', reference: keys }, columns: ['flag'] },
      `SELECT TOP (10) CASE [flag] WHEN 1 THEN N'true' WHEN 0 THEN N'false' END AS [flag]\nFROM (\n` +
        '  SELECT [id] AS [key 1], [flag]\n  FROM [dbo].[orders]\n  ) AS [tested row]\n' +
        '  WHERE [tested row].[key 1] IS NOT NULL\n    AND NOT EXISTS (\n' +
        '  SELECT 1 FROM (\n  SELECT [a] AS [key 1]\n  FROM [dbo].[keys]\n  ) AS [reference row]\n' +
        '  WHERE [reference row].[key 1] = [tested row].[key 1]\n  )',
      [],
    ],
    [
      "rows of a user's query, whose types only the server knows",
      { source: { kind: 'query', sql: 'SELECT 1 AS x' }, columns: ['x'] },
      'SELECT TOP (10) [x] AS [x]\nFROM (\nSELECT 1 AS x\n) AS query',
      [],
    ],
  ];

  it.each(golden)('%s', (_, select, text, parameters) => {
    expect(dialect.renderRowSelect({ ...rows, ...select }, 'bound')).toEqual({ text, parameters });
  });

  it('for people: without parameters, columns as they are', () => {
    const condition = isIn(asText(column('word')), [literal('text', "it's")]);
    expect(dialect.renderRowSelect({ ...rows, condition, columns: null }, 'literal')).toEqual({
      text:
        'SELECT TOP (10) *\nFROM [dbo].[orders]\n' +
        `  WHERE (([word] + N'.') COLLATE Latin1_General_100_BIN2 IN ((N'it''s' + N'.') COLLATE Latin1_General_100_BIN2))`,
      parameters: [],
    });
  });
});

describe('groups', () => {
  it('are exact in their texts, and a percentile is that of the group', () => {
    const select = {
      dataset: orders,
      filter: null,
      source: { kind: 'rows', ordered: true },
      expressions: [percentile(column('id'), 0.5, not(isNull(column('id')))), countAll],
      grouping: { keys: [asText(column('code')), column('day')], where: isNull(column('big')), limit: 20 },
    } as const;
    const code = `(RTRIM(CAST([code] AS nvarchar(10))) + N'.') COLLATE Latin1_General_100_BIN2`;
    expect(dialect.renderScalarSelect(select)).toEqual({
      text:
        `SELECT TOP (21) LEFT(m1, LEN(m1) - 1) AS m1,\n  CONVERT(nvarchar(10), m2, 23) AS m2,\n  m3 AS m3,\n` +
        `  CONVERT(nvarchar(41), m4) AS m4\nFROM (\n  SELECT [prepared 1] AS m1,\n    [prepared 2] AS m2,\n` +
        `    MAX([prepared 3]) AS m3,\n    COUNT_BIG(*) AS m4,\n    COUNT_BIG(*) AS [rows of the group]\n  FROM (\n` +
        `  SELECT *,\n    ${code} AS [prepared 1],\n    [day] AS [prepared 2],\n` +
        `    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CASE WHEN NOT ([id] IS NULL) THEN CAST([id] AS float) END)` +
        ` OVER (PARTITION BY ${code}, [day]) AS [prepared 3]\n  FROM [dbo].[orders]\n  WHERE ([big] IS NULL)\n` +
        `  ) AS prepared\n  GROUP BY [prepared 1], [prepared 2]\n) AS measured\n` +
        `ORDER BY measured.[rows of the group] DESC, measured.m1, measured.m2`,
      parameters: [],
    });
  });

  it('are exact in their bytes', () => {
    const select = {
      dataset: orders,
      filter: null,
      source: { kind: 'groups', columns: ['raw'], nulls: 'compare' },
      expressions: [countAll],
      grouping: { keys: [column('raw')], where: null, limit: 1 },
    } as const;
    const { text } = dialect.renderScalarSelect(select);
    const key = '(CAST([raw] AS varbinary(max)) + 0x01)';
    expect(text).toContain(`SELECT SUBSTRING(${key}, 1, DATALENGTH(${key}) - 1) AS [raw]`);
    expect(text).toContain(`GROUP BY ${key}`);
    expect(text).toContain(
      String.raw`N'\x' + LOWER(CONVERT(nvarchar(max), SUBSTRING(m1, 1, DATALENGTH(m1) - 1), 2)) AS m1`,
    );
  });

  it('are refused where the types are not known', () => {
    const unknown = new SqlServerDialect();
    const source = { kind: 'groups', columns: ['word'], nulls: 'compare' } as const;
    const select = { dataset: orders, filter: null, source, expressions: [countAll] };
    expect(() => unknown.renderScalarSelect(select)).toThrow(UnsupportedByEngine);
  });

  it('of a column in the reference whose type is not known are of any text', () => {
    const { text } = dialect.renderReferenceProbe(orders, {
      kind: 'orphans',
      columns: ['word'],
      match: 'full',
      reference: keys,
    });
    expect(text).toContain(
      `SELECT (CAST([a] AS nvarchar(max)) + N'.') COLLATE Latin1_General_100_BIN2 AS [key 1]\n  FROM [dbo].[keys]`,
    );
    expect(text).toContain('FROM [dbo].[orders]\n  WHERE (\n1 = 0\n)');
  });
});

describe('pages of keys', () => {
  const page: KeyPage = {
    dataset: orders,
    filter: 'id > 1',
    keys: [{ name: 'id', type: 'integer' }],
    values: [asText(column('cash')), isoText(instantIn('UTC', column('day')))],
    after: null,
    limit: 100,
  };

  it('begin with the first key', () => {
    expect(dialect.renderKeyPage(page)).toEqual({
      text:
        `SELECT CONVERT(nvarchar(41), k1) AS k1,\n  CONVERT(nvarchar(20), n) AS n,\n  v1 AS v1,\n` +
        `  REPLACE(LEFT(CONVERT(nvarchar(27), v2, 121), 26), N' ', N'T') + N'Z' AS v2\nFROM (\n` +
        `  SELECT TOP (100) [id] AS k1,\n    COUNT_BIG(*) AS n,\n    MIN(CONVERT(nvarchar(41), [cash], 2)) AS v1,\n` +
        `    MIN(CAST(SWITCHOFFSET(TODATETIMEOFFSET(CAST([day] AS datetime2(7)), '+00:00'), '+00:00') AS datetime2(7))) AS v2\n` +
        `  FROM [dbo].[orders]\n  WHERE (\nid > 1\n)\n    AND [id] IS NOT NULL\n  GROUP BY [id]\n  ORDER BY [id]\n` +
        `) AS page\nORDER BY page.k1`,
      parameters: [],
    });
  });

  it('go on after a key, part by part, in the order of code points', () => {
    const word = `CAST(([word] + NCHAR(1)) COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(151))`;
    const bound = `CAST((@p1 + NCHAR(1)) COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(4))`;
    const { text, parameters } = dialect.renderKeyPage({
      ...page,
      filter: null,
      keys: [
        { name: 'word', type: 'text' },
        { name: 'day', type: 'date' },
      ],
      values: [],
      after: ['a', '2024-02-29'],
    });
    expect(text).toContain(
      `    AND ((${word} > ${bound}) OR (${word} = ${bound} AND [day] > CAST(@p2 AS date)))\n  GROUP BY ${word}, [day]`,
    );
    expect(text).toContain('SELECT CAST(LEFT(k1, LEN(k1) - 1) AS nvarchar(max)) AS k1');
    expect(parameters).toEqual(['a', '2024-02-29']);
  });

  it('of texts need SQL Server 2019', () => {
    const old = new SqlServerDialect({ ...facts, hasUtf8: false });
    const ofTexts = { ...page, keys: [{ name: 'word', type: 'text' }] } as const;
    expect(() => old.renderKeyPage(ofTexts)).toThrow(UnsupportedByEngine);
  });
});

it('a probe of a filter reads no row', () => {
  expect(dialect.renderFilterProbe(orders, 'id = 1')).toEqual({
    text: 'SELECT NULL AS probe\nFROM [dbo].[orders]\nWHERE 1 = 0 AND (\nid = 1\n)',
    parameters: [],
  });
});
