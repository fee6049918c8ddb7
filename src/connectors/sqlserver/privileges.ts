import type { Statement } from '../../core/sql/dialect.ts';
import type { Row } from './session.ts';

const NAMED = 20;

/** Rights that only let one look; with any other, a login could change something. */
const HARMLESS = `N'CONNECT', N'CONNECT SQL', N'CONNECT ANY DATABASE', N'SELECT', N'REFERENCES', N'SELECT ALL USER SECURABLES',
    N'VIEW ANY COLUMN ENCRYPTION KEY DEFINITION', N'VIEW ANY COLUMN MASTER KEY DEFINITION', N'SHOWPLAN', N'UNMASK'`;

const granted = (
  scope: 'SERVER' | 'DATABASE',
) => `SELECT N'may ' + permission_name + N' on the ${scope.toLowerCase()}'
  FROM sys.fn_my_permissions(NULL, '${scope}')
  WHERE permission_name NOT IN (${HARMLESS}) AND permission_name NOT LIKE N'VIEW %'`;

const roles = (
  grave: number,
  names: readonly string[],
  test: 'IS_SRVROLEMEMBER' | 'IS_ROLEMEMBER',
  and = '',
) => `SELECT ${grave}, CASE ${test}(r.name) WHEN 1 THEN N'member of ' ELSE N'perhaps member of ' END + r.name
  FROM (VALUES ${names.map((name) => `(N'${name}')`).join(', ')}) AS r(name)
  WHERE ISNULL(${test}(r.name), 1) = 1${and}`;

/** Azure SQL Database has no such roles, and answers null: who administers its server owns its databases. */
const NOT_AZURE = ` AND CAST(SERVERPROPERTY('EngineEdition') AS int) <> 5`;

const onTable = (right: string) =>
  `HAS_PERMS_BY_NAME(QUOTENAME(s.name) + N'.' + QUOTENAME(o.name), 'OBJECT', '${right}')`;

/**
 * One text a right by which the login could change data, the gravest first. SQL Server has no read-only transaction:
 * these rights are the guard. Its functions answer null when they do not know, which counts as a right.
 */
export const writePrivilegesStatement: Statement = {
  text: `WITH rights(grave, what) AS (
  ${roles(1, ['sysadmin', 'securityadmin', 'serveradmin', 'bulkadmin', 'dbcreator'], 'IS_SRVROLEMEMBER', NOT_AZURE)}
  UNION ALL
  ${roles(2, ['db_owner', 'db_ddladmin', 'db_securityadmin', 'db_accessadmin', 'db_datawriter'], 'IS_ROLEMEMBER')}
  UNION ALL
  SELECT 3, what FROM (${granted('SERVER')}) AS r(what)
  UNION ALL
  SELECT 4, what FROM (${granted('DATABASE')}) AS r(what)
  UNION ALL
  SELECT 5, N'may ' + STUFF(
      CASE WHEN ISNULL(may.do_insert, 1) = 1 THEN N', INSERT' ELSE N'' END +
      CASE WHEN ISNULL(may.do_update, 1) = 1 THEN N', UPDATE' ELSE N'' END +
      CASE WHEN ISNULL(may.do_delete, 1) = 1 THEN N', DELETE' ELSE N'' END +
      CASE WHEN ISNULL(may.do_alter, 1) = 1 THEN N', ALTER' ELSE N'' END, 1, 2, N'')
    + N' ' + QUOTENAME(s.name) + N'.' + QUOTENAME(o.name)
  FROM sys.objects AS o
  JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  CROSS APPLY (
    SELECT ${onTable('INSERT')} AS do_insert, ${onTable('UPDATE')} AS do_update, ${onTable('DELETE')} AS do_delete,
      ${onTable('ALTER')} AS do_alter
  ) AS may
  WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
    AND (ISNULL(may.do_insert, 1) = 1 OR ISNULL(may.do_update, 1) = 1 OR ISNULL(may.do_delete, 1) = 1
      OR ISNULL(may.do_alter, 1) = 1)
)
SELECT TOP (${NAMED}) what, CAST(COUNT(*) OVER () AS nvarchar(10)) FROM rights ORDER BY grave, what`,
  parameters: [],
};

/** At most 20 rights by name; how many more there are is one text at the end. */
export function writePrivilegesOf(rows: readonly Row[]): readonly string[] {
  const named = rows.map(([what]) => what ?? '');
  const more = Number(rows[0]?.[1] ?? 0) - named.length;
  return more > 0 ? [...named, `and ${more} more`] : named;
}
