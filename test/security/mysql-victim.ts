import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import mysql from 'mysql2/promise';
import { createMysqlCustomer } from '../support/mariadb.ts';
import type { Victim } from './escape-bench.ts';

const OBJECTS = `
  CREATE TABLE orders (id INT PRIMARY KEY, status VARCHAR(20), amount DECIMAL(10,2)) ENGINE=InnoDB;
  INSERT INTO orders VALUES (1, 'paid', 10), (2, 'open', 20), (3, NULL, NULL);
  CREATE TABLE plain (id INT) ENGINE=MyISAM;
  CREATE SEQUENCE numbers;
  CREATE PROCEDURE writing() DELETE FROM orders;
  CREATE FUNCTION definer_write() RETURNS INT SQL SECURITY DEFINER MODIFIES SQL DATA
    BEGIN DELETE FROM orders; RETURN 1; END;
  CREATE FUNCTION plain_write() RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO plain VALUES (1); RETURN 1; END;
  CREATE VIEW trap AS SELECT definer_write() AS a;`;

/** Sums over the content of every table, and over what else the server keeps of this database. */
const TRACES = `
  CHECKSUM TABLE orders, plain EXTENDED;
  SELECT next_not_cached_value FROM numbers;
  SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1;
  SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1;
  SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE();
  SELECT User FROM mysql.user WHERE User = 'escapee';
  SELECT ENGINE FROM information_schema.ENGINES WHERE ENGINE = 'BLACKHOLE';
  SELECT IS_USED_LOCK('plumbline'), @@global.max_connections, @@global.read_only;
  SELECT t.trx_state FROM information_schema.INNODB_TRX t
    JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id WHERE p.DB = DATABASE();`;

/** A customer's database with everything in it that an attempt could use or change. */
export async function createMysqlVictim(): Promise<Victim> {
  const customer = await createMysqlCustomer();
  const { admin, database, writer, reader } = customer;
  await admin.query(OBJECTS);
  const { host, port, user } = writer.settings as Record<string, string | number>;
  const bystander = await mysql.createConnection({
    host: String(host),
    port: Number(port),
    user: String(user),
    password: writer.secrets['password'] ?? '',
    database,
  });
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-escape-'));
  await chmod(folder, 0o777); // the server may run as somebody else
  return {
    everything: writer,
    little: reader,
    dataset: 'orders',
    filledIn: (text) =>
      text.replaceAll('{file}', join(folder, 'stolen')).replaceAll('{bystander}', String(bystander.threadId)),
    async traces() {
      const [answers] = await admin.query<RowDataPacket[][]>(TRACES);
      const [alive] = await bystander.query<RowDataPacket[]>(
        'SELECT CONNECTION_ID() AS id, @left_behind AS kept',
      );
      return { answers, alive, files: await readdir(folder) };
    },
    async drop() {
      await bystander.end();
      await customer.drop();
      await rm(folder, { recursive: true });
    },
  };
}
