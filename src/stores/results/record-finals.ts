import type { FinalStatus } from '../../core/execution.ts';

/** Every final status has a counter column of its name in `execution_rollups`. */
export const finalStatuses = [
  'passed',
  'warned',
  'failed',
  'errored',
  'cancelled',
  'skipped',
] as const satisfies readonly FinalStatus[];

/** The database's clock, at the precision at which instants come back. It moves on inside a statement. */
export const NOW = `date_trunc('milliseconds', clock_timestamp())`;

const counters = finalStatuses.map((status) => `count(*) FILTER (WHERE d.status = '${status}')`).join(', ');
const added = (columns: readonly string[]) =>
  columns.map((column) => `${column} = r.${column} + excluded.${column}`).join(', ');

/**
 * Four more WITH queries that keep latest verdicts, rollups and what is to be reviewed, for a statement whose WITH query
 * `done` returns the executions that it made final: whole rows of `test_executions`, `duration_ms` (null where nothing
 * was timed) and `groups` (null where nothing was judged group by group).
 *
 * Rollups are kept in the transaction that makes an execution final, on both layouts: only one statement can do that
 * (its UPDATE is fenced by status and claim), so every execution counts exactly once, whatever is retried. A continuous
 * aggregate would lag behind, and would be a second mechanism to trust. Keys are sorted, so that statements which meet
 * wait for one another instead of locking each other out.
 *
 * A row of `execution_totals` concerns every execution of its hour, so there are several, one for each `shard` of the
 * connections: otherwise all workers would queue for one row.
 */
export const recordFinals = `
  latest AS (
    INSERT INTO plumbline.latest_verdicts AS l (test_id, execution_id, queued_at, status, message, finished_at,
                                                test_name, kind, connection_id, dataset, tags)
    SELECT DISTINCT ON (d.test_id) d.test_id, d.id, d.queued_at, d.status, d.message, d.finished_at,
           d.test_name, d.kind, d.connection_id, d.dataset, d.tags
      FROM done d
     WHERE NOT EXISTS (SELECT FROM plumbline.forgotten_tests f WHERE f.test_id = d.test_id)
     ORDER BY d.test_id, d.queued_at DESC, d.id DESC
    ON CONFLICT (test_id) DO UPDATE
      SET execution_id = excluded.execution_id, queued_at = excluded.queued_at, status = excluded.status,
          message = excluded.message, finished_at = excluded.finished_at, test_name = excluded.test_name,
          kind = excluded.kind, connection_id = excluded.connection_id, dataset = excluded.dataset,
          tags = excluded.tags
      WHERE (l.queued_at, l.execution_id) < (excluded.queued_at, excluded.execution_id)
  ),
  rollup AS (
    INSERT INTO plumbline.execution_rollups AS r (day, test_id, ${finalStatuses.join(', ')},
                                                  timed, duration_ms_sum, duration_ms_max)
    SELECT (d.finished_at AT TIME ZONE 'UTC')::date, d.test_id, ${counters},
           count(d.duration_ms), coalesce(sum(d.duration_ms), 0), coalesce(max(d.duration_ms), 0)
      FROM done d
     GROUP BY 1, 2
     ORDER BY 1, 2
    ON CONFLICT (day, test_id) DO UPDATE
      SET ${added([...finalStatuses, 'timed', 'duration_ms_sum'])},
          duration_ms_max = greatest(r.duration_ms_max, excluded.duration_ms_max)
  ),
  total AS (
    INSERT INTO plumbline.execution_totals AS r (bucket, shard, ${finalStatuses.join(', ')})
    SELECT date_trunc('hour', d.finished_at, 'UTC'), pg_backend_pid() % 16, ${counters}
      FROM done d
     GROUP BY 1
     ORDER BY 1
    ON CONFLICT (bucket, shard) DO UPDATE SET ${added(finalStatuses)}
  ),
  to_review AS (
    INSERT INTO plumbline.pending_reviews (execution_id, queued_at, finished_at, test_id, test_name, kind,
                                           connection_id, dataset, tags, status, message, error_code, groups)
    SELECT d.id, d.queued_at, d.finished_at, d.test_id, d.test_name, d.kind, d.connection_id, d.dataset, d.tags,
           d.status, d.message, d.error_code, d.groups
      FROM done d
     WHERE d.status IN ('passed', 'warned', 'failed', 'errored')
       AND NOT EXISTS (SELECT FROM plumbline.forgotten_tests f WHERE f.test_id = d.test_id)
    ON CONFLICT (execution_id) DO NOTHING
  )`;
