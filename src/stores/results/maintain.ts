import type { TimeSeriesLayout } from './layout/time-series-layout.ts';
import { instantParameter } from './parameters.ts';
import type { Sql } from './sql.ts';

const DAY_MS = 86_400_000;

/** No execution is under way for so long; then a deleted test needs no mark any more. */
const FORGOTTEN_FOR_DAYS = 30;

/** What a schedule did so long ago is told by its executions alone. */
const FIRINGS_FOR_DAYS = 30;

/** What channels were told of incidents goes with the last message of the thread. */
const EMPTY_THREADS = `DELETE FROM plumbline.alert_threads t
  WHERE NOT EXISTS (SELECT FROM plumbline.alert_deliveries d WHERE d.thread_id = t.id)`;

/** Idempotent, and safe in many processes at once. `now` decides what is old. */
export async function maintain(
  sql: Sql,
  layout: TimeSeriesLayout,
  retentionDays: number,
  now: Date,
): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const monthsAhead = [0, 1, 2].map((n) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + n)));
  await layout.makeRoomFor(sql, monthsAhead);
  await layout.dropBefore(sql, ago(retentionDays));
  const remove = (condition: string, before: Date) =>
    sql.rows(`DELETE FROM plumbline.${condition} < $1::timestamptz`, [instantParameter(before)]);
  await remove(`incidents WHERE status = 'resolved' AND resolved_at`, ago(retentionDays));
  await remove('execution_samples WHERE expires_at', now);
  await remove('execution_rollups WHERE day + 1', ago(retentionDays));
  await remove('execution_totals WHERE bucket', ago(retentionDays));
  await remove('alert_deliveries WHERE finished_at IS NOT NULL AND created_at', ago(retentionDays));
  await sql.rows(EMPTY_THREADS);
  await remove('forgotten_tests WHERE forgotten_at', ago(FORGOTTEN_FOR_DAYS));
  await remove('schedule_firings WHERE settled_at IS NOT NULL AND occurrence', ago(FIRINGS_FOR_DAYS));
}
