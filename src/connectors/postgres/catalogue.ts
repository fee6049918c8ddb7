import type { Column } from '../../core/columns.ts';
import { datasetText, parseDataset, type DatasetName } from '../../core/dataset.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import type { DatasetEntry } from '../../ports/connector.ts';
import { columnTypeOf } from './column-type.ts';
import type { Row } from './session.ts';

/**
 * One row a column; one row of nulls for a dataset without columns; none when there is no such dataset. Domains are
 * left to `domainsStatement`: most tables have none, and resolving them here would double the cost for all.
 */
export const columnsStatement = ({ schema, table }: DatasetName): Statement => ({
  text: `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  t.typname, t.typtype, t.typnamespace = 'pg_catalog'::regnamespace, t.oid
FROM pg_class c
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)
  AND c.relname = $2::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY a.attnum`,
  parameters: [schema, table],
});

/** What the domains among these columns are made of, one row a domain; null when there is none. */
export function domainsStatement(columns: readonly Row[]): Statement | null {
  const domains = columns.flatMap(([, , , , kind, , type]) => (kind === 'd' ? (type ?? []) : []));
  if (domains.length === 0) return null;
  return {
    text: `WITH RECURSIVE made_of AS (
  SELECT oid AS domain, t.* FROM pg_type t WHERE oid = ANY($1::oid[])
  UNION ALL
  SELECT d.domain, t.* FROM made_of d JOIN pg_type t ON t.oid = d.typbasetype WHERE d.typtype = 'd'
)
SELECT domain, typname, typtype, typnamespace = 'pg_catalog'::regnamespace,
  (SELECT bool_or(typnotnull) FROM made_of o WHERE o.domain = b.domain)
FROM made_of b
WHERE typtype <> 'd'`,
    parameters: [`{${[...new Set(domains)].join(',')}}`],
  };
}

/**
 * The rows of a table and everything below it (partitions, children) as ANALYZE last counted them; null when one of
 * them was never analysed. What has no pages has no rows, analysed or not.
 */
export const estimateStatement = ({ schema, table }: DatasetName): Statement => ({
  text: `WITH RECURSIVE family AS (
  SELECT c.oid FROM pg_class c
  WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)
    AND c.relname = $2::text AND c.relkind IN ('r', 'p', 'm', 'f')
  UNION
  SELECT i.inhrelid FROM family f JOIN pg_inherits i ON i.inhparent = f.oid
)
SELECT CASE WHEN count(rows) = count(*) THEN sum(rows)::numeric::bigint::text END
FROM (
  SELECT CASE WHEN c.relkind = 'p' OR c.relkind <> 'f' AND pg_relation_size(c.oid) = 0 THEN 0
    WHEN ${HAS_ESTIMATE} THEN c.reltuples::double precision END AS rows
  FROM family JOIN pg_class c ON c.oid = family.oid
) AS parts`,
  parameters: [schema, table],
});

/** A grouping with more values than this no longer fits beside what else a statement needs. */
const MOST_FEW_VALUES = 100_000;

/** Names of columns of which ANALYZE saw each value in 20 rows or more, on average. */
export const fewValuesStatement = (
  { schema, table }: DatasetName,
  columns: readonly string[],
): Statement => ({
  text: `SELECT s.attname
FROM pg_stats s
JOIN pg_class c ON c.relname = s.tablename
  AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = s.schemaname)
WHERE s.schemaname = $1::text AND s.tablename = $2::text AND s.attname = ANY($3::text[])
GROUP BY s.attname
HAVING max(CASE WHEN s.n_distinct > 0 THEN s.n_distinct ELSE -s.n_distinct * c.reltuples END)
  <= least(${MOST_FEW_VALUES}, min(c.reltuples) / 20)`,
  parameters: [schema, table, namesArray(columns)],
});

const namesArray = (names: readonly string[]) =>
  `{${names.map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

/** Names of columns that a complete B-tree begins with. */
export const indexedColumnsStatement = (
  { schema, table }: DatasetName,
  columns: readonly string[],
): Statement => ({
  text: `SELECT DISTINCT a.attname
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1::text)
  AND c.relname = $2::text AND a.attname = ANY($3::text[])
  AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'`,
  parameters: [schema, table, namesArray(columns)],
});

/** From the rows of the two statements above; null when there is no such dataset. */
export function columnsOf(rows: readonly Row[], domainRows: readonly Row[]): readonly Column[] | null {
  if (rows.length === 0) return null;
  const domains = new Map(domainRows.map(([domain, ...madeOf]) => [domain, madeOf]));
  return rows.flatMap(([name, nativeType, isRequired, typeName, kind, isBuiltIn, type]) => {
    if (name == null) return [];
    const [baseName, baseKind, isBaseBuiltIn, neverNull] = domains.get(type) ?? [typeName, kind, isBuiltIn];
    return [
      {
        name,
        nativeType: nativeType ?? '',
        nullable: isRequired !== 't' && neverNull !== 't',
        type: columnTypeOf({
          name: baseName ?? '',
          isEnum: baseKind === 'e',
          isBuiltIn: isBaseBuiltIn === 't',
        }),
      },
    ];
  });
}

/** Before PostgreSQL 14, zero rows on zero pages said both "empty" and "never analysed". */
const HAS_ESTIMATE = `c.reltuples >= 0
    AND (c.reltuples > 0 OR c.relpages > 0 OR current_setting('server_version_num')::int >= 140000)`;

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
  CASE WHEN c.relkind IN ('r', 'p', 'm', 'f') AND ${HAS_ESTIMATE}
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
