import { QUEUED_COLUMNS } from './execution-row.ts';
import { NOW, recordFinals } from './record-finals.ts';
import type { NamedStatement } from './sql.ts';

const named = (name: string, text: string): NamedStatement => ({ name: `ledger.${name}`, text });

/** Milliseconds in a parameter as an interval. */
const ms = (parameter: string) => `${parameter}::float8 * INTERVAL '1 millisecond'`;

/** The executions of `changed` that became final without a worker's measurement. */
const doneOfChanged = `
  done AS (SELECT c.*, NULL::bigint AS duration_ms, NULL::jsonb AS groups FROM changed c WHERE c.status NOT IN ('queued', 'running'))`;

const CANCELLED = `'the run was cancelled before this test was measured'`;

/** $1 executions */
export const enqueue = named(
  'enqueue',
  `INSERT INTO plumbline.test_executions (${QUEUED_COLUMNS})
   SELECT ${QUEUED_COLUMNS}
     FROM jsonb_to_recordset($1::jsonb)
       AS q (id uuid, run_id uuid, test_id uuid, test_name text, kind text, connection_id uuid, dataset text,
             tags text[], trigger text, queued_at timestamptz)
    ORDER BY queued_at, id
   ON CONFLICT (queued_at, id) DO NOTHING`,
);

/**
 * $1 executions with their leases, $2 $3 the earliest and latest of their times. Answers those claimed.
 * Locks in the order of ids; a row that another worker claimed meanwhile no longer meets the condition once it is locked.
 */
export const claim = named(
  'claim',
  `WITH wanted AS (
     SELECT e.queued_at, e.id, c.worker, c.lease_ms, c.max_attempts
       FROM jsonb_to_recordset($1::jsonb)
         AS c (id uuid, run_id uuid, queued_at timestamptz, worker text, lease_ms float8, max_attempts int)
       JOIN plumbline.test_executions e
         ON e.queued_at BETWEEN $2::timestamptz AND $3::timestamptz
        AND e.queued_at = c.queued_at AND e.id = c.id AND e.run_id = c.run_id
      WHERE e.status = 'queued' OR (e.status = 'running' AND e.lease_until <= clock_timestamp())
      ORDER BY e.id
        FOR UPDATE OF e
   ),
   changed AS (
     UPDATE plumbline.test_executions e
        SET (status, attempt, worker, lease_until, started_at, finished_at, message, error_code) = (
              SELECT o.status,
                     e.attempt + (o.status = 'running')::int,
                     CASE o.status WHEN 'running' THEN w.worker ELSE e.worker END,
                     CASE o.status WHEN 'running' THEN clock_timestamp() + ${ms('w.lease_ms')} END,
                     CASE o.status WHEN 'running' THEN ${NOW} ELSE e.started_at END,
                     CASE o.status WHEN 'running' THEN NULL ELSE ${NOW} END,
                     CASE o.status
                       WHEN 'errored' THEN format('given up after %s: each time the worker was lost before it had a result',
                                                  e.attempt || CASE e.attempt WHEN 1 THEN ' attempt' ELSE ' attempts' END)
                       WHEN 'cancelled' THEN ${CANCELLED}
                     END,
                     CASE o.status WHEN 'errored' THEN 'WORKER_LOST' WHEN 'cancelled' THEN 'CANCELLED' END
                FROM (SELECT CASE WHEN e.cancel_requested THEN 'cancelled'
                                  WHEN e.attempt >= w.max_attempts THEN 'errored'
                                  ELSE 'running' END AS status) o),
            fence = e.fence + 1
       FROM wanted w
      WHERE e.queued_at BETWEEN $2::timestamptz AND $3::timestamptz AND e.queued_at = w.queued_at AND e.id = w.id
     RETURNING e.*
   ),${doneOfChanged},${recordFinals}
   SELECT ${QUEUED_COLUMNS}, fence FROM changed WHERE status = 'running' ORDER BY id`,
);

const CLAIMS = `jsonb_to_recordset($1::jsonb) AS c (id uuid, queued_at timestamptz, fence int)`;
/** Behind CLAIMS: $2 and $3 are the earliest and latest `queued_at`, which name the partitions before the join does. */
const IS_HELD = `e.queued_at BETWEEN $2::timestamptz AND $3::timestamptz
        AND e.queued_at = c.queued_at AND e.id = c.id AND e.status = 'running' AND e.fence = c.fence`;

/** $1 claims, $2 $3 their times, $4 lease in ms. Lost is what another claim took over, or what is gone. */
export const heartbeat = named(
  'heartbeat',
  `WITH claims AS (SELECT * FROM ${CLAIMS}),
   held AS (
     UPDATE plumbline.test_executions e SET lease_until = clock_timestamp() + ${ms('$4')}
       FROM claims c WHERE ${IS_HELD}
     RETURNING e.id, e.cancel_requested
   )
   SELECT c.id, h.id IS NOT NULL AS is_held
     FROM claims c
     LEFT JOIN held h ON h.id = c.id
     LEFT JOIN plumbline.test_executions e
       ON e.queued_at BETWEEN $2::timestamptz AND $3::timestamptz AND e.queued_at = c.queued_at AND e.id = c.id
    WHERE h.cancel_requested OR (h.id IS NULL AND (e.id IS NULL OR e.fence <> c.fence))`,
);

/** What later executions may be compared with. */
const IS_MEASURED = `d.measured_at IS NOT NULL AND d.status NOT IN ('errored', 'cancelled')`;

