/** $1 how many. The incident's columns are those of `IncidentRow`. */
export const unrouted = {
  name: 'outbox.unrouted',
  text: `SELECT i.*, e.id AS event_id, e.at AS event_at, e.type AS event_type, e.details ->> 'ruleId' AS rule_id
           FROM plumbline.incident_events e
           JOIN plumbline.incidents i ON i.id = e.incident_id
          WHERE e.routed_at IS NULL
          ORDER BY e.id LIMIT $1`,
};

/** $1 events, $2 their notices, $3 now. Only whoever marks an event writes its notices. */
export const route = {
  name: 'outbox.route',
  text: `WITH free AS (
           SELECT id FROM plumbline.incident_events
            WHERE id = ANY ($1::uuid[]) AND routed_at IS NULL ORDER BY id FOR UPDATE
         ),
         marked AS (
           UPDATE plumbline.incident_events e SET routed_at = $3::timestamptz FROM free WHERE e.id = free.id
         ),
         noted AS (
           INSERT INTO plumbline.alert_notices (event_id, channel_id, incident_id, rule_id, transition, at, hold, ready_at)
           SELECT n.event_id, n.channel_id, n.incident_id, n.rule_id, n.transition, n.at, n.hold, n.ready_at
             FROM jsonb_to_recordset($2::jsonb) AS n (event_id uuid, channel_id uuid, incident_id uuid, rule_id uuid,
                                                      transition text, at timestamptz, hold text, ready_at timestamptz)
             JOIN free ON free.id = n.event_id
           ON CONFLICT (event_id, channel_id) DO NOTHING
           RETURNING 1
         )
         SELECT count(*)::int AS noted FROM noted`,
};

/** $1 now. */
export const isAnyReady = {
  name: 'outbox.isAnyReady',
  text: `SELECT EXISTS (SELECT FROM plumbline.alert_notices
                         WHERE settled_at IS NULL AND ready_at <= $1::timestamptz) AS ready`,
};

/** "plumbflu" in ASCII: one flush at a time. */
export const lockFlush = `SELECT pg_try_advisory_xact_lock(x'706c756d62666c75'::bigint) AS locked`;

/** $1 now, $2 how many. A thread of which nothing arrived, and nothing may still arrive, has announced nothing. */
export const waiting = `
  SELECT i.*, n.event_id, n.channel_id, n.rule_id, n.transition, n.at AS event_at, n.hold, n.ready_at,
         a.thread_id, a.level AS announced_level, a.is_closed
    FROM plumbline.alert_notices n
    JOIN plumbline.incidents i ON i.id = n.incident_id
    LEFT JOIN plumbline.alert_announcements a
      ON a.incident_id = n.incident_id AND a.channel_id = n.channel_id
     AND EXISTS (SELECT FROM plumbline.alert_deliveries d
                  WHERE d.thread_id = a.thread_id AND d.status IN ('queued', 'sending', 'sent'))
   WHERE n.settled_at IS NULL
     AND (n.ready_at <= $1::timestamptz
          OR n.hold = 'gather' AND (n.channel_id, n.transition) IN (
               SELECT r.channel_id, r.transition FROM plumbline.alert_notices r
                WHERE r.settled_at IS NULL AND r.ready_at <= $1::timestamptz))
   ORDER BY n.ready_at, n.event_id LIMIT $2`;

/** $1 deliveries. A thread that goes on is there already. */
export const addThreads = `
  INSERT INTO plumbline.alert_threads (id, channel_id)
  SELECT DISTINCT thread_id, channel_id FROM jsonb_to_recordset($1::jsonb) AS d (thread_id uuid, channel_id uuid)
  ON CONFLICT (id) DO NOTHING`;

/** $1 deliveries, in the order in which they go out. */
export const addDeliveries = `
  INSERT INTO plumbline.alert_deliveries (id, thread_id, channel_id, channel_name, channel_type, transition, title,
                                          status, created_at, touched_at, content)
  SELECT id, thread_id, channel_id, channel_name, channel_type, transition, title, 'queued', created_at,
         clock_timestamp(), content
    FROM jsonb_to_recordset($1::jsonb)
      AS d (n int, id uuid, thread_id uuid, channel_id uuid, channel_name text, channel_type text, transition text,
            title text, created_at timestamptz, content jsonb)
   ORDER BY n`;

