import { NOW } from './record-finals.ts';
import type { NamedStatement } from './sql.ts';

const named = (name: string, text: string): NamedStatement => ({ name: `schedules.${name}`, text });

/** $1 schedule, $2 version, $3 occurrence, $4 due, $5 deadline. */
export const plan = named(
  'plan',
  `INSERT INTO plumbline.schedule_dues AS d (schedule_id, version, occurrence, due_at, deadline, updated_at)
   VALUES ($1::uuid, $2::int, $3::timestamptz, $4::timestamptz, $5::timestamptz, clock_timestamp())
   ON CONFLICT (schedule_id) DO UPDATE
     SET version = excluded.version, occurrence = excluded.occurrence, due_at = excluded.due_at,
         deadline = excluded.deadline, updated_at = excluded.updated_at
     WHERE d.version <= excluded.version`,
);

/** $1 schedule, $2 time. */
export const lookBy = named(
  'lookBy',
  `UPDATE plumbline.schedule_dues SET due_at = least(due_at, $2::timestamptz) WHERE schedule_id = $1::uuid`,
);

/** $1 schedule, $2 version. */
export const keep = named(
  'keep',
  `UPDATE plumbline.schedule_dues SET version = $2::int WHERE schedule_id = $1::uuid AND version < $2::int`,
);

/** $1 schedules. */
export const forget = named(
  'forget',
  `WITH fired AS (DELETE FROM plumbline.schedule_firings WHERE schedule_id = ANY ($1::uuid[]))
   DELETE FROM plumbline.schedule_dues WHERE schedule_id = ANY ($1::uuid[])`,
);

/** $1 schedules. */
export const dueOf = named(
  'dueOf',
  `SELECT schedule_id, occurrence, due_at, deadline FROM plumbline.schedule_dues
    WHERE schedule_id = ANY ($1::uuid[]) AND due_at IS NOT NULL`,
);

/** $1 schedules. */
export const unplanned = named(
  'unplanned',
  `SELECT id FROM unnest($1::uuid[]) AS wanted (id)
    WHERE NOT EXISTS (SELECT FROM plumbline.schedule_dues d WHERE d.schedule_id = wanted.id)`,
);

/** Executions of the firing \`f\` that are not final. Runs carry the firing's time, which names their partition. */
const HAS_OPEN_RUNS = `EXISTS (
  SELECT FROM plumbline.test_executions e
   WHERE e.queued_at = f.at AND e.run_id = ANY (f.run_ids) AND e.status IN ('queued', 'running'))`;

/** $1 now, $2 token, $3 lease in ms, $4 limit. Rows that another statement holds this moment are left to it. */
export const take = named(
  'take',
  `WITH candidates AS (
     (SELECT schedule_id FROM plumbline.schedule_dues
       WHERE due_at <= $1::timestamptz AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
       ORDER BY due_at LIMIT $4)
     UNION
     (SELECT schedule_id FROM plumbline.schedule_dues
       WHERE claimed_until <= clock_timestamp()
       ORDER BY claimed_until LIMIT $4)
   ),
   free AS (
     SELECT d.schedule_id FROM plumbline.schedule_dues d JOIN candidates USING (schedule_id)
      WHERE (d.claimed_until IS NULL AND d.due_at <= $1::timestamptz) OR d.claimed_until <= clock_timestamp()
      ORDER BY d.due_at LIMIT $4
        FOR UPDATE OF d SKIP LOCKED
   ),
   taken AS (
     UPDATE plumbline.schedule_dues d
        SET token = $2::uuid, claimed_until = clock_timestamp() + $3::float8 * INTERVAL '1 millisecond'
       FROM free WHERE d.schedule_id = free.schedule_id
     RETURNING d.*
   )
   SELECT t.schedule_id, t.version, t.occurrence, t.due_at, t.deadline,
          t.updated_at < clock_timestamp() - INTERVAL '1 minute' AS is_old,
          begun.occurrence AS begun_occurrence, begun.at AS begun_at, begun.deadline AS begun_deadline,
          begun.missed AS begun_missed,
          EXISTS (SELECT FROM plumbline.schedule_firings f
                   WHERE f.schedule_id = t.schedule_id AND f.settled_at IS NULL AND f.state = 'fired'
                     AND ${HAS_OPEN_RUNS}) AS is_busy
     FROM taken t
     LEFT JOIN LATERAL (
       SELECT * FROM plumbline.schedule_firings f
        WHERE f.schedule_id = t.schedule_id AND f.settled_at IS NULL AND f.state = 'claimed'
        ORDER BY f.occurrence LIMIT 1
     ) AS begun ON true
    ORDER BY t.due_at, t.schedule_id`,
);

/**
 * Of the given rows `w`, those whose schedule the token $2 holds, locked in the order of ids. Looked up one by one: few
 * rows have a token at any moment, and a planner that knows it would compare each of them with each of the given ones.
 */
const held = (given: string) => `
  held AS (
    SELECT w.* FROM (SELECT * FROM ${given} ORDER BY schedule_id) w
     CROSS JOIN LATERAL (
       SELECT token FROM plumbline.schedule_dues d WHERE d.schedule_id = w.schedule_id FOR UPDATE
     ) AS d
     WHERE d.token = $2::uuid
  )`;

/**
 * $1 firings, $2 token. The schedule's row stays locked until the firing is written: nobody takes it over in between and
 * overlooks what was begun.
 */
