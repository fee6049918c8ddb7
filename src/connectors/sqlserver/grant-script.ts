import { quoted } from './identifiers.ts';
import type { SqlServerSettings } from './settings.ts';

/**
 * A script that makes a login which can read the connection's database, and do nothing else. It is refused until its
 * first line has a password that the server accepts.
 */
export const grantScriptOf = ({ database }: SqlServerSettings): string =>
  [
    'USE master;',
    `CREATE LOGIN plumbline_reader WITH PASSWORD = N'', CHECK_POLICY = ON; -- put a password between the quotes`,
    `USE ${quoted(database)};`,
    'CREATE USER plumbline_reader FOR LOGIN plumbline_reader;',
    'GRANT SELECT ON DATABASE::' + quoted(database) + ' TO plumbline_reader;',
    '',
  ].join('\n');
