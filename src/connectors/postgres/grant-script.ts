import type { Statement } from '../../core/sql/dialect.ts';
import type { Row } from './session.ts';

/**
 * The lines of a script that makes a login which can read the tables that this login can see, and do nothing else. What
 * everybody may do today (PUBLIC) and would let it write is taken away from everybody.
 */
export const grantScriptStatement: Statement = {
  text: `WITH reader AS (
  SELECT name FROM (
    SELECT 'plumbline_reader' || CASE WHEN n = 1 THEN '' ELSE '_' || n END AS name, n FROM generate_series(1, 1000) AS n
  ) AS names
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) ORDER BY n LIMIT 1
),
seen AS (
  SELECT c.oid, c.relowner, s.oid AS schema_oid, s.nspname
  FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND s.nspname <> 'information_schema' AND s.nspname NOT LIKE 'pg\\_%'
    AND has_schema_privilege(s.oid, 'USAGE')
),
schemas AS (SELECT DISTINCT schema_oid, nspname FROM seen)
SELECT line FROM (
  SELECT 1 AS part, format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20;', name) AS line FROM reader
  UNION ALL
  SELECT 2, format('ALTER ROLE %I SET default_transaction_read_only = on;', name) FROM reader
  UNION ALL
  SELECT 3, format('GRANT CONNECT ON DATABASE %I TO %I;', current_database(), name) FROM reader
  UNION ALL
  SELECT 4, format('GRANT USAGE ON SCHEMA %I TO %I;', nspname, name) FROM reader, schemas
  UNION ALL
  SELECT 5, format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I;', nspname, name) FROM reader, schemas
  UNION ALL
  SELECT DISTINCT 6, format('ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %I GRANT SELECT ON TABLES TO %I;',
    relowner::regrole, nspname, name) FROM reader, seen
  UNION ALL
  SELECT 7, '-- Everybody may do this today, and so would the new login: see first whether somebody relies on it.'
  UNION ALL
  SELECT 8, format('REVOKE CREATE ON DATABASE %I FROM PUBLIC;', current_database())
  WHERE has_database_privilege('public', current_database(), 'CREATE')
  UNION ALL
  SELECT 8, format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC;', nspname) FROM pg_namespace
  WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' AND has_schema_privilege('public', oid, 'CREATE')
  UNION ALL
  SELECT 8, format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC;', oid::regclass) FROM seen
  WHERE has_any_column_privilege('public', oid, 'INSERT, UPDATE') OR has_table_privilege('public', oid, 'DELETE, TRUNCATE')
  UNION ALL
  SELECT 8, format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC;', oid::regprocedure) FROM pg_proc
  WHERE proname LIKE 'dblink%' AND has_function_privilege('public', oid, 'EXECUTE')
  UNION ALL
  SELECT 9, '-- It cannot log in without a password. Set one, for example with psql: \\password ' || quote_ident(name)
  FROM reader
) AS script
ORDER BY part, line`,
  parameters: [],
};

/** From the rows of the statement above. */
export function grantScriptOf(rows: readonly Row[]): string {
  const lines = rows.map(([line]) => line ?? '');
  const isUseful = (line: string) =>
    !line.startsWith('-- Everybody') || lines.some((one) => one.startsWith('REVOKE'));
  return `${lines.filter(isUseful).join('\n')}\n`;
}
