import { createCustomer, limits, Probe, rowsOf, sql, type Customer } from './postgres-connector.fixture.ts';

let customer: Customer;
const probe = new Probe();
beforeAll(async () => {
  customer = await createCustomer();
});
afterAll(async () => {
  await probe.connector.close();
  await customer.drop();
});

describe('columns', () => {
  const columnsOf = (schema: string, table: string) =>
    probe.within(customer.reader, (snapshot) => snapshot.columns({ schema, table }));

  it('maps every type to one of ours, domains to what they are made of', async () => {
    await customer.admin.query(`
      CREATE EXTENSION citext;
      CREATE TYPE mood AS ENUM ('good', 'bad');
      CREATE DOMAIN positive AS int NOT NULL CHECK (value > 0);
      CREATE DOMAIN tiny AS positive;
      CREATE TYPE pair AS (a int, b int);
      CREATE SCHEMA odd; CREATE TYPE odd.int4 AS ENUM ('x'); CREATE TYPE odd.date AS (y int);
      CREATE TABLE every_type (a int2, b int4 NOT NULL, c int8, d numeric(10,2), e float4, f float8, g text,
        h varchar(5), i char(3), j name, k bool, l date, m timestamp(3), n timestamptz, o time, p timetz, q uuid,
        r json, s jsonb, t bytea, u int[], v inet, w mood, x positive, y tiny, z pair, aa interval, ab citext,
        ac odd.int4, ad odd.date, ae money);
      ALTER TABLE every_type DROP COLUMN v;`);
    const columns = await columnsOf('public', 'every_type');
    expect(
      columns?.map(({ name, type, nativeType, nullable }) => [name, type, nativeType, nullable]),
    ).toEqual([
      ['a', 'integer', 'smallint', true],
      ['b', 'integer', 'integer', false],
      ['c', 'integer', 'bigint', true],
      ['d', 'decimal', 'numeric(10,2)', true],
      ['e', 'float', 'real', true],
      ['f', 'float', 'double precision', true],
      ['g', 'text', 'text', true],
      ['h', 'text', 'character varying(5)', true],
      ['i', 'text', 'character(3)', true],
      ['j', 'text', 'name', true],
      ['k', 'boolean', 'boolean', true],
      ['l', 'date', 'date', true],
      ['m', 'timestamp', 'timestamp(3) without time zone', true],
      ['n', 'timestampTz', 'timestamp with time zone', true],
      ['o', 'time', 'time without time zone', true],
      ['p', 'time', 'time with time zone', true],
      ['q', 'uuid', 'uuid', true],
      ['r', 'json', 'json', true],
      ['s', 'json', 'jsonb', true],
      ['t', 'binary', 'bytea', true],
      ['u', 'other', 'integer[]', true],
      ['w', 'text', 'mood', true],
      ['x', 'integer', 'positive', false],
      ['y', 'integer', 'tiny', false],
      ['z', 'other', 'pair', true],
      ['aa', 'other', 'interval', true],
      ['ab', 'text', 'citext', true],
      ['ac', 'text', 'odd.int4', true],
      ['ad', 'other', 'odd.date', true],
      ['ae', 'other', 'money', true],
    ]);
  });

  it('is the same when it is read with the opening of the snapshot', async () => {
    const read = (table: string, asked: string) => {
      const options = {
        signal: new AbortController().signal,
        purpose: 'spec',
        dataset: { schema: 'public', table },
      };
      return probe.connector.withSnapshot(customer.reader, options, (snapshot) =>
        snapshot.columns({ schema: 'public', table: asked }),
      );
    };
    for (const table of ['every_type', 'orders', 'no_such_table']) {
      expect(await read(table, table)).toEqual(await columnsOf('public', table));
      expect(await read('orders', table)).toEqual(await columnsOf('public', table));
    }
  });

  it('does not go by what an earlier statement of the snapshot has set', async () => {
    await customer.admin.query(`
      CREATE SCHEMA shadow; GRANT USAGE ON SCHEMA shadow TO PUBLIC;
      CREATE VIEW shadow.pg_class AS SELECT * FROM pg_catalog.pg_class WHERE FALSE;
      GRANT SELECT ON shadow.pg_class TO PUBLIC;`);
    await probe.within(customer.reader, async (snapshot) => {
      const dataset = { schema: 'public', table: 'orders' };
      const first = await snapshot.columns(dataset);
      const shadowing = sql(`SELECT set_config('search_path', 'shadow, pg_catalog', false)`);
      expect(rowsOf(await snapshot.send(shadowing, limits))).toEqual([['shadow, pg_catalog']]);
      expect(await snapshot.columns(dataset)).toEqual(first);
      expect(first).toHaveLength(4);
    });
    await customer.admin.query('DROP SCHEMA shadow CASCADE');
  });

  it('is null for what does not exist, what is no table, and names that only look alike', async () => {
    expect(await columnsOf('public', 'no_such_table')).toBeNull();
    expect(await columnsOf('public', 'Orders')).toBeNull();
    expect(await columnsOf('nowhere', 'orders')).toBeNull();
    expect(await columnsOf('public', 'numbers')).toBeNull();
    expect(await columnsOf('public', `orders${' '.repeat(80)}`)).toBeNull();
  });

  it('is empty for a table without columns', async () => {
    await customer.admin.query('CREATE TABLE nothing_in_it ()');
    expect(await columnsOf('public', 'nothing_in_it')).toEqual([]);
  });

  it('reads and counts views, materialized views, partitioned tables and odd names', async () => {
    await customer.admin.query(`
      CREATE SCHEMA "we""ird"; GRANT USAGE ON SCHEMA "we""ird" TO PUBLIC;
      CREATE TABLE "we""ird"."sel ect" ("or""der; --" int, "table" int);
      INSERT INTO "we""ird"."sel ect" VALUES (1, 1), (2, 2);
      CREATE VIEW "we""ird"."a.view" AS SELECT * FROM "we""ird"."sel ect";
      CREATE MATERIALIZED VIEW "we""ird"."Mat" AS SELECT * FROM "we""ird"."sel ect";
      CREATE TABLE "we""ird".parts ("or""der; --" int) PARTITION BY RANGE ("or""der; --");
      CREATE TABLE "we""ird".part1 PARTITION OF "we""ird".parts FOR VALUES FROM (0) TO (10);
      INSERT INTO "we""ird".parts VALUES (5), (6);
      GRANT SELECT ON ALL TABLES IN SCHEMA "we""ird" TO PUBLIC;`);
    for (const table of ['sel ect', 'a.view', 'Mat', 'parts'])
      await probe.within(customer.reader, async (snapshot) => {
        const dataset = { schema: 'we"ird', table };
        expect((await snapshot.columns(dataset))?.[0]?.name).toBe('or"der; --');
        const statement = probe.connector.dialect.renderScalarSelect({
          dataset,
          filter: '"or""der; --" > 0',
          source: { kind: 'rows' },
          expressions: [
            { node: 'countAll' },
            {
              node: 'countIf',
              condition: {
                node: 'compare',
                op: '>',
                left: { node: 'column', name: 'or"der; --' },
                right: { node: 'column', name: 'or"der; --' },
              },
            },
          ],
        });
        expect(rowsOf(await snapshot.send(statement, limits))).toEqual([['2', '0']]);
      });
  });
});

