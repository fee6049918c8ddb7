import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { enableTimescale } from './layout/choose-layout.ts';
import { ExecutionTables1767225600000 } from './migrations/1767225600000-execution-tables.ts';
import { FailingRows1769904000000 } from './migrations/1769904000000-failing-rows.ts';
import { Incidents1798761600000 } from './migrations/1798761600000-incidents.ts';
import { ScheduleFirings1798761602000 } from './migrations/1798761602000-schedule-firings.ts';
import { Alerts1798761601000 } from './migrations/1798761601000-alerts.ts';
import { CapturedMails1798761603000 } from './migrations/1798761603000-captured-mails.ts';

/** All migrations, oldest first. */
export const migrations = [
  ExecutionTables1767225600000,
  FailingRows1769904000000,
  Incidents1798761600000,
  Alerts1798761601000,
  ScheduleFirings1798761602000,
  CapturedMails1798761603000,
];

/** "plumbmig" in ASCII: one process at a time migrates a database. */
const LOCK = `x'706c756d626d6967'::bigint`;

/** Names of the migrations that the database has not seen. */
async function pendingIn(client: Client): Promise<readonly string[]> {
  const names = migrations.map(({ name }) => name);
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('plumbline.migrations') IS NOT NULL AS exists`,
  );
  if (!rows[0]?.exists) return names;
  const done = await client.query<{ name: string }>('SELECT name FROM plumbline.migrations');
  return names.filter((name) => !done.rows.some((row) => row.name === name));
}

/**
 * Brings the schema `plumbline` up to date and answers the names of the migrations it ran. Any number of processes may
 * call it at once: one migrates, the others wait. `client` must be connected, and holds the lock, so that `dataSource`
 * can do with one connection.
 */
export async function migrate(
  client: Client,
  dataSource: DataSource,
  onTimescaleRefused?: (reason: string) => void,
): Promise<readonly string[]> {
  if ((await pendingIn(client)).length === 0) return [];
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  try {
    if ((await pendingIn(client)).length === 0) return [];
    await enableTimescale(
      { query: async (text) => (await client.query(text)).rows as unknown[] },
      onTimescaleRefused,
    );
    // IF NOT EXISTS would ask for the right to create schemas even where an administrator has made this one
    const { rowCount } = await client.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'plumbline'`);
    if (rowCount === 0) await client.query('CREATE SCHEMA plumbline');
    return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
  }
}
