import type { Statement } from '../../core/sql/dialect.ts';
import type { Vendor } from './read-only-transaction.ts';
import type { Row } from './session.ts';

export const grantsStatement: Statement = { text: 'SHOW GRANTS', parameters: [] };

/** With them a login can look at data and at the server, and change neither. */
const HARMLESS = new Set([
  'USAGE',
  'SELECT',
  'SHOW DATABASES',
  'SHOW VIEW',
  'SHOW_ROUTINE',
  'SHOW CREATE ROUTINE',
  'PROCESS',
  'EXECUTE',
  'REFERENCES',
  'REPLICATION CLIENT',
  'BINLOG MONITOR',
  'SLAVE MONITOR',
  'REPLICA MONITOR',
]);

const NAMED = 20;

const NAME = '`(?:[^`]|``)+`';
const ROLE = new RegExp(`^${NAME}(?:@${NAME})?$`);
const ROLES = new RegExp(`^GRANT (${NAME}(?:@${NAME})?(?:\\s*,\\s*${NAME}(?:@${NAME})?)*) TO `, 'i');

const grantsOf = (rows: readonly Row[]) => rows.map(([grant]) => grant ?? '');

/** The roles that a login holds, quoted as the server wrote them. */
export const rolesOf = (rows: readonly Row[]): readonly string[] =>
  grantsOf(rows).flatMap((grant) => {
    const list = ROLES.exec(grant)?.[1];
    return list?.match(new RegExp(`${NAME}(?:@${NAME})?`, 'g')) ?? [];
  });

/**
 * How the rights of a role are read: what goes ahead, and the statement that answers them beside the login's own.
 * MariaDB shows those of the active role only. Takes only what `rolesOf` gave.
 */
export function roleGrants(
  role: string,
  vendor: Vendor,
): { readonly command: string | null; readonly statement: Statement } {
  if (!ROLE.test(role)) throw new RangeError('not a role');
  return vendor === 'MariaDB'
    ? { command: `SET ROLE ${role}`, statement: grantsStatement }
    : { command: null, statement: { text: `SHOW GRANTS FOR CURRENT_USER() USING ${role}`, parameters: [] } };
}

/** The rights by which the login could change data, from all its grants: at most 20, then how many more there are. */
export function writePrivilegesOf(rows: readonly Row[]): readonly string[] {
  const rights = [...new Set(grantsOf(rows).flatMap(writesIn))];
  const more = rights.length - NAMED;
  return more > 0 ? [...rights.slice(0, NAMED), `and ${more} more`] : rights;
}

function writesIn(grant: string): readonly string[] {
  const [, list, on] = /^GRANT (.+?) ON (.+?) TO /i.exec(grant) ?? [];
  if (list === undefined || on === undefined) return [];
  const withGrant = /WITH (?:GRANT OPTION|.* GRANT OPTION)/i.test(grant)
    ? [`may GRANT its rights ON ${on}`]
    : [];
  const place = on.replaceAll('`', '');
  if (/^PROXY$/i.test(list)) return [`may act as ${on}`];
  // rights on some columns carry a list: SELECT (a, b), INSERT (a)
  const rights = list
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((right) => right.trim().toUpperCase());
  const writes = rights.filter((right) => right !== '' && !HARMLESS.has(right));
  return [...(writes.length > 0 ? [`may ${writes.join(', ')} ON ${place}`] : []), ...withGrant];
}