describe('datasets', () => {
  it('lists what the login may read, by name, page by page', async () => {
    await customer.admin.query(`
      CREATE TABLE hidden (a int); REVOKE ALL ON hidden FROM PUBLIC;
      CREATE TABLE one_column (a int, b int); GRANT SELECT (a) ON one_column TO PUBLIC;
      CREATE SCHEMA closed; CREATE TABLE closed.t (a int); GRANT SELECT ON closed.t TO PUBLIC;
      ANALYZE orders; ANALYZE "we""ird"."sel ect";`);
    const all = await probe.connector.datasets(customer.reader, { limit: 100, after: null });
    expect(all).toEqual([
      { dataset: 'public.one_column', type: 'table', estimatedRows: null },
      { dataset: 'public.orders', type: 'table', estimatedRows: 3 },
      { dataset: '"we""ird".Mat', type: 'materializedView', estimatedRows: null },
      { dataset: '"we""ird"."a.view"', type: 'view', estimatedRows: null },
      { dataset: '"we""ird".parts', type: 'table', estimatedRows: null },
      { dataset: '"we""ird".sel ect', type: 'table', estimatedRows: 2 },
    ]);
    const paged = [];
    for (let after: string | null = null; ;) {
      const page = await probe.connector.datasets(customer.reader, { limit: 2, after });
      paged.push(...page);
      if (page.length < 2) break;
      after = page.at(-1)!.dataset;
    }
    expect(paged).toEqual(all);
  });
});

