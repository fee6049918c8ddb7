import type { ExecutionStatus } from '../../core/execution.ts';
import { DashboardReader, type DashboardNumbers, type StatusCounts } from '../../ports/dashboard-reader.ts';
import { instantParameter } from './parameters.ts';
import { finalStatuses } from './record-finals.ts';
import type { Sql } from './sql.ts';

/**
 * Totals count by UTC hour of finishing. "Last 24 hours" are the 24 buckets that start after `now` - 24 h: the current
 * hour so far and the 23 before it; "7 days" likewise. The slowest tests are sought, among those that were not
 * forgotten, in the last 7 UTC days with today.
 */
export class PostgresDashboardReader extends DashboardReader {
  constructor(private readonly sql: Sql) {
    super();
  }

  async numbers(now: Date): Promise<DashboardNumbers> {
    const at = [instantParameter(now)];
    const [[last24h], [last7d], statuses, failing, slowest, datasets, trend] = await Promise.all([
      this.sql.rows<CountRow>(countsOfLast('24 hours'), at),
      this.sql.rows<CountRow>(countsOfLast('7 days'), at),
      this.sql.rows<{ readonly status: ExecutionStatus; readonly count: number }>(byStatus),
      this.sql.rows<DashboardNumbers['failing'][number]>(failingTests),
      this.sql.rows<DashboardNumbers['slowest'][number]>(slowestTests, at),
      this.sql.rows<CountRow & Omit<DashboardNumbers['datasets'][number], 'latest'>>(datasetsByCounts),
      this.sql.rows<CountRow & { readonly day: string }>(countsByDay, at),
    ]);
    return {
      last24h: countsOf(last24h),
      last7d: countsOf(last7d),
      latestByStatus: Object.fromEntries(statuses.map(({ status, count }) => [status, count])),
      failing,
      slowest,
      datasets: datasets.map(({ connectionId, dataset, lastFinishedAt, ...counts }) => ({
        connectionId,
        dataset,
        latest: countsOf(counts),
        lastFinishedAt,
      })),
      trend: trend.map(({ day, ...counts }) => ({ day, counts: countsOf(counts) })),
    };
  }
}

/** Sums of counters; null where there was nothing to sum, text where PostgreSQL's sum is wider than an integer. */
type CountRow = { readonly [status in keyof StatusCounts]: string | number | null };

const countsOf = (row: CountRow | undefined): StatusCounts => ({
  passed: Number(row?.passed ?? 0),
  warned: Number(row?.warned ?? 0),
  failed: Number(row?.failed ?? 0),
  errored: Number(row?.errored ?? 0),
  cancelled: Number(row?.cancelled ?? 0),
  skipped: Number(row?.skipped ?? 0),
});

const sums = finalStatuses.map((status) => `sum(r.${status}) AS ${status}`).join(', ');
const today = `($1::timestamptz AT TIME ZONE 'UTC')::date`;

const countsOfLast = (interval: '24 hours' | '7 days') => ({
  name: `dashboard.last.${interval}`,
  text: `SELECT ${sums} FROM plumbline.execution_totals r
          WHERE r.bucket > $1::timestamptz - INTERVAL '${interval}' AND r.bucket <= $1::timestamptz`,
});

const byStatus = {
  name: 'dashboard.byStatus',
  text: `SELECT status, count(*)::int AS count FROM plumbline.latest_verdicts GROUP BY status`,
};

const glance = `l.test_id AS "testId", l.test_name AS "testName", l.kind, l.dataset`;

const failingTests = {
  name: 'dashboard.failing',
  text: `SELECT ${glance}, l.execution_id AS "executionId", l.status, l.message, l.finished_at AS "finishedAt"
           FROM plumbline.latest_verdicts l WHERE l.status IN ('failed', 'errored')
          ORDER BY l.finished_at DESC, l.test_id LIMIT 20`,
};

const slowestTests = {
  name: 'dashboard.slowest',
  text: `SELECT ${glance}, s.executions::float8 AS executions, s.mean_ms::float8 AS "meanMs", s.max_ms::float8 AS "maxMs"
           FROM (SELECT r.test_id, sum(r.timed) AS executions, max(r.duration_ms_max) AS max_ms,
                        sum(r.duration_ms_sum) / sum(r.timed) AS mean_ms
                   FROM plumbline.execution_rollups r WHERE r.day > ${today} - 7 AND r.day <= ${today}
                  GROUP BY r.test_id HAVING sum(r.timed) > 0) s
           JOIN plumbline.latest_verdicts l USING (test_id)
          ORDER BY s.mean_ms DESC, l.test_id LIMIT 10`,
};

const datasetsByCounts = {
  name: 'dashboard.datasets',
  text: `SELECT l.connection_id AS "connectionId", l.dataset, max(l.finished_at) AS "lastFinishedAt",
                ${finalStatuses.map((status) => `count(*) FILTER (WHERE l.status = '${status}') AS ${status}`).join(', ')}
           FROM plumbline.latest_verdicts l
          GROUP BY l.connection_id, l.dataset
          ORDER BY l.dataset COLLATE "C", l.connection_id`,
};

const countsByDay = {
  name: 'dashboard.trend',
  text: `SELECT to_char(${today} - d.ago, 'YYYY-MM-DD') AS day, ${sums}
           FROM generate_series(0, 29) AS d (ago)
           LEFT JOIN plumbline.execution_totals r
             ON (r.bucket AT TIME ZONE 'UTC')::date = ${today} - d.ago
            AND r.bucket > $1::timestamptz - INTERVAL '31 days' AND r.bucket <= $1::timestamptz
          GROUP BY d.ago ORDER BY d.ago DESC`,
};