export const begin = named(
  'begin',
  `WITH given AS (
     SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS g (schedule_id uuid, occurrence timestamptz, at timestamptz, deadline timestamptz, missed int)
   ),${held('given')}
   INSERT INTO plumbline.schedule_firings (schedule_id, occurrence, state, at, deadline, missed)
   SELECT schedule_id, occurrence, 'claimed', at, deadline, missed FROM held
   ON CONFLICT (schedule_id, occurrence) DO NOTHING
   RETURNING schedule_id, occurrence`,
);

/** $1 what was done, $2 token. Of a schedule that was changed meanwhile, the change says when it is due. */
export const settle = named(
  'settle',
  `WITH handled AS (
     SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS h (schedule_id uuid, version int, occurrence timestamptz, due_at timestamptz, deadline timestamptz,
             fired timestamptz, state text, reason text, tests int, run_ids uuid[])
   ),${held('handled')},
   open AS (
     SELECT h.* FROM handled h
      CROSS JOIN LATERAL (
        SELECT FROM plumbline.schedule_firings f
         WHERE f.schedule_id = h.schedule_id AND f.occurrence = h.fired AND f.state = 'claimed'
           FOR UPDATE
      ) AS f
   ),
   outcome AS (
     UPDATE plumbline.schedule_firings f
        SET state = o.state, reason = o.reason, tests = o.tests, run_ids = o.run_ids,
            settled_at = CASE o.state WHEN 'skipped' THEN ${NOW} END
       FROM open o WHERE f.schedule_id = o.schedule_id AND f.occurrence = o.fired
   )
   UPDATE plumbline.schedule_dues d
      SET (version, occurrence, due_at, deadline) = (
            SELECT greatest(d.version, h.version), n.occurrence, n.due_at, n.deadline
              FROM (SELECT h.occurrence, h.due_at, h.deadline WHERE d.version <= h.version
                    UNION ALL
                    SELECT d.occurrence, d.due_at, d.deadline WHERE d.version > h.version) n),
          token = NULL, claimed_until = NULL
     FROM held h WHERE d.schedule_id = h.schedule_id`,
);

/** $1 schedule, $2 limit. */
export const lastOf = named(
  'lastOf',
  `SELECT schedule_id, occurrence, state, reason, at, missed, tests, run_ids, settled_at
     FROM plumbline.schedule_firings WHERE schedule_id = $1::uuid
    ORDER BY occurrence DESC LIMIT $2`,
);

/** $1 now. What another process looks at this moment is left to it. */
export const noteFinished = named(
  'noteFinished',
  `WITH finished AS (
     SELECT f.schedule_id, f.occurrence FROM plumbline.schedule_firings f
      WHERE f.settled_at IS NULL AND f.state = 'fired' AND NOT ${HAS_OPEN_RUNS}
        FOR UPDATE OF f SKIP LOCKED
   )
   UPDATE plumbline.schedule_firings f SET settled_at = $1::timestamptz
     FROM finished WHERE f.schedule_id = finished.schedule_id AND f.occurrence = finished.occurrence`,
);

/** $1 now, $2 limit: firings that are not settled, and schedules that nobody looks at. */
export const overdue = named(
  'overdue',
  `SELECT DISTINCT ON (deadline, schedule_id, occurrence) schedule_id, occurrence, deadline, is_fired
     FROM (
       SELECT schedule_id, occurrence, deadline, state = 'fired' AS is_fired FROM plumbline.schedule_firings
        WHERE settled_at IS NULL AND raised_at IS NULL AND deadline <= $1::timestamptz
       UNION ALL
       SELECT d.schedule_id, d.occurrence, d.deadline, false FROM plumbline.schedule_dues d
        WHERE d.deadline <= $1::timestamptz AND d.raised_at IS NULL
          AND NOT EXISTS (SELECT FROM plumbline.schedule_firings f
                           WHERE f.schedule_id = d.schedule_id AND f.occurrence = d.occurrence)
     ) AS either
    ORDER BY deadline, schedule_id, occurrence, is_fired DESC
    LIMIT $2`,
);

/** $1 occurrences, $2 now. */
export const raised = named(
  'raised',
  `WITH told AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS t (schedule_id uuid, occurrence timestamptz)),
   firings AS (
     UPDATE plumbline.schedule_firings f SET raised_at = $2::timestamptz
       FROM told t WHERE f.schedule_id = t.schedule_id AND f.occurrence = t.occurrence
   )
   UPDATE plumbline.schedule_dues d SET raised_at = coalesce(d.raised_at, $2::timestamptz)
    WHERE d.schedule_id IN (SELECT schedule_id FROM told)`,
);

/** $1 now. */
export const recovered = named(
  'recovered',
  `SELECT d.schedule_id, d.raised_at, coalesce(last.settled_at >= d.raised_at, false) AS has_verdict
     FROM plumbline.schedule_dues d
     LEFT JOIN LATERAL (
       SELECT f.settled_at FROM plumbline.schedule_firings f
        WHERE f.schedule_id = d.schedule_id AND f.state = 'fired' ORDER BY f.occurrence DESC LIMIT 1
     ) AS last ON true
    WHERE d.raised_at IS NOT NULL
      AND (d.due_at IS NULL OR (last.settled_at >= d.raised_at AND d.deadline > $1::timestamptz))`,
);

/** $1 schedules with the time at which they were raised: one that was raised again meanwhile stays. */
export const settled = named(
  'settled',
  `UPDATE plumbline.schedule_dues d SET raised_at = NULL
     FROM jsonb_to_recordset($1::jsonb) AS s (schedule_id uuid, raised_at timestamptz)
    WHERE d.schedule_id = s.schedule_id AND d.raised_at = s.raised_at`,
);
