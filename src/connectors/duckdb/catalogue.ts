import type { Column } from '../../core/columns.ts';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { DatasetEntry } from '../../ports/connector.ts';
import { columnTypeOf } from './column-type.ts';
import { byName } from './files.ts';
import { datasetOfFile } from './formats.ts';
import type { Row } from './session.ts';

/** One row a column; none when there is no such table or view. */
export const columnsStatement = (catalogue: string, { schema, table }: DatasetName): Statement => ({
  text: `SELECT column_name, data_type, is_nullable::VARCHAR
FROM duckdb_columns()
WHERE database_name = $1::VARCHAR AND schema_name = $2::VARCHAR AND table_name = $3::VARCHAR AND NOT internal
ORDER BY column_index`,
  parameters: [catalogue, schema, table],
});

/** Null when there is no such dataset. */
export const columnsOf = (rows: readonly Row[]): readonly Column[] | null =>
  rows.length === 0
    ? null
    : rows.map(([name, nativeType, isNullable]) => ({
        name: name ?? '',
        nativeType: nativeType ?? '',
        nullable: isNullable !== 'false',
        type: columnTypeOf(nativeType ?? ''),
      }));

/** Of a table of a database; no row for a view. */
export const estimateStatement = (catalogue: string, { schema, table }: DatasetName): Statement => ({
  text: `SELECT estimated_size::VARCHAR
FROM duckdb_tables()
WHERE database_name = $1::VARCHAR AND schema_name = $2::VARCHAR AND table_name = $3::VARCHAR`,
  parameters: [catalogue, schema, table],
});

/** Of a Parquet file, from its footer. */
export const parquetRowsStatement = (path: string): Statement => ({
  text: 'SELECT sum(num_rows)::VARCHAR FROM parquet_file_metadata($1::VARCHAR)',
  parameters: [path],
});

/** Of a database. `after` is as `datasetText` spells it; a text that is no dataset starts from the beginning. */
export function datasetsStatement(
  catalogue: string,
  page: { readonly limit: number; readonly after: string | null },
): Statement {
  const after = page.after === null ? null : parseDataset(page.after, 'main');
  return {
    text: `SELECT schema_name, name, type, estimate::VARCHAR
FROM (
  SELECT database_name, schema_name, table_name AS name, 'table' AS type, estimated_size AS estimate
  FROM duckdb_tables() WHERE NOT internal
  UNION ALL
  SELECT database_name, schema_name, view_name, 'view', NULL FROM duckdb_views() WHERE NOT internal
) AS datasets
WHERE database_name = $1::VARCHAR AND (schema_name, name) > ($2::VARCHAR, $3::VARCHAR)
ORDER BY schema_name, name
LIMIT $4::BIGINT`,
    parameters: [catalogue, after?.schema ?? '', after?.table ?? '', page.limit],
  };
}

/** The files of a bucket below a prefix; more than `MAX_FILES` are not listed. */
export const bucketStatement = (prefix: string): Statement => ({
  text: 'SELECT file FROM glob($1::VARCHAR) ORDER BY file LIMIT $2::BIGINT',
  parameters: [`${prefix}**`, MAX_FILES],
});

const MAX_FILES = 100_000;

export const bucketDatasetsOf = (rows: readonly Row[], prefix: string): readonly DatasetName[] =>
  rows.flatMap(([file]) => datasetOfFile(file?.slice(prefix.length) ?? '') ?? []).sort(byName);

/** A page of files; sizes are not looked at, hence no estimates. */
export function pageOfFiles(
  files: readonly DatasetName[],
  page: { readonly limit: number; readonly after: string | null },
): readonly DatasetEntry[] {
  const after = page.after === null ? null : parseDataset(page.after, 'main');
  const rest = after ? files.filter((file) => byName(file, after) > 0) : files;
  return rest
    .slice(0, page.limit)
    .map((file) => ({ dataset: datasetText(file), type: 'table', estimatedRows: null }));
}

export const datasetsOf = (rows: readonly Row[]): readonly DatasetEntry[] =>
  rows.map(([schema, table, type, estimate]) => ({
    dataset: datasetText({ schema: schema ?? '', table: table ?? '' }),
    type: type === 'view' ? 'view' : 'table',
    estimatedRows: estimate == null ? null : Number(estimate),
  }));
