import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { countAll } from '../../src/core/sql/expression.ts';
import {
  createCustomer,
  limits,
  orders,
  Probe,
  reasonOf,
  rowsOf,
  sql,
  type Customer,
} from './postgres-connector.fixture.ts';

let customer: Customer;
const probe = new Probe();
beforeAll(async () => {
  customer = await createCustomer();
  await customer.admin.query(`
    CREATE FUNCTION definer_write() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN DELETE FROM public.orders; RETURN 1; END $$;
    CREATE FUNCTION unlocked_write() RETURNS int LANGUAGE plpgsql AS $$
      BEGIN PERFORM set_config('transaction_read_only', 'off', true); DELETE FROM public.orders; RETURN 1; END $$;
    CREATE FUNCTION dynamic_write() RETURNS int LANGUAGE plpgsql AS $$
      BEGIN EXECUTE 'SET TRANSACTION READ WRITE'; EXECUTE 'DELETE FROM public.orders'; RETURN 1; END $$;
    CREATE FUNCTION committing() RETURNS int LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN 1; END $$;
    CREATE VIEW trap AS SELECT definer_write() AS a;
    GRANT SELECT ON trap TO PUBLIC;`);
});
afterAll(async () => {
  await probe.connector.close();
  await customer.drop();
});

/** Everything a statement could leave behind. */
async function traces(): Promise<unknown> {
  const { rows } = await customer.admin.query(`SELECT
    (SELECT json_agg(o ORDER BY id) FROM public.orders o) AS orders,
    (SELECT row(last_value, is_called)::text FROM public.numbers) AS sequence,
    (SELECT count(*) FROM pg_largeobject_metadata) AS large_objects,
    (SELECT count(*) FROM pg_class) AS relations, (SELECT count(*) FROM pg_proc) AS functions,
    (SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
     WHERE locktype = 'advisory' AND datname = current_database()) AS advisory_locks,
    (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()) AS prepared`);
  return rows[0];
}
let before: unknown;
beforeEach(async () => {
  before = await traces();
});
afterEach(async () => {
  expect(await traces()).toEqual(before);
  // the server takes a moment to notice that a session was cut
  let idle = await idleInTransaction();
  for (let i = 0; idle.length > 0 && i < 100; i++) {
    await sleep(20);
    idle = await idleInTransaction();
  }
  expect(idle).toEqual([]);
});

const idleInTransaction = async () =>
  (await customer.activity()).filter(({ state }) => state.startsWith('idle in transaction'));

const logins: readonly ['writer', 'superuser'] = ['writer', 'superuser'];
const withFilter = (filter: string) =>
  probe.connector.dialect.renderScalarSelect({
    dataset: orders,
    filter,
    source: { kind: 'rows' },
    expressions: [countAll],
  });
const measure = (target: ConnectionTarget, filter: string) =>
  probe.within(target, (snapshot) => snapshot.send(withFilter(filter), limits));

/** Filters that try to get out, with what happens to them when nobody has looked at them before. */
const escapes: readonly (readonly [string, string])[] = [
  ['1=1) ; INSERT INTO orders VALUES (100) --', 'INVALID_SQL'],
  ['1=1); COMMIT; DELETE FROM orders; SELECT (1=1', 'INVALID_SQL'],
  ['1=1; COMMIT', 'INVALID_SQL'],
  ['1=1) --', 'INVALID_SQL'],
  ['1=1 /* ', 'INVALID_SQL'],
  ['EXISTS (WITH d AS (DELETE FROM orders RETURNING *) SELECT 1 FROM d)', 'INVALID_SQL'],
  ['EXISTS (WITH d AS (INSERT INTO orders VALUES (100) RETURNING *) SELECT 1 FROM d)', 'INVALID_SQL'],
  ['EXISTS (SELECT 1 INTO stolen FROM orders)', 'INVALID_SQL'],
  ['EXISTS (SELECT 1 FROM orders FOR UPDATE)', 'INVALID_SQL'],
  [`nextval('numbers') > 0`, 'INVALID_SQL'],
  [`setval('numbers', 1000) > 0`, 'INVALID_SQL'],
  [`set_config('transaction_read_only', 'off', true) = 'off'`, 'INVALID_SQL'],
  [`set_config('transaction_read_only', 'off', true) = 'off' AND definer_write() > 0`, 'INVALID_SQL'],
  ['definer_write() > 0', 'INVALID_SQL'],
  ['EXISTS (SELECT FROM trap WHERE a > 0)', 'INVALID_SQL'],
  ['pg_sleep(600) IS NULL', 'TIME_OUT'],
];

