import { existsSync } from 'node:fs';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { countAll } from '../../src/core/sql/expression.ts';
import { createMysqlCustomer, describeWithMariadb, type MysqlCustomer } from '../support/mariadb.ts';
import { limits, MysqlProbe, sql } from './mysql-connector.fixture.ts';
import { reasonOf, rowsOf } from './postgres-connector.fixture.ts';

describeWithMariadb('MySQL is only read', () => {
  let customer: MysqlCustomer;
  const probe = new MysqlProbe();
  beforeAll(async () => {
    customer = await createMysqlCustomer();
    await customer.admin.query(`
      CREATE TABLE orders (id INT PRIMARY KEY, status VARCHAR(20), amount DECIMAL(10,2)) ENGINE=InnoDB;
      INSERT INTO orders VALUES (1, 'paid', 10), (2, 'open', 20), (3, NULL, NULL);
      CREATE TABLE plain (id INT) ENGINE=MyISAM;
      CREATE SEQUENCE numbers;
      CREATE FUNCTION definer_write() RETURNS INT SQL SECURITY DEFINER MODIFIES SQL DATA
        BEGIN DELETE FROM orders; RETURN 1; END;
      CREATE FUNCTION plain_write() RETURNS INT MODIFIES SQL DATA
        BEGIN INSERT INTO plain VALUES (1); RETURN 1; END;
      CREATE VIEW trap AS SELECT definer_write() AS a;`);
  });
  afterAll(async () => {
    await probe.connector.close();
    await customer.drop();
  });

  /** Everything a statement could leave behind. */
  async function traces(): Promise<unknown> {
    const [rows] = await customer.admin.query(`SELECT
      (SELECT GROUP_CONCAT(CONCAT_WS(',', id, status, amount) ORDER BY id SEPARATOR ';') FROM orders) AS orders,
      (SELECT COUNT(*) FROM plain) AS plain,
      (SELECT next_not_cached_value FROM numbers) AS sequence,
      (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()) AS tables_there,
      (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()) AS routines,
      (SELECT COUNT(*) FROM mysql.user WHERE LEFT(User, 7) NOT IN ('reader_', 'writer_', 'custome')) AS users, IS_USED_LOCK('plumbline') AS user_lock`);
    return rows;
  }
  let before: unknown;
  beforeEach(async () => {
    before = await traces();
  });
  afterEach(async () => {
    expect(await traces()).toEqual(before);
    expect(existsSync(outfile())).toBe(false);
    const [open] = await customer.admin.query(
      `SELECT trx_id FROM information_schema.INNODB_TRX t JOIN information_schema.PROCESSLIST p
       ON p.ID = t.trx_mysql_thread_id WHERE p.DB = ?`,
      [customer.database],
    );
    expect(open).toEqual([]);
  });
  const outfile = () => `/tmp/${customer.database}.txt`;

  const measure = (target: ConnectionTarget, filter: string, statementTimeoutMs = 10_000) =>
    probe.within(target, (snapshot) =>
      snapshot.send(
        probe.connector.dialect.renderScalarSelect({
          dataset: { schema: customer.database, table: 'orders' },
          filter,
          source: { kind: 'rows' },
          expressions: [countAll],
        }),
        { ...limits, statementTimeoutMs },
      ),
    );

  /** Filters that try to get out, with what happens to them when nobody has looked at them before. */
  const escapes: readonly (readonly [string, string])[] = [
    ['1=1) ; INSERT INTO orders VALUES (100, NULL, NULL) -- ', 'INVALID_SQL'],
    ['1=1); COMMIT; DELETE FROM orders; SELECT (1=1', 'INVALID_SQL'],
    ['1=1; COMMIT', 'INVALID_SQL'],
    ['1=1) -- ', 'INVALID_SQL'],
    ['1=1 /* ', 'INVALID_SQL'],
    ['1=1) FOR UPDATE; SELECT (1', 'INVALID_SQL'],
    [`1=1) UNION SELECT 1 INTO OUTFILE '/tmp/customer' FROM (SELECT (1`, 'INVALID_SQL'],
    [`EXISTS (SELECT 1 INTO OUTFILE '/tmp/customer' FROM orders)`, 'INVALID_SQL'],
    ['EXISTS (SELECT 1 INTO @x FROM orders)', 'INVALID_SQL'],
    ['NEXTVAL(numbers) > 0', 'INVALID_SQL'],
    ['NEXT VALUE FOR numbers > 0', 'INVALID_SQL'],
    ['SETVAL(numbers, 1000) > 0', 'INVALID_SQL'],
    ['definer_write() > 0', 'INVALID_SQL'],
    ['plain_write() > 0', 'INVALID_SQL'],
    ['EXISTS (SELECT 1 FROM trap WHERE a > 0)', 'INVALID_SQL'],
    ['SLEEP(600) = 1', 'TIME_OUT'],
    [`BENCHMARK(100000000000, SHA2('x', 512)) = 1`, 'TIME_OUT'],
  ];

  describe('with every right', () => {
    it.each(escapes)('unguarded, the database stops %s', async (filter, code) => {
      const text = filter.replace('/tmp/customer', outfile());
      const outcome = await measure(customer.writer, text, code === 'TIME_OUT' ? 200 : 10_000);
      expect(reasonOf(outcome).code).toBe(code);
    });

    it.each([
      'COMMIT',
      'COMMIT; DELETE FROM orders',
      'DELETE FROM orders',
      'SET SESSION TRANSACTION READ WRITE',
      'CREATE TABLE stolen (a INT)',
      'CREATE TEMPORARY TABLE stolen (a INT)',
      'TRUNCATE orders',
      'LOCK TABLES orders WRITE',
      'FLUSH TABLES',
      'CALL whatever()',
      'DO GET_LOCK(1, 1)',
      `LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE orders`,
      'INSERT INTO orders SELECT 100, NULL, NULL',
      '/* SELECT */ DELETE FROM orders',
    ])('a statement that does not read is not even sent: %s', async (text) => {
      expect(reasonOf(await probe.send(customer.writer, text)).message).toMatch(/only statements that read/);
    });

    it('locks, variables and settings do not outlive the snapshot', async () => {
      const state = sql(
        `SELECT @left_behind, @@group_concat_max_len, IS_USED_LOCK('plumbline'), CONNECTION_ID()`,
      );
      const first = rowsOf(await probe.within(customer.writer, (snapshot) => snapshot.send(state, limits)));
      for (const filter of [`GET_LOCK('plumbline', 1) = 1`, '(@left_behind := 5) = 5'])
        expect((await measure(customer.writer, filter)).kind).toBe('rows');
      expect(rowsOf(await probe.within(customer.writer, (snapshot) => snapshot.send(state, limits)))).toEqual(
        first,
      );
    });

    it('the session stays read-only even where a transaction could be ended', async () => {
      const outcome = await probe.send(
        customer.writer,
        'SELECT @@tx_read_only, @@tx_isolation, @@in_transaction',
      );
      expect(rowsOf(outcome)).toEqual([['1', 'REPEATABLE-READ', '1']]);
    });
  });

  it.each(escapes.filter(([filter]) => !filter.includes('trap')))(
    'the filter guard refuses %s',
    async (filter) => {
      expect(await probe.connector.filterProblem(filter)).toEqual(expect.any(String));
    },
  );

  it.each([
    `LOAD_FILE('/etc/passwd') IS NULL`,
    `GET_LOCK('plumbline', 1) = 1`,
    '(@left_behind := 5) = 5',
    '@@datadir = 1',
  ])('the filter guard refuses what the database would do: %s', async (filter) => {
    expect(await probe.connector.filterProblem(filter)).toEqual(expect.any(String));
  });
});
