import { quoted } from './identifiers.ts';
import type { MysqlSettings } from './settings.ts';

const READER = `plumbline_reader@'%'`;

/** A script that makes a login which can read the connection's database, and do nothing else. */
export function grantScriptOf({ database, tls }: MysqlSettings): string {
  const encrypted = tls.mode === 'disable' ? '' : ' REQUIRE SSL';
  // in the place of a database, _ and % stand for any character and any text
  const place = quoted(database.replace(/[_%\\]/g, '\\$&'));
  return [
    `CREATE USER ${READER}${encrypted} WITH MAX_USER_CONNECTIONS 20 ACCOUNT LOCK;`,
    `GRANT SELECT, SHOW VIEW ON ${place}.* TO ${READER};`,
    `-- It is locked until it has a password: ALTER USER ${READER} IDENTIFIED BY '…' ACCOUNT UNLOCK;`,
    `-- In place of % write the addresses from which Plumbline comes, if you know them.`,
    '',
  ].join('\n');
}
