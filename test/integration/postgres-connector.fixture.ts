import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PostgresConnector } from '../../src/connectors/postgres/postgres.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { DatasetName } from '../../src/core/dataset.ts';
import { newConnectionId } from '../../src/core/ids.ts';
import type { Statement } from '../../src/core/sql/dialect.ts';
import type { Snapshot, StatementOutcome } from '../../src/ports/connector.ts';
import { createDatabase } from '../support/database.ts';
import { openNetwork } from '../support/open-network.ts';

export const limits = { statementTimeoutMs: 10_000, lockTimeoutMs: 5000 };

export interface Customer {
  /** The superuser's. */
  readonly url: string;
  /** A superuser's session in the customer's database. */
  readonly admin: pg.Client;
  /** Of a login that may only read `public`. */
  readonly reader: ConnectionTarget;
  /** Of a login that may do everything but is no superuser. */
  readonly writer: ConnectionTarget;
  readonly superuser: ConnectionTarget;
  /** What the connector's sessions are doing now, ours left out. */
  activity(): Promise<readonly { state: string; query: string; application_name: string }[]>;
  /** Waits until a session of the connector runs a statement that contains `part`. */
  running(part: string): Promise<void>;
  drop(): Promise<void>;
}

/** A customer's database with a table `public.orders` of three rows, and logins for it. */
export async function createCustomer(): Promise<Customer> {
  const database = await createDatabase('customer');
  const url = new URL(database.url);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const suffix = randomBytes(4).toString('hex');
  const [reader, writer] = [`reader_${suffix}`, `writer_${suffix}`];
  const name = url.pathname.slice(1);
  await admin.query(`
    CREATE ROLE ${reader} LOGIN PASSWORD 'reader';
    CREATE ROLE ${writer} LOGIN PASSWORD 'writer';
    CREATE TABLE orders (id int PRIMARY KEY, status text, amount numeric, at timestamptz);
    INSERT INTO orders VALUES (1, 'paid', 10, now()), (2, 'open', 20, now()), (3, NULL, NULL, NULL);
    CREATE SEQUENCE numbers;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader};
    GRANT ALL ON ALL TABLES IN SCHEMA public TO ${writer};
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${reader}, ${writer};
    GRANT CREATE ON SCHEMA public TO ${writer};
    GRANT CREATE ON DATABASE "${name}" TO ${writer};`);

  const targetOf = (user: string, password: string): ConnectionTarget => ({
    id: newConnectionId(new Date()),
    version: 1,
    engine: 'postgres',
    settings: { host: url.hostname, port: Number(url.port), database: name, user, tls: { mode: 'disable' } },
    secrets: { password },
    limits: { maxConcurrency: 4, statementTimeout: '10s', lockTimeout: '5s', connectTimeout: '5s' },
  });
  const activity = async () => {
    const { rows } = await admin.query<{ state: string; query: string; application_name: string }>(
      `SELECT state, query, application_name FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    return rows;
  };
  return {
    url: database.url,
    admin,
    reader: targetOf(reader, 'reader'),
    writer: targetOf(writer, 'writer'),
    superuser: targetOf(decodeURIComponent(url.username), decodeURIComponent(url.password)),
    activity,
    running: (part) =>
      eventually(async () => (await activity()).some((s) => s.state === 'active' && s.query.includes(part))),
    async drop() {
      await admin.query(`DROP OWNED BY ${reader}, ${writer} CASCADE`);
      await admin.query(`DROP ROLE ${reader}, ${writer}`);
      await admin.end();
      await database.drop();
    },
  };
}

export async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 20_000;
  while (!(await isTrue())) {
    if (performance.now() > until) throw new Error('what was waited for did not happen within 20 s');
    await sleep(10);
  }
}

/** A connector with the shortest ways to use it. */
export class Probe {
  readonly connector = new PostgresConnector(openNetwork);

  within<T>(
    target: ConnectionTarget,
    work: (snapshot: Snapshot) => Promise<T>,
    signal = new AbortController().signal,
  ): Promise<T> {
    return this.connector.withSnapshot(target, { signal, purpose: 'spec' }, work);
  }

  send(target: ConnectionTarget, text: string, allowed = limits): Promise<StatementOutcome> {
    return this.within(target, (snapshot) => snapshot.send(sql(text), allowed));
  }
}

export const sql = (text: string, ...parameters: readonly (string | number)[]): Statement => ({
  text,
  parameters,
});

export const orders: DatasetName = { schema: 'public', table: 'orders' };

/** The rows of an outcome; throws the reason when there are none. */
export function rowsOf(outcome: StatementOutcome): readonly (readonly (string | null)[])[] {
  if (outcome.kind === 'failed') throw new Error(`${outcome.reason.code}: ${outcome.reason.message}`);
  return outcome.rows;
}

export const reasonOf = (outcome: StatementOutcome) =>
  outcome.kind === 'failed' ? outcome.reason : { code: 'NOT FAILED', message: JSON.stringify(outcome.rows) };
