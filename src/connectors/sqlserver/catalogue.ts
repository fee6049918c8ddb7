import type { Column } from '../../core/columns.ts';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { DatasetEntry } from '../../ports/connector.ts';
import { columnTypeOf, nativeTypeText } from './native-type.ts';
import type { Row } from './session.ts';

/** Names are compared by their code units, even where the database takes upper and lower case for the same. */
const BINARY = 'COLLATE Latin1_General_100_BIN2';

const OF_DATASET = `s.name ${BINARY} = @p1 ${BINARY} AND o.name ${BINARY} = @p2 ${BINARY} AND o.type IN ('U', 'V')`;

/** One row a column, in their order; none when there is no such dataset or it may not be seen. */
export const columnsStatement = ({ schema, table }: DatasetName): Statement => ({
  text: `SELECT c.name, COALESCE(b.name, TYPE_NAME(c.user_type_id)), CAST(c.max_length AS nvarchar(10)),
  CAST(c.precision AS nvarchar(10)), CAST(c.scale AS nvarchar(10)), CAST(c.is_nullable AS nvarchar(1))
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN sys.columns AS c ON c.object_id = o.object_id
LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id
WHERE ${OF_DATASET}
ORDER BY c.column_id`,
  parameters: [schema, table],
});

/** Null when there is no such dataset. */
export function columnsOf(rows: readonly Row[]): readonly Column[] | null {
  if (rows.length === 0) return null;
  return rows.map(([name, base, maxLength, precision, scale, nullable]) => {
    const type = {
      base: base ?? '',
      maxLength: Number(maxLength),
      precision: Number(precision),
      scale: Number(scale),
    };
    return {
      name: name ?? '',
      type: columnTypeOf(type.base),
      nativeType: nativeTypeText(type),
      nullable: nullable === '1',
    };
  });
}

const PARTITION_ROWS = `(
    SELECT CAST(SUM(p.rows) AS nvarchar(20)) FROM sys.partitions AS p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)
  )`;

/** The rows of a table or of an indexed view; null for other views and for external tables. */
export const estimateStatement = ({ schema, table }: DatasetName): Statement => ({
  text: `SELECT CASE WHEN OBJECTPROPERTY(o.object_id, 'TableIsExternal') = 1 THEN NULL ELSE ${PARTITION_ROWS} END
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE ${OF_DATASET}`,
  parameters: [schema, table],
});

export const estimateOf = (rows: readonly Row[]): number | null => {
  const estimate = rows[0]?.[0] ?? null;
  return estimate === null ? null : Number(estimate);
};

const TYPES = { U: 'table', V: 'view', M: 'materializedView', X: 'foreignTable' } as const;

/** `after` is as `datasetText` spells it; a text that is no dataset starts from the beginning. */
export function datasetsStatement(page: {
  readonly limit: number;
  readonly after: string | null;
}): Statement {
  const after = page.after === null ? null : parseDataset(page.after, 'dbo');
  return {
    text: `SELECT TOP (CAST(@p3 AS int)) s.name, o.name,
  CASE WHEN t.is_external = 1 THEN N'X' WHEN o.type = 'U' THEN N'U'
    WHEN EXISTS (SELECT 1 FROM sys.indexes AS i WHERE i.object_id = o.object_id AND i.index_id = 1) THEN N'M' ELSE N'V' END,
  CASE WHEN t.is_external = 1 THEN NULL ELSE ${PARTITION_ROWS} END
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.tables AS t ON t.object_id = o.object_id
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
  AND HAS_PERMS_BY_NAME(QUOTENAME(s.name) + N'.' + QUOTENAME(o.name), 'OBJECT', 'SELECT') = 1
  AND (s.name ${BINARY} > @p1 ${BINARY} OR s.name ${BINARY} = @p1 ${BINARY} AND o.name ${BINARY} > @p2 ${BINARY})
ORDER BY s.name ${BINARY}, o.name ${BINARY}`,
    parameters: [after?.schema ?? '', after?.table ?? '', page.limit],
  };
}

export const datasetsOf = (rows: readonly Row[]): readonly DatasetEntry[] =>
  rows.map(([schema, table, kind, estimate]) => ({
    dataset: datasetText({ schema: schema ?? '', table: table ?? '' }),
    type: TYPES[kind as keyof typeof TYPES],
    estimatedRows: estimate == null ? null : Number(estimate),
  }));