/** $1 what became of notices, $2 now. One that is held waits until then, for nobody else. */
export const settleNotices = `
  UPDATE plumbline.alert_notices n
     SET settled_at = CASE WHEN f.until IS NULL THEN $2::timestamptz END,
         delivery_id = f.delivery_id, drop_reason = f.drop_reason,
         ready_at = coalesce(f.until, n.ready_at), hold = CASE WHEN f.until IS NULL THEN n.hold ELSE 'none' END
    FROM jsonb_to_recordset($1::jsonb)
      AS f (event_id uuid, channel_id uuid, delivery_id uuid, drop_reason text, until timestamptz)
   WHERE n.event_id = f.event_id AND n.channel_id = f.channel_id`;

/** $1 what channels are told now, one row for each incident. */
export const announce = `
  INSERT INTO plumbline.alert_announcements (channel_id, incident_id, thread_id, level, is_closed)
  SELECT channel_id, incident_id, thread_id, level, is_closed
    FROM jsonb_to_recordset($1::jsonb)
      AS a (channel_id uuid, incident_id uuid, thread_id uuid, level text, is_closed boolean)
  ON CONFLICT (incident_id, channel_id) DO UPDATE
    SET thread_id = excluded.thread_id, level = excluded.level, is_closed = excluded.is_closed`;

/** $1 reminders, one for each incident and rule. */
export const startReminders = `
  INSERT INTO plumbline.alert_reminders (incident_id, rule_id, due_at, sent)
  SELECT incident_id, rule_id, due_at, 0
    FROM jsonb_to_recordset($1::jsonb) AS r (incident_id uuid, rule_id uuid, due_at timestamptz)
  ON CONFLICT (incident_id, rule_id) DO UPDATE SET due_at = excluded.due_at, sent = 0`;

/** $1 threads. */
export const openIn = {
  name: 'outbox.openIn',
  text: `SELECT a.thread_id, count(*)::int AS open
           FROM plumbline.alert_announcements a
           JOIN plumbline.incidents i ON i.id = a.incident_id AND i.status <> 'resolved'
          WHERE a.thread_id = ANY ($1::uuid[])
          GROUP BY 1`,
};

/** $1 now, $2 how many. */
export const dueReminders = `
  SELECT r.incident_id, r.rule_id, r.due_at, r.sent, i.status, i.muted_until
    FROM plumbline.alert_reminders r
    JOIN plumbline.incidents i ON i.id = r.incident_id
   WHERE r.due_at <= $1::timestamptz
   ORDER BY r.due_at, r.incident_id LIMIT $2
     FOR UPDATE OF r SKIP LOCKED`;

/** $1 reminders and when they are due next; null takes one out of the way. */
export const advanceReminders = `
  WITH step AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (incident_id uuid, rule_id uuid, due_at timestamptz, sent int)
  ),
  ended AS (
    DELETE FROM plumbline.alert_reminders r USING step s
     WHERE r.incident_id = s.incident_id AND r.rule_id = s.rule_id AND s.due_at IS NULL
  )
  UPDATE plumbline.alert_reminders r SET due_at = s.due_at, sent = s.sent FROM step s
   WHERE r.incident_id = s.incident_id AND r.rule_id = s.rule_id AND s.due_at IS NOT NULL`;

/** $1 events. */
export const addReminded = `
  INSERT INTO plumbline.incident_events (id, incident_id, at, type, by, reason, execution_id, level, details)
  SELECT e.id, e.incident_id, e.at, 'reminded', NULL, e.reason, i.last_execution_id, i.level, e.details
    FROM jsonb_to_recordset($1::jsonb) AS e (id uuid, incident_id uuid, at timestamptz, reason text, details jsonb)
    JOIN plumbline.incidents i ON i.id = e.incident_id`;

/** $1 now, $2 how many. */
export const mutesEnded = `
  SELECT i.id FROM plumbline.incidents i
   WHERE i.status = 'open' AND i.muted_until <= $1::timestamptz
     AND NOT EXISTS (SELECT FROM plumbline.incident_events e
                      WHERE e.incident_id = i.id AND e.type = 'reminded' AND e.at >= i.muted_until)
   ORDER BY i.muted_until LIMIT $2
     FOR UPDATE OF i SKIP LOCKED`;
