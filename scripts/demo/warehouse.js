import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startEmbeddedPostgres } from "../../src/embedded/postgres.js";
import { sourceTables } from "./source-tables.js";
const DATABASE = 'warehouse';
const READER = 'plumbline_reader';
const ROWS_AT_ONCE = 500;
/** Starts an empty warehouse with its files in `dataDir`. Throws `EmbeddedStartError`. */
export async function startWarehouse(dataDir) {
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
            load: (progress) => asOwner(url.href, async (client) => {
                for (const table of sourceTables)
                    await loadTable(client, table, progress);
                await createReader(client, reader.password);
            }),
            change: (sql) => asOwner(url.href, async (client) => (await client.query(sql)).rowCount ?? 0),
            stop: server.stop,
        };
    }
    catch (error) {
        await server.stop();
        throw error;
    }
}
/** The grants that docs/security.md asks a DBA for. */
async function createReader(client, password) {
    await client.query(`
    REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC;
    CREATE ROLE ${READER} LOGIN PASSWORD ${client.escapeLiteral(password)};
    GRANT CONNECT ON DATABASE ${DATABASE} TO ${READER};
    GRANT USAGE ON SCHEMA public TO ${READER};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${READER};`);
}
async function loadTable(client, table, progress) {
    const rows = await table.rows();
    await client.query(`CREATE TABLE public.${table.name} (${table.columns}, loaded_at timestamptz NOT NULL DEFAULT now())`);
    const names = await client.query(`SELECT quote_ident(attname) AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND attname <> 'loaded_at' ORDER BY attnum`, [`public.${table.name}`]);
    const columns = names.rows.map(({ name }) => name).join(', ');
    const sink = client.query(copyFrom(`COPY public.${table.name} (${columns}) FROM STDIN (FORMAT csv)`));
    await pipeline(Readable.from(inChunks(rows, (loaded) => progress(table.name, loaded, rows.length))), sink);
    await client.query(`ANALYZE public.${table.name}`);
    progress(table.name, rows.length, rows.length);
}
function* inChunks(rows, progress) {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        progress(from);
        yield `${rows.slice(from, from + ROWS_AT_ONCE).join('\n')}\n`;
    }
}
async function asOwner(url, work) {
    const client = new pg.Client({ connectionString: url, application_name: 'warehouse owner' });
    await client.connect();
    try {
        return await work(client);
    }
    finally {
        await client.end();
    }
}
//# sourceMappingURL=warehouse.js.map