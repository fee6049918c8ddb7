import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { createCustomer } from '../integration/postgres-connector.fixture.ts';
import type { Victim } from './escape-bench.ts';

const OBJECTS = `
  CREATE EXTENSION dblink; CREATE EXTENSION pg_surgery; CREATE EXTENSION pg_prewarm;
  ALTER TABLE orders ADD COLUMN note tsvector;
  CREATE MATERIALIZED VIEW totals AS SELECT sum(amount) AS total FROM orders;
  SELECT lo_from_bytea(4242, 'kept');
  CREATE PROCEDURE writing() LANGUAGE sql AS 'DELETE FROM public.orders';
  CREATE FUNCTION definer_write() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN DELETE FROM public.orders; RETURN 1; END $$;
  CREATE FUNCTION unlocked_write() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN PERFORM set_config('transaction_read_only', 'off', true); DELETE FROM public.orders; RETURN 1; END $$;
  CREATE FUNCTION dynamic_write() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN EXECUTE 'SET TRANSACTION READ WRITE'; EXECUTE 'DELETE FROM public.orders'; RETURN 1; END $$;
  CREATE FUNCTION committing() RETURNS int LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN 1; END $$;
  CREATE FUNCTION locking() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN LOCK TABLE public.orders IN SHARE UPDATE EXCLUSIVE MODE; RETURN 1; END $$;
  CREATE FUNCTION loopback_write(text) RETURNS int LANGUAGE plpgsql AS $$
    BEGIN PERFORM public.dblink_exec($1, 'DELETE FROM public.orders'); RETURN 1; END $$;
  CREATE FUNCTION writes(int, int) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM public.orders; RETURN true; END $$;
  CREATE OPERATOR public.<<!>> (FUNCTION = writes, LEFTARG = int, RIGHTARG = int);
  CREATE VIEW trap AS SELECT definer_write() AS a;
  GRANT SELECT ON trap TO PUBLIC;`;

/** Sums over the content of every table, and over what else the server keeps of this database. */
const TRACES = `SELECT
  (SELECT json_object_agg(c.oid::regclass, md5(query_to_xml(format('SELECT * FROM %s AS t ORDER BY t::text',
      c.oid::regclass), true, false, '')::text) ORDER BY c.oid)
    FROM pg_class c WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace) AS tables,
  (SELECT json_object_agg(sequencename, coalesce(last_value, -1)) FROM pg_sequences) AS sequences,
  (SELECT json_object_agg(oid, md5(lo_get(oid))) FROM pg_largeobject_metadata) AS large_objects,
  (SELECT json_agg(json_build_array(locktype, mode, objid)) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND mode <> 'AccessShareLock') AS locks,
  (SELECT md5(string_agg(row(oid, relname, relacl)::text, ',' ORDER BY oid)) FROM pg_class) AS relations,
  (SELECT md5(string_agg(row(oid, proname, proacl)::text, ',' ORDER BY oid)) FROM pg_proc) AS functions,
  (SELECT count(*) FROM pg_trigger) AS triggers, (SELECT count(*) FROM pg_seclabel) AS labels,
  (SELECT json_agg(row(s.*)::text) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase
    WHERE datname = current_database()) AS settings,
  (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()) AS prepared,
  (SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'escapee') AS slots,
  (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()) AS statistics,
  (SELECT setting FROM pg_settings WHERE name = 'work_mem') AS work_mem,
  pg_conf_load_time() AS loaded`;

/** How a login reaches its own database from inside of the server. */
const loopbackOf = ({ settings, secrets }: ConnectionTarget) =>
  `host=${String(settings['host'])} port=${String(settings['port'])} dbname=${String(settings['database'])} ` +
  `user=${String(settings['user'])} password=${secrets['password']}`;

/** A customer's database with everything in it that an attempt could use or change. */
export async function createPostgresVictim(): Promise<Victim> {
  const customer = await createCustomer();
  const { admin, superuser, reader } = customer;
  await admin.query(OBJECTS);
  const bystander = new pg.Client({ connectionString: customer.url });
  let ended = 0;
  bystander.on('error', () => (ended += 1));
  await bystander.connect();
  const pid = await bystander.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-escape-'));
  await chmod(folder, 0o777); // the server may run as somebody else
  const heard: string[] = [];
  await admin.query('LISTEN told');
  admin.on('notification', ({ payload }) => heard.push(payload ?? ''));

  return {
    everything: superuser,
    little: reader,
    dataset: 'public.orders',
    filledIn: (text, login) =>
      text
        .replaceAll('{file}', join(folder, 'stolen'))
        .replaceAll('{bystander}', String(pid.rows[0]!.pid))
        .replaceAll('{loopback}', loopbackOf(login)),
    async traces() {
      const { rows } = await admin.query<Record<string, unknown>>(TRACES);
      return { ...rows[0], files: await readdir(folder), heard: [...heard], ended };
    },
    async drop() {
      await bystander.end();
      await customer.drop();
      await rm(folder, { recursive: true });
    },
  };
}