describe.each(logins)('with the rights of a %s', (login) => {
  it.each(escapes)('unguarded, the database stops %s', async (filter, code) => {
    const outcome = await probe.within(customer[login], (snapshot) =>
      snapshot.send(withFilter(filter), {
        ...limits,
        statementTimeoutMs: code === 'TIME_OUT' ? 100 : 10_000,
      }),
    );
    expect(reasonOf(outcome).code).toBe(code);
  });

  it.each(['unlocked_write() > 0', 'dynamic_write() > 0', 'committing() > 0'])(
    'a function cannot undo the read-only transaction: %s',
    async (filter) => {
      expect((await measure(customer[login], filter)).kind).toBe('failed');
    },
  );

  it.each([
    'COMMIT; DELETE FROM public.orders',
    'DELETE FROM public.orders',
    'SET TRANSACTION READ WRITE',
    'SET transaction_read_only = off',
    'DO $$ BEGIN DELETE FROM public.orders; END $$',
    'EXPLAIN ANALYZE DELETE FROM public.orders',
    'SELECT 1 AS a INTO TEMP stolen',
    'CREATE TEMP TABLE stolen (a int)',
    'CREATE TABLE stolen (a int)',
    'COPY public.orders FROM STDIN',
    'SELECT * FROM public.orders FOR UPDATE',
    'TRUNCATE public.orders',
    'VACUUM',
    `PREPARE TRANSACTION 'kept'`,
  ])('even a whole statement of its own is stopped: %s', async (text) => {
    expect((await probe.send(customer[login], text)).kind).toBe('failed');
  });

  it.each(['COMMIT', 'ROLLBACK', 'END'])(
    'whatever ends the transaction ends the session: %s',
    async (text) => {
      await probe.within(customer[login], async (snapshot) => {
        expect(reasonOf(await snapshot.send(sql(text), limits)).message).toMatch(
          /end the read-only transaction/,
        );
        const next = await snapshot.send(sql('DELETE FROM public.orders'), limits);
        expect(reasonOf(next).code).toBe('CONNECTION_LOST');
      });
    },
  );

  it('a chained transaction is read-only too', async () => {
    await probe.within(customer[login], async (snapshot) => {
      await snapshot.send(sql('COMMIT AND CHAIN'), limits);
      await snapshot.send(sql('SET TRANSACTION READ WRITE'), limits);
      expect((await snapshot.send(sql('DELETE FROM public.orders'), limits)).kind).toBe('failed');
    });
  });

  it('what gets through leaves nothing behind: locks, large objects, settings, messages, roles', async () => {
    const heard: string[] = [];
    await customer.admin.query('LISTEN told');
    customer.admin.on('notification', ({ payload }) => heard.push(payload ?? ''));
    const settings = sql(`SELECT current_user, current_setting('work_mem'), pg_backend_pid()`);
    const first = await probe.within(customer[login], (snapshot) => snapshot.send(settings, limits));
    for (const filter of [
      'pg_advisory_lock(42) IS NOT NULL',
      'pg_advisory_lock_shared(43) IS NOT NULL',
      // up to PostgreSQL 15 a read-only transaction lets these through, and a commit would keep them
      'lo_create(4711) > 0',
      `lo_from_bytea(0, 'x') > 0`,
      `set_config('work_mem', '64kB', false) IS NOT NULL`,
      `set_config('role', 'pg_monitor', false) IS NOT NULL`,
      `pg_notify('told', 'secret') IS NOT NULL`,
    ])
      await measure(customer[login], filter);
    const last = await probe.within(customer[login], (snapshot) => snapshot.send(settings, limits));
    expect(rowsOf(last)).toEqual(rowsOf(first));
    await customer.admin.query('UNLISTEN told');
    expect(heard).toEqual([]);
  });
});

describe('the filter guard', () => {
  it.each(escapes.filter(([filter]) => !filter.includes('definer_write') && !filter.includes('trap')))(
    'refuses %s',
    async (filter) => {
      expect(await probe.connector.filterProblem(filter)).toEqual(expect.any(String));
    },
  );

  /**
   * Built-in functions with effects that a filter may call all the same: nothing is changed for anybody. `timezone` has
   * one form that is volatile, in PostgreSQL 14 and older.
   */
  const harmless =
    /^(amvalidate|array_sample|array_shuffle|clock_timestamp|current_query|gen_random_uuid|plpgsql_validator|random(_normal)?|timeofday|timezone|uuidv[47])$/;
  /** Cannot be called from SQL: their arguments or results are of internal types. */
  const uncallable = `'internal'::regtype, 'trigger'::regtype, 'language_handler'::regtype, 'table_am_handler'::regtype,
    'index_am_handler'::regtype, 'tsm_handler'::regtype`;

  it('refuses every built-in function of this server that has effects', async () => {
    const { rows } = await customer.admin.query<{ name: string }>(`
      SELECT DISTINCT proname AS name FROM pg_proc p
      WHERE pronamespace = 'pg_catalog'::regnamespace AND provolatile = 'v' AND prokind = 'f'
        AND prorettype NOT IN (${uncallable}) AND NOT proargtypes::oid[] && ARRAY[${uncallable}]::oid[]
        AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')`);
    expect(rows.length).toBeGreaterThan(100);
    const accepted = [];
    for (const { name } of rows)
      if ((await probe.connector.filterProblem(`"${name}"() IS NULL`)) === null) accepted.push(name);
    expect(accepted.filter((name) => !harmless.test(name))).toEqual([]);
  });
});