describe('a snapshot', () => {
  const count = sql('SELECT count(*) FROM public.orders');

  it('sees the same rows in every statement, whatever others commit meanwhile', async () => {
    const counts = await probe.within(customer.reader, async (snapshot) => {
      await customer.admin.query(`INSERT INTO orders VALUES (4, 'late', 1, now())`);
      const first = rowsOf(await snapshot.send(count, limits));
      await customer.admin.query('DELETE FROM orders WHERE id = 4');
      return [first, rowsOf(await snapshot.send(count, limits))];
    });
    expect(counts).toEqual([[['3']], [['3']]]);
  });

  it('has one clock', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      const clock = sql(`SELECT floor(extract(epoch FROM transaction_timestamp()) * 1000)::int8`);
      const first = rowsOf(await snapshot.send(clock, limits));
      expect(first).toEqual([[String(snapshot.takenAt.getTime())]]);
      expect(rowsOf(await snapshot.send(clock, limits))).toEqual(first);
      expect(snapshot.engineVersion).toMatch(/^PostgreSQL \d+(\.\d+)?/);
    });
  });

  it('survives statements that fail, of every sort', async () => {
    await probe.within(customer.reader, async (snapshot) => {
      for (const text of ['SELECT 1/0', 'SELEC', 'SELECT * FROM nowhere', 'DELETE FROM public.orders', ''])
        await snapshot.send(sql(text), limits);
      expect(rowsOf(await snapshot.send(count, limits))).toEqual([['3']]);
    });
  });

  it('takes statements that are asked for at the same time, one failing', async () => {
    const outcomes = await probe.within(customer.reader, (snapshot) =>
      Promise.all([count, sql('SELECT 1/0'), count].map((statement) => snapshot.send(statement, limits))),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['rows', 'failed', 'rows']);
  });

  it('tells the database who asks', async () => {
    await probe.within(customer.reader, async () => {
      expect((await customer.activity()).map((session) => session.application_name)).toContain(
        'plumbline spec',
      );
    });
  });

  it('does not depend on the settings of the login', async () => {
    const { user } = customer.reader.settings;
    await customer.admin.query(`
      ALTER ROLE ${String(user)} SET search_path = odd; ALTER ROLE ${String(user)} SET TimeZone = 'Asia/Tokyo';
      ALTER ROLE ${String(user)} SET statement_timeout = 200;
      ALTER ROLE ${String(user)} SET standard_conforming_strings = off;`);
    const target = { ...customer.reader, version: 99 };
    const settings = ['search_path', 'TimeZone', 'statement_timeout', 'standard_conforming_strings'];
    const answer = sql(`SELECT ${settings.map((name) => `current_setting('${name}')`).join(', ')}`);
    const outcome = await probe.within(target, (snapshot) => snapshot.send(answer, limits));
    await customer.admin.query(`ALTER ROLE ${String(user)} RESET ALL`);
    expect(rowsOf(outcome)).toEqual([['pg_catalog, public, pg_temp', 'UTC', '10s', 'on']]);
  });

  it('passes errors of the work on, and rolls back', async () => {
    const work = () => Promise.reject(new TypeError('of the work'));
    await expect(probe.within(customer.reader, work)).rejects.toThrow(new TypeError('of the work'));
    expect((await customer.activity()).filter(({ state }) => state.startsWith('idle in'))).toEqual([]);
  });
});

describe('sessions', () => {
  const pid = async (version: number) =>
    rowsOf(await probe.send({ ...customer.writer, version }, 'SELECT pg_backend_pid()'))[0]![0];

  it('are used again, until the connection changes', async () => {
    const first = await pid(1);
    expect(await pid(1)).toBe(first);
    const second = await pid(2);
    expect(second).not.toBe(first);
    expect(await pid(2)).toBe(second);
  });

  it('are opened anew when one died while it was not used', async () => {
    const first = await pid(3);
    await customer.admin.query(`SELECT pg_terminate_backend(${first})`);
    expect(await pid(3)).not.toBe(first);
  });

  it('are at most as many as the connection allows, and the rest waits', async () => {
    const target = {
      ...customer.reader,
      version: 5,
      limits: { ...customer.reader.limits, maxConcurrency: 2 },
    };
    let open = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => probe.within(target, work)));
    expect(most).toBe(2);
  });

  it('whoever waits for one stops waiting when cancelled', async () => {
    const target = {
      ...customer.reader,
      version: 6,
      limits: { ...customer.reader.limits, maxConcurrency: 1 },
    };
    await probe.within(target, async () => {
      const cancel = new AbortController();
      const waiting = probe.within(target, () => Promise.resolve('never'), cancel.signal);
      cancel.abort();
      await expect(waiting).rejects.toMatchObject({ reason: { code: 'CANCELLED' } });
    });
    expect(await probe.within(target, () => Promise.resolve('next'))).toBe('next');
  });

  it('are closed with the connector', async () => {
    const other = new Probe();
    await other.send(customer.reader, 'SELECT 1');
    await other.connector.close();
    await expect(other.send(customer.reader, 'SELECT 1')).rejects.toMatchObject({
      reason: { code: 'CANCELLED' },
    });
  });
});
