import type { Statement } from '../../core/sql/dialect.ts';
import type { Row } from './session.ts';

const NAMED = 20;

/** One text a right by which the login could change data, the gravest first. A superuser has no other rows. */
export const writePrivilegesStatement: Statement = {
  text: `WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user),
own AS (
  SELECT c.oid, c.relkind, s.nspname, c.relname
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND s.nspname <> 'information_schema' AND s.nspname NOT LIKE 'pg\\_%'
    AND has_schema_privilege(s.oid, 'USAGE')
),
rights AS (
  SELECT 1 AS grave, 'superuser' AS what FROM me WHERE rolsuper
  UNION ALL SELECT 2, 'may create roles (CREATEROLE)' FROM me WHERE rolcreaterole
  UNION ALL SELECT 2, 'may create databases (CREATEDB)' FROM me WHERE rolcreatedb
  UNION ALL SELECT 2, 'may replicate the server (REPLICATION)' FROM me WHERE rolreplication
  UNION ALL SELECT 2, 'bypasses row-level security (BYPASSRLS)' FROM me WHERE rolbypassrls
  UNION ALL
  SELECT 3, 'member of ' || rolname FROM pg_roles
  WHERE rolname IN ('pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files',
    'pg_write_all_data', 'pg_maintain', 'pg_signal_backend', 'pg_database_owner')
    AND pg_has_role(oid, 'MEMBER')
  UNION ALL
  SELECT 4, 'may EXECUTE ' || quote_ident(n.nspname) || '.' || p.proname
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proname IN ('dblink_exec', 'dblink_connect_u') AND has_function_privilege(p.oid, 'EXECUTE')
  UNION ALL
  SELECT 5, 'may CREATE in database ' || quote_ident(current_database())
  WHERE has_database_privilege(current_database(), 'CREATE')
  UNION ALL
  SELECT 6, 'may CREATE in schema ' || quote_ident(nspname) FROM pg_namespace
  WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(oid, 'CREATE')
  UNION ALL
  SELECT 7, 'may ' || concat_ws(', ',
      CASE WHEN has_any_column_privilege(oid, 'INSERT') THEN 'INSERT' END,
      CASE WHEN has_any_column_privilege(oid, 'UPDATE') THEN 'UPDATE' END,
      CASE WHEN has_table_privilege(oid, 'DELETE') THEN 'DELETE' END,
      CASE WHEN has_table_privilege(oid, 'TRUNCATE') THEN 'TRUNCATE' END
    ) || ' ' || quote_ident(nspname) || '.' || quote_ident(relname)
  FROM own
  WHERE has_any_column_privilege(oid, 'INSERT, UPDATE') OR has_table_privilege(oid, 'DELETE, TRUNCATE')
)
SELECT what, count(*) OVER () FROM rights
WHERE grave = 1 OR NOT (SELECT rolsuper FROM me)
ORDER BY grave, what LIMIT ${NAMED}`,
  parameters: [],
};

/** At most 20 rights by name; how many more there are is one text at the end. */
export function writePrivilegesOf(rows: readonly Row[]): readonly string[] {
  const named = rows.map(([what]) => what ?? '');
  const more = Number(rows[0]?.[1] ?? 0) - named.length;
  return more > 0 ? [...named, `and ${more} more`] : named;
}
