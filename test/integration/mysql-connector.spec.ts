import type { ConnectionTarget } from '../../src/core/connection.ts';
import { column, countAll, countIf, instantIn, compare, now } from '../../src/core/sql/expression.ts';
import { createMysqlCustomer, describeWithMariadb, type MysqlCustomer } from '../support/mariadb.ts';
import { limits, MysqlProbe, sql } from './mysql-connector.fixture.ts';
import { eventually, reasonOf, rowsOf } from './postgres-connector.fixture.ts';

describeWithMariadb('the MySQL connector', () => {
  let customer: MysqlCustomer;
  const probe = new MysqlProbe();
  beforeAll(async () => {
    customer = await createMysqlCustomer();
    await customer.admin.query(`
      CREATE TABLE orders (id INT PRIMARY KEY, status VARCHAR(20), amount DECIMAL(10,2), at DATETIME(3));
      INSERT INTO orders VALUES (1, 'paid', 10, NOW()), (2, 'open', 20, NOW()), (3, NULL, NULL, NULL);`);
  });
  afterAll(async () => {
    await probe.connector.close();
    await customer.drop();
  });

  interface Activity {
    readonly id: number;
    readonly info: string | null;
  }
  const activity = async (): Promise<readonly Activity[]> => {
    const [rows] = await customer.admin.query(
      `SELECT ID AS id, CONVERT(INFO USING utf8mb4) AS info FROM information_schema.PROCESSLIST
       WHERE DB = ? AND ID <> CONNECTION_ID()`,
      [customer.database],
    );
    return rows as unknown as readonly Activity[];
  };
  const running = (part: string) =>
    eventually(async () => (await activity()).some(({ info }) => info?.includes(part)));
  const columnsOf = (table: string, schema = customer.database) =>
    probe.within(customer.reader, (snapshot) => snapshot.columns({ schema, table }));
  const withLimits = (changed: Partial<ConnectionTarget['limits']>, version: number): ConnectionTarget => ({
    ...customer.reader,
    version,
    limits: { ...customer.reader.limits, ...changed },
  });

  describe('columns', () => {
    it('maps every type to one of ours', async () => {
      await customer.admin.query(`
        CREATE TABLE every_type (a TINYINT, b SMALLINT NOT NULL, c MEDIUMINT, d INT UNSIGNED, e BIGINT UNSIGNED,
          f DECIMAL(10,2), g FLOAT, h DOUBLE, i CHAR(3), j VARCHAR(5), k TEXT, l LONGTEXT, m ENUM('x','y'),
          n SET('x','y'), o BOOLEAN, p BIT(1), q BIT(8), r DATE, s DATETIME(3), t TIMESTAMP NULL, u TIME, v YEAR,
          w UUID, x BINARY(2), y VARBINARY(5), z BLOB, aa JSON, ab POINT, ac INET6)`);
      const columns = await columnsOf('every_type');
      expect(columns?.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
        ['a', 'integer', true],
        ['b', 'integer', false],
        ['c', 'integer', true],
        ['d', 'integer', true],
        ['e', 'integer', true],
        ['f', 'decimal', true],
        ['g', 'float', true],
        ['h', 'float', true],
        ['i', 'text', true],
        ['j', 'text', true],
        ['k', 'text', true],
        ['l', 'text', true],
        ['m', 'text', true],
        ['n', 'text', true],
        ['o', 'boolean', true],
        ['p', 'boolean', true],
        ['q', 'other', true],
        ['r', 'date', true],
        ['s', 'timestamp', true],
        ['t', 'timestampTz', true],
        ['u', 'time', true],
        ['v', 'integer', true],
        ['w', 'uuid', true],
        ['x', 'binary', true],
        ['y', 'binary', true],
        ['z', 'binary', true],
        // MariaDB's JSON is a long text with a check
        ['aa', 'text', true],
        ['ab', 'other', true],
        ['ac', 'other', true],
      ]);
      expect(columns?.find(({ name }) => name === 'd')?.nativeType).toBe('int(10) unsigned');
    });

    it('is null for what does not exist and names that only look alike', async () => {
      expect(await columnsOf('no_such_table')).toBeNull();
      expect(await columnsOf('Orders')).toBeNull();
      expect(await columnsOf('orders ')).toBeNull();
      expect(await columnsOf('orders', 'nowhere')).toBeNull();
    });

    it('takes the database of the connection where none is named', async () => {
      expect(await columnsOf('orders', probe.connector.dialect.defaultSchema)).toHaveLength(4);
    });
  });

  it('lists what the login may read, by name, page by page, with estimates', async () => {
    await customer.admin.query(`
      CREATE TABLE \`we.ird\` (a INT);
      CREATE VIEW a_view AS SELECT * FROM orders;
      CREATE TABLE parts (a INT) PARTITION BY HASH (a) PARTITIONS 3;
      INSERT INTO parts VALUES (1), (2), (3), (4);
      ANALYZE TABLE orders, parts;`);
    const all = await probe.connector.datasets(customer.reader, { limit: 100, after: null });
    expect(all.filter(({ dataset }) => !dataset.endsWith('every_type'))).toEqual([
      { dataset: `${customer.database}.a_view`, type: 'view', estimatedRows: null },
      { dataset: `${customer.database}.orders`, type: 'table', estimatedRows: 3 },
      { dataset: `${customer.database}.parts`, type: 'table', estimatedRows: 4 },
      { dataset: `${customer.database}."we.ird"`, type: 'table', estimatedRows: 0 },
    ]);
    const paged = [];
    for (let after: string | null = null; ;) {
      const page = await probe.connector.datasets(customer.reader, { limit: 2, after });
      paged.push(...page);
      if (page.length < 2) break;
      after = page.at(-1)!.dataset;
    }
    expect(paged).toEqual(all);
    await probe.within(customer.reader, async (snapshot) => {
      const estimates = ['parts', 'a_view', 'nothing'].map((table) =>
        snapshot.estimatedRows({ schema: customer.database, table }),
      );
      expect(await Promise.all(estimates)).toEqual([4, null, null]);
    });
  });

  describe('a snapshot', () => {
    const count = sql('SELECT COUNT(*) FROM orders');

    it('sees the same rows in every statement, whatever others commit meanwhile', async () => {
      const counts = await probe.within(customer.reader, async (snapshot) => {
        await customer.admin.query(`INSERT INTO orders VALUES (4, 'late', 1, NOW())`);
        const first = rowsOf(await snapshot.send(count, limits));
        await customer.admin.query('DELETE FROM orders WHERE id = 4');
        return [first, rowsOf(await snapshot.send(count, limits))];
      });
      expect(counts).toEqual([[['3']], [['3']]]);
    });

    it('has one clock', async () => {
      await probe.within(customer.reader, async (snapshot) => {
        const clock = sql(`SELECT DATE_FORMAT(@plumbline_now, '%Y-%m-%dT%H:%i:%s.%fZ')`);
        const [[first]] = rowsOf(await snapshot.send(clock, limits)) as [[string]];
        expect(Date.parse(first)).toBe(snapshot.takenAt.getTime());
        expect(rowsOf(await snapshot.send(clock, limits))).toEqual([[first]]);
        expect(snapshot.engineVersion).toMatch(/^(MariaDB|MySQL) \d+\.\d+\.\d+$/);
      });
    });

    it('survives statements that fail', async () => {
      await probe.within(customer.reader, async (snapshot) => {
        for (const text of [
          'SELECT',
          'SELECT * FROM nowhere',
          'SELECT (SELECT 1 UNION SELECT 2)',
          'DELETE FROM orders',
        ])
          expect((await snapshot.send(sql(text), limits)).kind).toBe('failed');
        expect(rowsOf(await snapshot.send(count, limits))).toEqual([['3']]);
      });
    });

    it('takes statements that are asked for at the same time, one failing', async () => {
      const outcomes = await probe.within(customer.reader, (snapshot) =>
        Promise.all([count, sql('SELECT gone FROM orders'), count].map((one) => snapshot.send(one, limits))),
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(['rows', 'failed', 'rows']);
      expect(reasonOf(outcomes[1]!)).toMatchObject({
        code: 'MISSING_COLUMN',
        message: expect.stringMatching(/gone/),
      });
    });

    it('gives values as they are stored', async () => {
      const text = `SELECT 18446744073709551615, -9223372036854775808, 12345678901234567890.123456789012345678,
        0.1, 1e22, CAST(1.5 AS FLOAT), CAST(16777217 AS FLOAT), b'101', X'00ff', DATE '2024-02-29',
        TIMESTAMP '2024-02-29 12:00:00.123456', TIME '-99:59:59', 'é😀', NULL, TRUE, JSON_OBJECT('a', 1), ?`;
      const outcome = await probe.within(customer.reader, (snapshot) =>
        snapshot.send(sql(text, 'x'), limits),
      );
      expect(rowsOf(outcome)).toEqual([
        [
          '18446744073709551615',
          '-9223372036854775808',
          '12345678901234567890.123456789012345678',
          '0.1',
          '1e+22',
          '1.5',
          '16777216',
          '0x05',
          '0x00ff',
          '2024-02-29',
          '2024-02-29 12:00:00.123456',
          '-99:59:59',
          'é😀',
          null,
          '1',
          '{"a": 1}',
          'x',
        ],
      ]);
    });

    it('does not depend on the settings of the server', async () => {
      const [[before]] = (await customer.admin.query(
        'SELECT @@GLOBAL.sql_mode AS mode, @@GLOBAL.time_zone AS zone',
      )) as unknown as [[{ mode: string; zone: string }]];
      await customer.admin.query(
        `SET GLOBAL sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES', GLOBAL time_zone = '+09:00', GLOBAL sql_select_limit = 1`,
      );
      try {
        const target = { ...customer.reader, version: 98 };
        const text = `SELECT "text", 1 || 0, LENGTH('\\\\'), @@time_zone, (SELECT COUNT(*) FROM (SELECT id FROM orders) AS o)`;
        expect(rowsOf(await probe.send(target, text))).toEqual([['text', '1', '1', '+00:00', '3']]);
      } finally {
        await customer.admin.query(
          'SET GLOBAL sql_mode = ?, GLOBAL time_zone = ?, GLOBAL sql_select_limit = DEFAULT',
          [before.mode, before.zone],
        );
      }
    });

    it('passes errors of the work on, and rolls back', async () => {
      const work = () => Promise.reject(new TypeError('of the work'));
      await expect(probe.within(customer.reader, work)).rejects.toThrow(new TypeError('of the work'));
    });

    it('tells the database who asks', async () => {
      const cancel = new AbortController();
      await probe.within(
        customer.reader,
        async (snapshot) => {
          const sent = snapshot.send(sql('SELECT SLEEP(600)'), { ...limits, statementTimeoutMs: 600_000 });
          await running('/* plumbline spec */ SELECT SLEEP(600)');
          cancel.abort();
          await sent;
        },
        cancel.signal,
      );
    });
  });

  describe('limits', () => {
    it('a statement that takes too long is stopped in the database', async () => {
      await probe.within(customer.reader, async (snapshot) => {
        const slow = await snapshot.send(sql('SELECT SLEEP(601)'), { ...limits, statementTimeoutMs: 100 });
        expect(reasonOf(slow)).toEqual({
          code: 'TIME_OUT',
          message: 'the statement took longer than the 100 ms allowed',
        });
        expect((await activity()).filter(({ info }) => info?.includes('SLEEP(601)'))).toEqual([]);
        expect(rowsOf(await snapshot.send(sql('SELECT 1'), limits))).toEqual([['1']]);
      });
    });

    it('a lock is waited for no longer than allowed', async () => {
      await customer.admin.query('CREATE TABLE locked (a INT); LOCK TABLES locked WRITE');
      try {
        const outcome = await probe.send(customer.reader, 'SELECT * FROM locked', {
          ...limits,
          lockTimeoutMs: 1000,
        });
        expect(reasonOf(outcome)).toMatchObject({
          code: 'LOCK_TIME_OUT',
          message: expect.stringMatching(/1 s allowed/),
        });
      } finally {
        await customer.admin.query('UNLOCK TABLES');
      }
    });

    it('an abort stops the statement in the database, and the session is not used again', async () => {
      const cancel = new AbortController();
      const outcome = await probe.within(
        customer.reader,
        async (snapshot) => {
          const sent = snapshot.send(sql('SELECT SLEEP(602)'), { ...limits, statementTimeoutMs: 600_000 });
          await running('SLEEP(602)');
          cancel.abort();
          const first = await sent;
          expect(reasonOf(await snapshot.send(sql('SELECT 1'), limits)).code).toBe('CANCELLED');
          return first;
        },
        cancel.signal,
      );
      expect(reasonOf(outcome)).toEqual({ code: 'CANCELLED', message: 'the run was cancelled' });
      expect((await activity()).filter(({ info }) => info?.includes('SLEEP(602)'))).toEqual([]);
    });

    it('a session that is killed is told from a statement that is', async () => {
      await probe.within(customer.reader, async (snapshot) => {
        const kill = async (how: string) => {
          const sent = snapshot.send(sql('SELECT COUNT(*) FROM orders WHERE SLEEP(603) = 7'), limits);
          await running('SLEEP(603)');
          const { id } = (await activity()).find(({ info }) => info?.includes('SLEEP(603)'))!;
          await customer.admin.query(`KILL ${how} ${id}`);
          return reasonOf(await sent).code;
        };
        expect(await kill('QUERY')).toBe('INTERRUPTED');
        expect(await kill('CONNECTION')).toBe('CONNECTION_LOST');
      });
    });
  });

  describe('sessions', () => {
    const id = async (version: number) =>
      rowsOf(await probe.send({ ...customer.reader, version }, 'SELECT CONNECTION_ID()'))[0]![0];

    it('are used again, until the connection changes, and opened anew when they died', async () => {
      const first = await id(1);
      expect(await id(1)).toBe(first);
      const second = await id(2);
      expect(second).not.toBe(first);
      await customer.admin.query(`KILL CONNECTION ${second}`);
      expect(await id(2)).not.toBe(second);
    });

    it('are at most as many as the connection allows', async () => {
      const target = withLimits({ maxConcurrency: 2 }, 5);
      let [open, most] = [0, 0];
      const work = async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open -= 1;
      };
      await Promise.all(Array.from({ length: 8 }, () => probe.within(target, work)));
      expect(most).toBe(2);
    });
  });

  describe('a time zone that the server does not know', () => {
    const statement = (zone: string) =>
      probe.connector.dialect.renderScalarSelect({
        dataset: { schema: customer.database, table: 'orders' },
        filter: null,
        source: { kind: 'rows' },
        expressions: [countAll, countIf(compare(instantIn(zone, column('at')), '<=', now))],
      });

    it('is an error, not a null', async () => {
      await probe.within(customer.reader, async (snapshot) => {
        const outcome = await snapshot.send(statement('Mars/Olympus_Mons'), limits);
        expect(reasonOf(outcome)).toMatchObject({
          code: 'UNSUPPORTED',
          message: expect.stringMatching(/mysql_tzinfo_to_sql/),
        });
        expect(rowsOf(await snapshot.send(statement('UTC'), limits))).toEqual([['3', '2']]);
      });
    });
  });

  describe('verify', () => {
    it('knows who may write', async () => {
      expect(await probe.connector.verify(customer.reader)).toMatchObject({
        reachable: true,
        problem: null,
        canWrite: false,
        writePrivileges: [],
      });
      const { canWrite, writePrivileges } = await probe.connector.verify(customer.writer);
      expect([canWrite, writePrivileges]).toEqual([
        true,
        ['may ALL PRIVILEGES ON *.*', 'may GRANT its rights ON *.*'],
      ]);
    });

    it('knows what roles allow, and rights on single columns', async () => {
      const role = `${customer.database}_role`;
      const user = String(customer.reader.settings['user']);
      await customer.admin.query(`
        CREATE ROLE ${role}; GRANT INSERT ON orders TO ${role};
        GRANT ${role} TO ${user}@'%'; GRANT UPDATE (status), SELECT (id) ON orders TO ${user}@'%';`);
      try {
        const { writePrivileges } = await probe.connector.verify(customer.reader);
        expect(writePrivileges).toEqual([
          `may UPDATE ON ${customer.database}.orders`,
          `may INSERT ON ${customer.database}.orders`,
        ]);
      } finally {
        await customer.admin.query(`DROP ROLE ${role}; REVOKE UPDATE (status) ON orders FROM ${user}@'%'`);
      }
    });

    it.each([
      [{ secrets: { password: 'wrong' } }, 'AUTHENTICATION_FAILED', /or its password/],
      [{ secrets: {} }, 'AUTHENTICATION_FAILED', /or its password/],
      [{ settings: { database: 'nowhere' } }, 'PERMISSION_DENIED', /may not use database "nowhere"/],
      [{ settings: { port: 1 } }, 'UNREACHABLE', /refuses connections/],
      [{ settings: { host: 'no-such-host.invalid' } }, 'UNREACHABLE', /no host named|could not be looked up/],
      [{ settings: { tls: 'maybe' } }, 'UNREACHABLE', /settings of the connection are not valid/],
    ])(
      'says what is wrong: %j',
      async ({ secrets, settings }: { secrets?: object; settings?: object }, code, words) => {
        const target = {
          ...customer.reader,
          settings: { ...customer.reader.settings, ...settings },
          secrets: { ...(secrets ?? customer.reader.secrets) },
        } as ConnectionTarget;
        const report = await probe.connector.verify(target);
        expect(report).toMatchObject({ reachable: false, canWrite: null, problem: { code } });
        expect(report.problem?.message).toMatch(words);
      },
    );
  });
});
