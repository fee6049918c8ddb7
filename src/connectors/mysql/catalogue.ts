import type { Column } from '../../core/columns.ts';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { DatasetEntry } from '../../ports/connector.ts';
import { columnTypeOf } from './column-type.ts';
import { OWN_SCHEMA } from './identifiers.ts';
import type { Row } from './session.ts';

/** The catalogue compares without case; where the server's names have one, it counts. */
const isNamed = (column: string) =>
  `${column} = ? AND (@@lower_case_table_names <> 0 OR CAST(${column} AS BINARY) = CAST(? AS BINARY))`;

const ofDataset = ({
  schema,
  table,
}: DatasetName): { readonly condition: string; readonly parameters: string[] } => {
  const isOwn = schema === OWN_SCHEMA;
  return {
    condition: `${isOwn ? 'TABLE_SCHEMA = DATABASE()' : isNamed('TABLE_SCHEMA')}\n  AND ${isNamed('TABLE_NAME')}`,
    parameters: [...(isOwn ? [] : [schema, schema]), table, table],
  };
};

/** One row a column that the login may read; none when there is no such dataset. */
export function columnsStatement(dataset: DatasetName): Statement {
  const { condition, parameters } = ofDataset(dataset);
  return {
    text: `SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, DATA_TYPE
FROM information_schema.COLUMNS
WHERE ${condition}
ORDER BY ORDINAL_POSITION`,
    parameters,
  };
}

/** The estimate of the storage engine, with all partitions; null for a view. */
export function estimateStatement(dataset: DatasetName): Statement {
  const { condition, parameters } = ofDataset(dataset);
  return { text: `SELECT TABLE_ROWS\nFROM information_schema.TABLES\nWHERE ${condition}`, parameters };
}

/** From the rows of the statement above; null when there is no such dataset. */
export const columnsOf = (rows: readonly Row[]): readonly Column[] | null =>
  rows.length === 0
    ? null
    : rows.map(([name, nativeType, nullable, dataType]) => ({
        name: name ?? '',
        nativeType: nativeType ?? '',
        nullable: nullable === 'YES',
        type: columnTypeOf(dataType ?? '', nativeType ?? ''),
      }));

/** By name, without those of the engine. `after` is as `datasetText` spells it. */
export function datasetsStatement(page: {
  readonly limit: number;
  readonly after: string | null;
}): Statement {
  const after = page.after === null ? null : parseDataset(page.after, OWN_SCHEMA);
  const [schema, table] = [after?.schema ?? '', after?.table ?? ''];
  return {
    text: `SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_ROWS
FROM information_schema.TABLES
WHERE TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
  AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
  AND (CAST(TABLE_SCHEMA AS BINARY) > CAST(? AS BINARY)
    OR (CAST(TABLE_SCHEMA AS BINARY) = CAST(? AS BINARY) AND CAST(TABLE_NAME AS BINARY) > CAST(? AS BINARY)))
ORDER BY CAST(TABLE_SCHEMA AS BINARY), CAST(TABLE_NAME AS BINARY)
LIMIT ${Math.trunc(page.limit)}`,
    parameters: [schema, schema, table],
  };
}

export const datasetsOf = (rows: readonly Row[]): readonly DatasetEntry[] =>
  rows.map(([schema, table, type, estimate]) => ({
    dataset: datasetText({ schema: schema ?? '', table: table ?? '' }),
    type: type === 'VIEW' ? 'view' : 'table',
    estimatedRows: estimate == null ? null : Number(estimate),
  }));
