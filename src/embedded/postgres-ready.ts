import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from './errors.ts';
import type { ServerProcess } from './postgres-server.ts';

/** Our database in the embedded server. */
export const DATABASE = 'plumbline';

const STARTING_UP = '57P03';
const NO_SUCH_DATABASE = '3D000';
const NOT_LISTENING = new Set(['ECONNREFUSED', 'ECONNRESET', STARTING_UP]);

/** Resolves when the server answers and has our database, which the first start creates. Throws when it ends or `deadline` passes. */
export async function untilReady(
  server: ServerProcess,
  urlOf: (database: string) => string,
  deadline: number,
): Promise<void> {
  for (;;) {
    if (server.hasEnded()) throw (await server.ended) ?? new Error('it has ended at once');
    try {
      await answer(urlOf(DATABASE));
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === NO_SUCH_DATABASE) await createDatabase(urlOf('postgres'));
      else if (!NOT_LISTENING.has(code)) throw error;
      else if (performance.now() > deadline) throw error;
      else await sleep(15);
    }
  }
}

const answer = (url: string) => connected(url, (client) => client.query('SELECT 1'));
const createDatabase = (url: string) =>
  connected(url, (client) => client.query(`CREATE DATABASE ${DATABASE}`));

async function connected(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // a server that goes away tells an idle client by this event, which nobody else would hear
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}
