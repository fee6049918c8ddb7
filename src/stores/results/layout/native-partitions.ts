import type { Sql, SqlRunner } from '../sql.ts';
import { growingTables, type GrowingTable, type TimeSeriesLayout } from './time-series-layout.ts';

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
      await createPartitions(runner, missing);
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
        for (const table of growingTables)
          await runner.query(`DROP TABLE IF EXISTS plumbline.${table}_${suffix}`);
      });
  },
};

interface Partition {
  readonly table: GrowingTable;
  readonly month: Month;
}

/**
 * Tables one by one: a process of an older version makes room in those only that it knows. Reads `pg_class` itself:
 * `to_regclass` may answer from before the wait for the lock.
 */
const MISSING = `SELECT t AS "table", suffix FROM unnest($1::text[], $2::text[]) AS p (t, suffix)
  WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname = 'plumbline' AND c.relname = (t || '_' || suffix)::name)`;

const isIn = (rows: readonly { table: string; suffix: string }[]) => (partition: Partition) =>
  rows.some(({ table, suffix }) => table === partition.table && suffix === partition.month.suffix);

const namesOf = (partitions: readonly Partition[]): [string[], string[]] => [
  partitions.map(({ table }) => table),
  partitions.map(({ month }) => month.suffix),
];

async function missingOf(sql: Sql, months: readonly Month[]): Promise<readonly Partition[]> {
  const wanted = months.flatMap((month) => growingTables.map((table) => ({ table, month })));
  return wanted.filter(isIn(await sql.rows(MISSING, namesOf(wanted))));
}

/** Built aside and attached: that lets reads and writes of the other partitions go on. */
async function createPartitions(runner: SqlRunner, wanted: readonly Partition[]): Promise<void> {
  // another process may have been faster
  const rows = (await runner.query(MISSING, namesOf(wanted))) as { table: string; suffix: string }[];
  for (const { table, month } of wanted.filter(isIn(rows))) {
    const partition = `plumbline.${table}_${month.suffix}`;
    await runner.query(`CREATE TABLE ${partition} (LIKE plumbline.${table} INCLUDING ALL)`);
    await runner.query(
      `ALTER TABLE plumbline.${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${month.from}') TO ('${month.to}')`,
    );
  }
}
