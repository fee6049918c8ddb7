import { EXECUTION_COLUMNS, UNMEASURED_COLUMNS } from './execution-row.ts';

/** Rows of a sample that may still be shown, of the execution $1, queued at $2. */
const IS_KEPT = `s.queued_at = $2::timestamptz AND s.execution_id = $1::uuid AND s.expires_at > clock_timestamp()`;

/** Metrics in their order, each with its structure where it has one, of the execution $1, queued at $2. */
const METRICS = `
  (SELECT jsonb_agg(CASE WHEN s.value IS NULL THEN m.value
                         ELSE m.value || jsonb_build_object('structure', s.value) END ORDER BY m.n)
     FROM jsonb_array_elements(e.metrics) WITH ORDINALITY AS m (value, n)
     LEFT JOIN plumbline.metric_structures s
       ON s.queued_at = $2::timestamptz AND s.execution_id = $1::uuid AND s.name = m.value ->> 'name'
      AND s.key_hash = sha256(convert_to(m.value ->> 'key', 'UTF8'))) AS metrics`;

/** $1 execution, $2 its time: the one read that puts structures back among the metrics. */
export const get = {
  name: 'reader.get',
  text: `SELECT ${UNMEASURED_COLUMNS}, sample_rows, sample_expires_at, ${METRICS}
           FROM plumbline.test_executions e
          CROSS JOIN LATERAL (
            SELECT count(*)::int AS sample_rows, min(s.expires_at) AS sample_expires_at
              FROM plumbline.execution_samples s WHERE ${IS_KEPT}
          ) AS kept
          WHERE queued_at = $2::timestamptz AND id = $1::uuid`,
};

/** $1 execution, $2 its time. */
export const sample = {
  name: 'reader.sample',
  text: `SELECT columns, "row", expires_at FROM plumbline.execution_samples s WHERE ${IS_KEPT} ORDER BY ordinal`,
};

export const ofRun = {
  name: 'reader.ofRun',
  text: `SELECT ${EXECUTION_COLUMNS} FROM plumbline.test_executions
          WHERE queued_at = $2::timestamptz AND run_id = $1::uuid
          ORDER BY test_name COLLATE "C", id`,
};

/** Keys can be long, so rows hold their hash. */
export const history = {
  name: 'reader.history',
  text: `SELECT measured_at, value FROM plumbline.metric_values
          WHERE test_id = $1::uuid AND key_hash = sha256(convert_to($2, 'UTF8')) AND measured_at < $3::timestamptz
          ORDER BY measured_at DESC, queued_at DESC, execution_id DESC
          LIMIT $4`,
};

/** Two steps in the index for each moment: the last value up to it, and the first one after it. */
export const nearest = {
  name: 'reader.nearest',
  text: `WITH moments AS (
           SELECT n, at, span_from, least(span_to, $3::timestamptz) AS span_to
             FROM unnest($4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
             WITH ORDINALITY AS m (at, span_from, span_to, n)
         )
         SELECT near.measured_at, near.value
           FROM moments
          CROSS JOIN LATERAL (
            SELECT * FROM (
              (SELECT measured_at, value FROM plumbline.metric_values
                WHERE test_id = $1::uuid AND key_hash = sha256(convert_to($2, 'UTF8')) AND value IS NOT NULL
                  AND measured_at >= span_from AND measured_at < span_to AND measured_at <= at
                ORDER BY measured_at DESC, queued_at DESC, execution_id DESC LIMIT 1)
              UNION ALL
              (SELECT measured_at, value FROM plumbline.metric_values
                WHERE test_id = $1::uuid AND key_hash = sha256(convert_to($2, 'UTF8')) AND value IS NOT NULL
                  AND measured_at >= span_from AND measured_at < span_to AND measured_at > at
                ORDER BY measured_at, queued_at DESC, execution_id DESC LIMIT 1)
            ) AS both_sides
            ORDER BY greatest(at - measured_at, measured_at - at), measured_at DESC LIMIT 1
          ) AS near
          ORDER BY n`,
};

const structuresWhere = (condition: string) => `
  SELECT execution_id AS "executionId", measured_at AS "measuredAt", value FROM plumbline.metric_structures
   WHERE test_id = $1::uuid AND key_hash = sha256(convert_to($2, 'UTF8')) AND measured_at < $3::timestamptz
     ${condition}`;

/** $1 test, $2 key, $3 before, $4 how many. */
export const lastStructures = {
  name: 'reader.lastStructures',
  text: structuresWhere('ORDER BY measured_at DESC, queued_at DESC, execution_id DESC LIMIT $4'),
};

/** $1 test, $2 key, $3 before, $4 execution, $5 its time. */
export const structureOf = {
  name: 'reader.structureOf',
  text: structuresWhere('AND queued_at = $5::timestamptz AND execution_id = $4::uuid'),
};

export const latest = {
  name: 'reader.latest',
  text: `SELECT test_id AS "testId", execution_id AS "executionId", status, finished_at AS "finishedAt"
           FROM plumbline.latest_verdicts WHERE test_id = ANY ($1::uuid[])`,
};

export const testsWithStatus = {
  name: 'reader.testsWithStatus',
  text: `SELECT test_id FROM plumbline.latest_verdicts
          WHERE status = $1 AND ($2::uuid IS NULL OR test_id > $2::uuid)
          ORDER BY test_id LIMIT $3`,
};

export const forget = {
  name: 'reader.forget',
  text: `WITH dropped AS (DELETE FROM plumbline.latest_verdicts WHERE test_id = ANY ($1::uuid[])),
         unsampled AS (DELETE FROM plumbline.execution_samples WHERE test_id = ANY ($1::uuid[]))
         INSERT INTO plumbline.forgotten_tests (test_id, forgotten_at)
         SELECT DISTINCT id, clock_timestamp() FROM unnest($1::uuid[]) AS t (id) ORDER BY id
         ON CONFLICT (test_id) DO NOTHING`,
};
