import type { Sql, SqlRunner } from '../sql.ts';
import { timeSeriesTables, type TimeSeriesLayout } from './time-series-layout.ts';

/** One process at a time changes partitions ("plumbpar" in ASCII). */
const LOCK = `SELECT pg_advisory_xact_lock(x'706c756d62706172'::bigint)`;
/** Detaching waits for running statements, and everybody else waits behind it: better to try again later. */
const PATIENCE = `SET LOCAL lock_timeout = '5s'`;

/** One UTC calendar month: few enough partitions to plan over, small enough to drop with little delay. */
interface Month {
  readonly suffix: string;
  readonly from: string;
  readonly to: string;
}

function monthOf(instant: Date): Month {
  const [year, month] = [instant.getUTCFullYear(), instant.getUTCMonth()];
  const startOf = (m: number) => new Date(Date.UTC(year, m)).toISOString();
  return {
    suffix: startOf(month).slice(0, 7).replace('-', '_'),
    from: startOf(month),
    to: startOf(month + 1),
  };
}

/** PostgreSQL's own range partitions, by UTC month of `queued_at`. */
export const nativePartitions: TimeSeriesLayout = {
  name: 'native partitions',

  async createTable(runner, table, body) {
    await runner.query(`CREATE TABLE plumbline.${table} (${body}) PARTITION BY RANGE (queued_at)`);
  },

  async makeRoomFor(sql, instants) {
    const months = new Map(instants.map((instant) => [monthOf(instant).suffix, monthOf(instant)]));
    const missing = await missingOf(sql, [...months.values()]);
    if (missing.length === 0) return;
    await sql.transaction(async (runner) => {
      await runner.query(LOCK);
      await runner.query(PATIENCE);
      for (const month of missing) await createMonth(runner, month);
    });
  },

  async dropBefore(sql, cutoff) {
    const kept = monthOf(cutoff).suffix;
    const partitions = await sql.rows<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'plumbline.test_executions'::regclass ORDER BY 1`,
    );
    const old = partitions.map(({ name }) => name.slice(-kept.length)).filter((suffix) => suffix < kept);
    // a month's tables go together, so that no value outlives the execution that measured it
    for (const suffix of old)
      await sql.transaction(async (runner) => {
        await runner.query(LOCK);
        await runner.query(PATIENCE);
        for (const table of timeSeriesTables)
          await runner.query(`DROP TABLE IF EXISTS plumbline.${table}_${suffix}`);
      });
  },
};

async function missingOf(sql: Sql, months: readonly Month[]): Promise<readonly Month[]> {
  const rows = await sql.rows<{ suffix: string }>(
    `SELECT suffix FROM unnest($1::text[]) AS m (suffix)
      WHERE to_regclass('plumbline.${timeSeriesTables[0]}_' || suffix) IS NULL`,
    [months.map(({ suffix }) => suffix)],
  );
  return months.filter((month) => rows.some(({ suffix }) => suffix === month.suffix));
}

/** Built aside and attached: that lets reads and writes of the other partitions go on. */
async function createMonth(runner: SqlRunner, { suffix, from, to }: Month): Promise<void> {
  const exists = `SELECT 1 WHERE to_regclass('plumbline.${timeSeriesTables[0]}_${suffix}') IS NOT NULL`;
  if (((await runner.query(exists)) as unknown[]).length > 0) return;
  for (const table of timeSeriesTables) {
    const partition = `plumbline.${table}_${suffix}`;
    await runner.query(`CREATE TABLE ${partition} (LIKE plumbline.${table} INCLUDING ALL)`);
    await runner.query(
      `ALTER TABLE plumbline.${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
  }
}
