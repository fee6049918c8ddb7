import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { sourceTables, type SourceTable } from './source-tables.ts';

const DATABASE = 'warehouse';
const READER = 'plumbline_reader';
const ROWS_AT_ONCE = 500;

/** How Plumbline may log in: a role that can read the tables and nothing else. `password` is a secret. */
export interface ReaderLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Hears how many rows of a table are loaded; `loaded` equals `total` in the last call for it. */
export type LoadProgress = (table: string, loaded: number, total: number) => void;

/** The customer's database of the demo: a PostgreSQL of its own, apart from Plumbline's. */
export interface Warehouse {
  readonly reader: ReaderLogin;
  readonly died: Promise<Error>;
  /** Fills the tables and lets the reader read them. */
  load(progress: LoadProgress): Promise<void>;
  /** A statement as the owner of the data, who may write. Answers the number of rows changed. */
  change(sql: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts an empty warehouse with its files in `dataDir`. Throws `EmbeddedStartError`. */
export async function startWarehouse(dataDir: string): Promise<Warehouse> {
  const server = await startEmbeddedPostgres({ dataDir, port: null, durable: false });
  const reader = {
    host: '127.0.0.1',
    port: server.port,
    database: DATABASE,
    user: READER,
    password: randomBytes(24).toString('base64url'),
  };
  try {
    await asOwner(server.url, (client) => client.query(`CREATE DATABASE ${DATABASE}`));
    const url = new URL(server.url);
    url.pathname = `/${DATABASE}`;
    return {
      reader,
      died: server.died,
      load: (progress) =>
        asOwner(url.href, async (client) => {
          for (const table of sourceTables) await loadTable(client, table, progress);
          await createReader(client, reader.password);
        }),
      change: (sql) => asOwner(url.href, async (client) => (await client.query(sql)).rowCount ?? 0),
      stop: server.stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The grants that docs/security.md asks a DBA for. */
async function createReader(client: pg.Client, password: string): Promise<void> {
  await client.query(`
    REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;
    CREATE ROLE ${READER} LOGIN PASSWORD ${client.escapeLiteral(password)};
    GRANT CONNECT ON DATABASE ${DATABASE} TO ${READER};
    GRANT USAGE ON SCHEMA public TO ${READER};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${READER};`);
}

async function loadTable(client: pg.Client, table: SourceTable, progress: LoadProgress): Promise<void> {
  const rows = await table.rows();
  await client.query(
    `CREATE TABLE public.${table.name} (${table.columns}, loaded_at timestamptz NOT NULL DEFAULT now())`,
  );
  const names = await client.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND attname <> 'loaded_at' ORDER BY attnum`,
    [`public.${table.name}`],
  );
  const columns = names.rows.map(({ name }) => name).join(', ');
  const sink = client.query(copyFrom(`COPY public.${table.name} (${columns}) FROM STDIN (FORMAT csv)`));
  await pipeline(Readable.from(inChunks(rows, (loaded) => progress(table.name, loaded, rows.length))), sink);
  await client.query(`ANALYZE public.${table.name}`);
  progress(table.name, rows.length, rows.length);
}

function* inChunks(rows: readonly string[], progress: (loaded: number) => void): Generator<string> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    progress(from);
    yield `${rows.slice(from, from + ROWS_AT_ONCE).join('\n')}\n`;
  }
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'warehouse owner' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
