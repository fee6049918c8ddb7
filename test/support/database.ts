import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** The superuser's URL of a database that nobody else uses. */
  readonly url: string;
  /** Ends whatever is still connected, then removes the database. */
  drop(): Promise<void>;
}

/** A fresh, empty database on the run's PostgreSQL. `name` (lower case, `_`) only makes it easy to recognise. */
export async function createDatabase(name = 'spec'): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('TEST_DATABASE_URL is not set: specs that need a database run under jest');
  const database = `${name}_${randomBytes(5).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${database}`;
  await onServer(server, `CREATE DATABASE "${database}" TEMPLATE template0`);
  return {
    url: url.href,
    drop: () => onServer(server, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
