import type { SqlRunner } from '../sql.ts';
import { nativePartitions } from './native-partitions.ts';
import type { TimeSeriesLayout } from './time-series-layout.ts';
import { timescale } from './timescale.ts';

const answers = async (runner: SqlRunner, question: string): Promise<boolean> =>
  ((await runner.query(question)) as unknown[]).length > 0;

/**
 * Turns TimescaleDB on where the server offers it and lets us; otherwise leaves the database as it is. Call outside of
 * a transaction. `onRefused` hears why a server that offers it refused it.
 */
export async function enableTimescale(
  runner: SqlRunner,
  onRefused: (reason: string) => void = () => undefined,
): Promise<void> {
  if (!(await answers(runner, `SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'`))) return;
  try {
    await runner.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  } catch (error) {
    onRefused(error instanceof Error ? error.message : String(error));
  }
}

/** The layout for tables that are about to be created. */
export const layoutForNewTables = async (runner: SqlRunner): Promise<TimeSeriesLayout> =>
  (await answers(runner, `SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'`))
    ? timescale
    : nativePartitions;

/** The layout in which the tables were created: an extension that appears later does not change it. */
export const layoutOfTables = async (runner: SqlRunner): Promise<TimeSeriesLayout> =>
  (await answers(
    runner,
    `SELECT 1 FROM pg_partitioned_table WHERE partrelid = 'plumbline.test_executions'::regclass`,
  ))
    ? nativePartitions
    : timescale;
