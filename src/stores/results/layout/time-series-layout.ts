import type { Sql, SqlRunner } from '../sql.ts';

/** Those that the first migration makes. It is written for good, so this list does not grow. */
export const timeSeriesTables = ['test_executions', 'metric_values', 'execution_samples'] as const;
export type TimeSeriesTable = (typeof timeSeriesTables)[number];

/** All tables that grow with executions, in the order in which statements lock them. All have `queued_at`. */
export const growingTables = [...timeSeriesTables, 'metric_structures'] as const;
export type GrowingTable = (typeof growingTables)[number];

/** How tables are cut into pieces by `queued_at`, so that old pieces are dropped instead of deleted from. */
export interface TimeSeriesLayout {
  readonly name: 'native partitions' | 'timescaledb';
  /** Creates an empty table; `body` is what stands between the parentheses of CREATE TABLE. */
  createTable(runner: SqlRunner, table: GrowingTable, body: string): Promise<void>;
  /** Makes sure that rows queued at these instants can be inserted. Idempotent, and safe in many processes at once. */
  makeRoomFor(sql: Sql, instants: readonly Date[]): Promise<void>;
  /** Drops the pieces that hold nothing queued at or after `cutoff`. */
  dropBefore(sql: Sql, cutoff: Date): Promise<void>;
}
