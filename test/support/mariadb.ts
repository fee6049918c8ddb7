import { randomBytes } from 'node:crypto';
import mysql, { type Connection } from 'mysql2/promise';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { newConnectionId } from '../../src/core/ids.ts';

/** An administrator's URL of a MariaDB (or MySQL) server, mysql://root:password@127.0.0.1:3306, or undefined. */
const mariadbUrl = process.env['MARIADB_TEST_URL'];

/** Declares a suite that needs the server: without one it is skipped by name, or fails where everything must run. */
export function describeWithMariadb(name: string, declare: () => void): void {
  if (mariadbUrl !== undefined) return describe(name, declare);
  if (process.env['CI_FULL'] === 'true')
    it(`${name} is tested in a full run`, () => {
      throw new Error('set MARIADB_TEST_URL: with CI_FULL=true suites that need MariaDB may not be skipped');
    });
  else describe.skip(`${name} (skipped: no MARIADB_TEST_URL)`, declare);
}

/** An administrator's session. */
async function openAdmin(database?: string): Promise<Connection> {
  if (mariadbUrl === undefined) throw new Error('MARIADB_TEST_URL is not set');
  const admin = await mysql.createConnection({
    uri: mariadbUrl,
    ...(database !== undefined && { database }),
    multipleStatements: true,
    timezone: 'Z',
  });
  await admin.query(
    `SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES', sql_select_limit = 18446744073709551615`,
  );
  return admin;
}

export interface MysqlCustomer {
  readonly database: string;
  readonly admin: Connection;
  /** Of a login that may only read the database. */
  readonly reader: ConnectionTarget;
  /** Of a login that may do everything that an administrator may. */
  readonly writer: ConnectionTarget;
  drop(): Promise<void>;
}

/** A database of its own, and two logins for it. */
export async function createMysqlCustomer(): Promise<MysqlCustomer> {
  const suffix = randomBytes(4).toString('hex');
  const database = `customer_${suffix}`;
  const [reader, writer] = [`reader_${suffix}`, `writer_${suffix}`];
  const root = await openAdmin();
  await root.query(`
    CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
    CREATE USER ${reader}@'%' IDENTIFIED BY 'reader';
    CREATE USER ${writer}@'%' IDENTIFIED BY 'writer';
    GRANT SELECT, SHOW VIEW ON ${database}.* TO ${reader}@'%';
    GRANT ALL PRIVILEGES ON *.* TO ${writer}@'%' WITH GRANT OPTION;`);
  await root.end();
  const admin = await openAdmin(database);
  const url = new URL(mariadbUrl ?? '');
  const targetOf = (user: string, password: string): ConnectionTarget => ({
    id: newConnectionId(new Date()),
    version: 1,
    engine: 'mysql',
    settings: {
      host: url.hostname,
      port: Number(url.port || 3306),
      database,
      user,
      tls: { mode: 'disable' },
    },
    secrets: { password },
    limits: { maxConcurrency: 4, statementTimeout: '20s', lockTimeout: '5s', connectTimeout: '5s' },
  });
  return {
    database,
    admin,
    reader: targetOf(reader, 'reader'),
    writer: targetOf(writer, 'writer'),
    async drop() {
      await admin.query(`DROP DATABASE ${database}; DROP USER ${reader}@'%'; DROP USER ${writer}@'%';`);
      await admin.end();
    },
  };
}
