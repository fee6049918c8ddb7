import type { Column } from '../../core/columns.ts';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { DatasetEntry } from '../../ports/connector.ts';
import { columnTypeOf } from './column-type.ts';
import type { Row } from './session.ts';

/** One row a column; one row of nulls for a dataset without columns; none when there is no such dataset. */
export const columnsStatement = ({ schema, table }: DatasetName): Statement => ({
  text: `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull OR type.not_null, type.is_enum,
  type.schema, type.name
FROM pg_class c
JOIN pg_namespace s ON s.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN LATERAL (
  WITH RECURSIVE made_of AS (
    SELECT t.* FROM pg_type t WHERE t.oid = a.atttypid
    UNION ALL
    SELECT t.* FROM made_of d JOIN pg_type t ON t.oid = d.typbasetype WHERE d.typtype = 'd'
  )
  SELECT b.typtype = 'e' AS is_enum, n.nspname AS schema, b.typname AS name,
    (SELECT bool_or(typnotnull) FROM made_of) AS not_null
  FROM made_of b JOIN pg_namespace n ON n.oid = b.typnamespace
  WHERE b.typtype <> 'd'
) type ON TRUE
WHERE s.nspname = $1::text AND c.relname = $2::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY a.attnum`,
  parameters: [schema, table],
});

export function columnsOf(rows: readonly Row[]): readonly Column[] | null {
  if (rows.length === 0) return null;
  return rows.flatMap(([name, nativeType, isRequired, isEnum, schema, typeName]) =>
    name == null
      ? []
      : [
          {
            name,
            nativeType: nativeType ?? '',
            nullable: isRequired !== 't',
            type: columnTypeOf({ schema: schema ?? '', name: typeName ?? '', isEnum: isEnum === 't' }),
          },
        ],
  );
}

const TYPES = { r: 'table', p: 'table', v: 'view', m: 'materializedView', f: 'foreignTable' } as const;

/**
 * Partitions are left out: their parent stands for them. `after` is as `datasetText` spells it; a text that is no
 * dataset starts from the beginning.
 */
export function datasetsStatement(page: {
  readonly limit: number;
  readonly after: string | null;
}): Statement {
  const after = page.after === null ? null : parseDataset(page.after, 'public');
  return {
    text: `SELECT s.nspname, c.relname, c.relkind::text,
  CASE WHEN c.relkind IN ('r', 'p', 'm', 'f') AND c.reltuples >= 0
    AND (c.reltuples > 0 OR c.relpages > 0 OR current_setting('server_version_num')::int >= 140000)
    THEN c.reltuples::bigint::text END
FROM pg_class c
JOIN pg_namespace s ON s.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND s.nspname NOT IN ('pg_catalog', 'information_schema') AND s.nspname NOT LIKE 'pg\\_toast%'
  AND s.nspname NOT LIKE 'pg\\_temp%'
  AND has_schema_privilege(s.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
  AND (s.nspname::text COLLATE "C", c.relname::text COLLATE "C") > ($1::text, $2::text)
ORDER BY s.nspname::text COLLATE "C", c.relname::text COLLATE "C"
LIMIT $3::bigint`,
    parameters: [after?.schema ?? '', after?.table ?? '', page.limit],
  };
}

export const datasetsOf = (rows: readonly Row[]): readonly DatasetEntry[] =>
  rows.map(([schema, table, kind, estimate]) => ({
    dataset: datasetText({ schema: schema ?? '', table: table ?? '' }),
    type: TYPES[kind as keyof typeof TYPES],
    estimatedRows: estimate == null ? null : Number(estimate),
  }));