/** $1 finished, $2 $3 their times, $4 version. One statement, hence one transaction and one round trip. */
export const finish = named(
  'finish',
  `WITH finished AS (
     SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS c (id uuid, queued_at timestamptz, fence int, status text, started_at timestamptz, finished_at timestamptz,
             duration_ms bigint, message text, error_code text, test_version int, observed jsonb, expected jsonb,
             rows_tested bigint, statements jsonb, engine_version text, measured_at timestamptz, metrics jsonb,
             failing_rows_sql text, structures jsonb, sample jsonb, groups jsonb)
   ),
   done AS (
     UPDATE plumbline.test_executions e
        SET status = c.status, started_at = c.started_at, finished_at = c.finished_at, lease_until = NULL,
            message = c.message, error_code = c.error_code, test_version = c.test_version, observed = c.observed,
            expected = c.expected, rows_tested = c.rows_tested, statements = c.statements,
            engine_version = c.engine_version, measured_at = c.measured_at, metrics = c.metrics,
            failing_rows_sql = c.failing_rows_sql, plumbline_version = $4
       FROM finished c
      WHERE ${IS_HELD}
     RETURNING e.*, c.duration_ms, c.structures, c.sample, c.groups
   ),
   measured AS (
     INSERT INTO plumbline.metric_values (execution_id, queued_at, test_id, key_hash, name, value, measured_at)
     SELECT d.id, d.queued_at, d.test_id, sha256(convert_to(m.key, 'UTF8')), m.name, m.value, d.measured_at
       FROM done d, jsonb_to_recordset(d.metrics) AS m (name text, key text, value float8)
      WHERE ${IS_MEASURED} AND NOT d.structures @> jsonb_build_array(jsonb_build_object('name', m.name, 'key', m.key))
   ),
   structured AS (
     INSERT INTO plumbline.metric_structures (execution_id, queued_at, test_id, key_hash, name, value, measured_at)
     SELECT d.id, d.queued_at, d.test_id, sha256(convert_to(m.key, 'UTF8')), m.name, m.value, d.measured_at
       FROM done d, jsonb_to_recordset(d.structures) AS m (name text, key text, value jsonb)
      WHERE ${IS_MEASURED}
     ON CONFLICT DO NOTHING
   ),
   sampled AS (
     INSERT INTO plumbline.execution_samples (execution_id, queued_at, test_id, ordinal, columns, "row", expires_at)
     SELECT d.id, d.queued_at, d.test_id, r.n, ARRAY(SELECT jsonb_array_elements_text(d.sample -> 'columns')), r.value,
            (d.sample ->> 'expiresAt')::timestamptz
       FROM done d, jsonb_array_elements(d.sample -> 'rows') WITH ORDINALITY AS r (value, n)
      WHERE NOT EXISTS (SELECT FROM plumbline.forgotten_tests f WHERE f.test_id = d.test_id)
   ),${recordFinals}
   SELECT id FROM done`,
);

/** $1 claims, $2 $3 their times. The fence stays: the claim given back is void. A cancelled run does not wait again. */
export const release = named(
  'release',
  `WITH claims AS (SELECT * FROM ${CLAIMS}),
   changed AS (
     UPDATE plumbline.test_executions e
        SET status = CASE WHEN e.cancel_requested THEN 'cancelled' ELSE 'queued' END,
            finished_at = CASE WHEN e.cancel_requested THEN ${NOW} END,
            message = CASE WHEN e.cancel_requested THEN ${CANCELLED} END,
            error_code = CASE WHEN e.cancel_requested THEN 'CANCELLED' END,
            attempt = e.attempt - 1, fence = e.fence + 1, worker = NULL, lease_until = NULL, started_at = NULL
       FROM claims c
      WHERE ${IS_HELD}
     RETURNING e.*
   ),${doneOfChanged},${recordFinals}
   SELECT id FROM changed`,
);

/** $1 run, $2 its time. */
export const cancel = named(
  'cancel',
  `WITH wanted AS (
     SELECT queued_at, id FROM plumbline.test_executions
      WHERE queued_at = $2::timestamptz AND run_id = $1::uuid AND status IN ('queued', 'running')
      ORDER BY id
        FOR UPDATE
   ),
   changed AS (
     UPDATE plumbline.test_executions e
        SET cancel_requested = true,
            status = CASE e.status WHEN 'queued' THEN 'cancelled' ELSE e.status END,
            finished_at = CASE e.status WHEN 'queued' THEN ${NOW} END,
            message = CASE e.status WHEN 'queued' THEN ${CANCELLED} END,
            error_code = CASE e.status WHEN 'queued' THEN 'CANCELLED' END
       FROM wanted w
      WHERE e.queued_at = $2::timestamptz AND e.queued_at = w.queued_at AND e.id = w.id
     RETURNING e.*
   ),${doneOfChanged},${recordFinals}
   SELECT EXISTS (SELECT FROM plumbline.test_executions
                   WHERE queued_at = $2::timestamptz AND run_id = $1::uuid) AS is_known,
          count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
          count(*) FILTER (WHERE status = 'running')::int AS cancelling
     FROM changed`,
);

/** $1 ms in the queue, $2 limit. */
export const strays = named(
  'strays',
  `SELECT ${QUEUED_COLUMNS} FROM plumbline.test_executions
    WHERE status IN ('queued', 'running')
      AND CASE status WHEN 'queued' THEN queued_at < clock_timestamp() - ${ms('$1')}
                      ELSE lease_until <= clock_timestamp() END
    ORDER BY queued_at, id
    LIMIT $2`,
);
