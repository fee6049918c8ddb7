import {
  createCustomer,
  eventually,
  limits,
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
});
afterAll(async () => {
  await probe.connector.close();
  await customer.drop();
});

const count = sql('SELECT count(*) FROM public.orders');
const sleep = (seconds: number) => sql(`SELECT pg_sleep(${seconds})`);

describe('time-outs', () => {
  it('of a statement is an outcome, and the next statement of the snapshot works', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      const outcome = await snapshot.send(sleep(600), { ...limits, statementTimeoutMs: 100 });
      expect(reasonOf(outcome)).toEqual({
        code: 'TIME_OUT',
        message: 'the statement took longer than the 100 ms allowed',
      });
      expect(rowsOf(await snapshot.send(count, limits))).toEqual([['3']]);
    });
  });

  it('cannot be lifted by a statement for the next one', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      await snapshot.send(sql(`SELECT set_config('statement_timeout', '0', false)`), limits);
      const outcome = await snapshot.send(sleep(600), { ...limits, statementTimeoutMs: 100 });
      expect(reasonOf(outcome).code).toBe('TIME_OUT');
    });
  });

  it.each([100, 0])(
    'of a lock (%d ms) is another outcome, and the next statement works',
    async (lockTimeoutMs) => {
      await customer.admin.query(
        'CREATE TABLE IF NOT EXISTS locked (a int); GRANT SELECT ON locked TO PUBLIC',
      );
      await probe.within(customer.reader, async (snapshot) => {
        await customer.admin.query('BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE');
        try {
          const locked = sql('SELECT count(*) FROM public.locked');
          expect(reasonOf(await snapshot.send(locked, { ...limits, lockTimeoutMs }))).toEqual({
            code: 'LOCK_TIME_OUT',
            message: `another session held a lock on the dataset for longer than the ${lockTimeoutMs} ms allowed`,
          });
          expect(rowsOf(await snapshot.send(count, limits))).toEqual([['3']]);
        } finally {
          await customer.admin.query('ROLLBACK');
        }
      });
    },
  );
});

describe('an abort', () => {
  it('ends the statement in the database itself, and the snapshot', async () => {
    const cancel = new AbortController();
    const outcomes = await probe.within(
      customer.reader,
      async (snapshot) => {
        const sent = snapshot.send(sleep(600), { ...limits, statementTimeoutMs: 600_000 });
        await customer.running('pg_sleep(600)');
        cancel.abort();
        const first = await sent;
        expect(
          (await customer.activity()).filter(
            ({ query, state }) => state === 'active' && query.includes('pg_sleep'),
          ),
        ).toEqual([]);
        return [first, await snapshot.send(count, limits)];
      },
      cancel.signal,
    );
    expect(outcomes.map(reasonOf)).toEqual([
      { code: 'CANCELLED', message: 'the run was cancelled' },
      { code: 'CANCELLED', message: 'the run was cancelled' },
    ]);
    await eventually(
      async () => !(await customer.activity()).some(({ query }) => query.includes('pg_sleep')),
    );
    expect(rowsOf(await probe.send(customer.reader, count.text))).toEqual([['3']]);
  });

  it('before anything was sent sends nothing', async () => {
    const signal = AbortSignal.abort();
    const work = () => Promise.reject(new Error('must not be called'));
    await expect(probe.within(customer.reader, work, signal)).rejects.toMatchObject({
      reason: { code: 'CANCELLED' },
    });
  });

  it('by somebody in the database is not taken for a time-out', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      const sent = snapshot.send(sleep(601), limits);
      await customer.running('pg_sleep(601)');
      await customer.admin.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(601)%' AND pid <> pg_backend_pid()`,
      );
      expect(reasonOf(await sent).message).toBe(
        'somebody cancelled the statement in the database (SQLSTATE 57014)',
      );
      expect(rowsOf(await snapshot.send(count, limits))).toEqual([['3']]);
    });
  });
});

