import { instantParameter } from '../parameters.ts';
import { growingTables, type TimeSeriesLayout } from './time-series-layout.ts';

/**
 * TimescaleDB hypertables (2.13 or newer), a chunk a week. Uses only what the Apache licence of TimescaleDB covers:
 * rollups are our own on both layouts (see `recordFinals`), so that the numbers are exact and equal on both.
 */
export const timescale: TimeSeriesLayout = {
  name: 'timescaledb',

  async createTable(runner, table, body) {
    await runner.query(`CREATE TABLE plumbline.${table} (${body})`);
    await runner.query(
      `SELECT create_hypertable(relation => 'plumbline.${table}',
         dimension => by_range('queued_at', INTERVAL '7 days'), create_default_indexes => false)`,
    );
  },

  /** Chunks come with the first row that needs them. */
  async makeRoomFor() {},

  async dropBefore(sql, cutoff) {
    for (const table of growingTables)
      await sql.rows(`SELECT drop_chunks('plumbline.${table}', older_than => $1::timestamptz)`, [
        instantParameter(cutoff),
      ]);
  },
};
