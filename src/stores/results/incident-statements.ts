import { INCIDENT_COLUMN_NAMES, INCIDENT_COLUMNS, TYPED_INCIDENT_COLUMNS } from './incident-row.ts';

/** "plumbrev" in ASCII: one transaction at a time opens and follows incidents, in the whole fleet. */
export const lock = `SELECT pg_advisory_xact_lock(x'706c756d62726576'::bigint)`;

/**
 * Passes of tests that have not failed lately say nothing: they go in bulk, without the lock. A verdict that another
 * transaction is about to review is still seen here, or else the track that it has made. Answers whether others wait.
 */
export const dropPasses = {
  name: 'incidents.dropPasses',
  text: `WITH silent AS (
           DELETE FROM plumbline.pending_reviews p
            WHERE p.status = 'passed'
              AND NOT EXISTS (SELECT FROM plumbline.incident_tracks t WHERE t.subject_id = p.test_id)
              AND NOT EXISTS (SELECT FROM plumbline.pending_reviews o
                               WHERE o.test_id = p.test_id AND o.status <> 'passed')
           RETURNING p.execution_id
         )
         SELECT count(*) > (SELECT count(*) FROM silent) AS "othersWait" FROM plumbline.pending_reviews`,
};

/** $1 limit. */
export const pending = `
  SELECT execution_id, queued_at, finished_at, test_id, test_name, kind, connection_id, dataset, tags, status, message,
         groups
    FROM plumbline.pending_reviews ORDER BY finished_at, execution_id LIMIT $1`;

/** $1 subjects. */
export const tracks = `SELECT * FROM plumbline.incident_tracks WHERE subject_id = ANY ($1::uuid[])`;

/**
 * $1 subjects, $2 kinds. The unresolved incident of each (subject, kind, group), else the one that was resolved last.
 * Whoever changes one by hand waits until the transaction ends.
 */
export const current = `
  SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents
   WHERE id IN (SELECT DISTINCT ON (subject_id, kind, group_key) id FROM plumbline.incidents
                 WHERE subject_id = ANY ($1::uuid[]) AND kind = ANY ($2::text[])
                 ORDER BY subject_id, kind, group_key, status = 'resolved', id DESC)
   ORDER BY id
     FOR NO KEY UPDATE`;

/** $1 tests. Their latest verdicts, where these do not wait to be reviewed themselves. */
export const seen = `
  SELECT l.test_id, l.queued_at, l.execution_id, l.status FROM plumbline.latest_verdicts l
   WHERE l.test_id = ANY ($1::uuid[]) AND l.status IN ('passed', 'warned', 'failed', 'errored')
     AND NOT EXISTS (SELECT FROM plumbline.pending_reviews p WHERE p.execution_id = l.execution_id)`;

/** $1 tracks. */
export const putTracks = `
  INSERT INTO plumbline.incident_tracks AS t (subject_id, kind, group_key, recent, queued_at, execution_id)
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS r (subject_id uuid, kind text, group_key text, recent text[], queued_at timestamptz, execution_id uuid)
  ON CONFLICT (subject_id, kind, group_key) DO UPDATE
    SET recent = excluded.recent, queued_at = excluded.queued_at, execution_id = excluded.execution_id`;

/** $1 tracks. */
export const dropTracks = `
  DELETE FROM plumbline.incident_tracks t
   USING jsonb_to_recordset($1::jsonb) AS r (subject_id uuid, kind text, group_key text)
   WHERE t.subject_id = r.subject_id AND t.kind = r.kind AND t.group_key = r.group_key`;

const updates = INCIDENT_COLUMN_NAMES.filter((name) => name !== 'id')
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

/** $1 incidents. */
export const putIncidents = `
  INSERT INTO plumbline.incidents (${INCIDENT_COLUMNS})
  SELECT ${INCIDENT_COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS r (${TYPED_INCIDENT_COLUMNS})
  ON CONFLICT (id) DO UPDATE SET ${updates}`;

/** $1 events. */
export const addEvents = `
  INSERT INTO plumbline.incident_events (id, incident_id, at, type, by, reason, execution_id, level, details, routed_at)
  SELECT * FROM jsonb_to_recordset($1::jsonb)
    AS r (id uuid, incident_id uuid, at timestamptz, type text, by text, reason text, execution_id uuid, level text,
          details jsonb, routed_at timestamptz)`;

/** $1 executions. */
export const reviewed = `DELETE FROM plumbline.pending_reviews WHERE execution_id = ANY ($1::uuid[])`;

/** $1 key. */
export const signal = `SELECT incident_id FROM plumbline.incident_signals WHERE key = $1`;

/** $1 key, $2 incident, $3 now. */
export const addSignal = `
  INSERT INTO plumbline.incident_signals (key, incident_id, at) VALUES ($1, $2::uuid, $3::timestamptz)`;

/** $1 type of the subjects, $2 their ids, $3 kind or null for all. */
export const unresolved = `
  SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents
   WHERE subject_id = ANY ($2::uuid[]) AND subject_type = $1 AND status <> 'resolved'
     AND ($3::text IS NULL OR kind = $3::text)
   ORDER BY id
     FOR NO KEY UPDATE`;

/** $1 subjects. */
export const forget = `
  WITH unwatched AS (DELETE FROM plumbline.incident_tracks WHERE subject_id = ANY ($1::uuid[]))
  DELETE FROM plumbline.pending_reviews WHERE test_id = ANY ($1::uuid[])`;

/** $1 incident. */
export const one = `SELECT ${INCIDENT_COLUMNS} FROM plumbline.incidents WHERE id = $1::uuid FOR NO KEY UPDATE`;