describe('a connection that is lost', () => {
  it('within a statement is an outcome; later statements say the same; the next snapshot works', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      const sent = snapshot.send(sleep(602), limits);
      await customer.running('pg_sleep(602)');
      await customer.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(602)%' AND pid <> pg_backend_pid()`,
      );
      expect(reasonOf(await sent).code).toBe('CONNECTION_LOST');
      expect(reasonOf(await snapshot.send(count, limits)).code).toBe('CONNECTION_LOST');
      await expect(snapshot.columns({ schema: 'public', table: 'orders' })).rejects.toMatchObject({
        reason: { code: 'CONNECTION_LOST' },
      });
    });
    expect(rowsOf(await probe.send(customer.reader, count.text))).toEqual([['3']]);
  });
});

describe('why a statement failed', () => {
  beforeAll(async () => {
    await customer.admin.query(`
      CREATE TABLE secret (card text, n int); INSERT INTO secret VALUES ('4111-1111', 0);
      GRANT SELECT ON secret TO PUBLIC;
      CREATE TABLE forbidden (a int);
      CREATE FUNCTION shout() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'card %', (SELECT card FROM public.secret); END $$;
      CREATE FUNCTION disguised() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'card %', (SELECT card FROM public.secret) USING ERRCODE = '42703'; END $$;
      CREATE FUNCTION dynamic() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN EXECUTE 'SELECT "' || (SELECT card FROM public.secret) || '"'; RETURN 1; END $$;
      CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS a WITH NO DATA; GRANT SELECT ON unfilled TO PUBLIC;`);
  });

  it.each([
    ['SELECT 1/n FROM public.secret', 'DATA_ERROR', 'division by zero (SQLSTATE 22012)'],
    [
      'SELECT card::int FROM public.secret',
      'DATA_ERROR',
      'a value could not be converted to another type (SQLSTATE 22P02)',
    ],
    [
      'SELECT card::date FROM public.secret',
      'DATA_ERROR',
      'a value could not be converted to another type (SQLSTATE 22007)',
    ],
    [
      'SELECT (n + 2147483648)::int FROM public.secret',
      'DATA_ERROR',
      'a number is out of the range of its type (SQLSTATE 22003)',
    ],
    [
      `SELECT card ~ ('[' || card) FROM public.secret`,
      'DATA_ERROR',
      'a regular expression is not valid (SQLSTATE 2201B)',
    ],
    ['SELECT shout()', 'DATA_ERROR', 'a function in the database raised an error (SQLSTATE P0001)'],
    ['SELECT disguised()', 'MISSING_COLUMN', 'no such column (SQLSTATE 42703)'],
    ['SELECT dynamic()', 'MISSING_COLUMN', 'no such column (SQLSTATE 42703)'],
    [
      'SELECT nope FROM public.orders',
      'MISSING_COLUMN',
      'no such column: column "nope" does not exist (SQLSTATE 42703)',
    ],
    [
      'SELECT 1 FROM public.nope',
      'MISSING_DATASET',
      'no such table or view: relation "public.nope" does not exist (SQLSTATE 42P01)',
    ],
    [
      'SELECT 1 FROM public.forbidden',
      'PERMISSION_DENIED',
      'the login lacks a right: permission denied for table forbidden (SQLSTATE 42501)',
    ],
    [
      'SELECT nope(1)',
      'INVALID_SQL',
      'the database does not accept the SQL: function nope(integer) does not exist (SQLSTATE 42883)',
    ],
    [
      'SELECT FROM FROM',
      'INVALID_SQL',
      'the database does not accept the SQL: syntax error at or near "FROM" (SQLSTATE 42601)',
    ],
    [
      'SELECT * FROM public.unfilled',
      'DATA_ERROR',
      'the dataset cannot be read now: materialized view "unfilled" has not been populated (SQLSTATE 55000)',
    ],
  ])('%s', async (text, code, message) => {
    const reason = reasonOf(await probe.send(customer.reader, text));
    expect(reason).toEqual({ code, message });
    expect(JSON.stringify(reason)).not.toContain('4111');
  });

  it('a write is named as what it is', async () => {
    expect(reasonOf(await probe.send(customer.writer, 'DELETE FROM public.orders'))).toEqual({
      code: 'INVALID_SQL',
      message: 'the statement tried to write, and the session is read-only (SQLSTATE 25006)',
    });
  });
});
