/** The columns of `Delivery`. */
export const DELIVERY_COLUMNS = `d.id, d.channel_id, d.channel_name, d.channel_type, d.transition, d.title, d.status,
  d.created_at, d.finished_at, d.fence, d.answer`;

/** $1 delivery: what decides whether it may be sent now. */
export const lockForClaim = `
  SELECT d.id, d.channel_id, d.channel_name, d.content, d.finished_at, d.fence, d.tried_before, t.external,
         greatest(0, extract(epoch FROM d.lease_until - clock_timestamp()) * 1000)::float8 AS lease_ms,
         (extract(epoch FROM clock_timestamp() - d.created_at) * 1000)::float8 AS age_ms,
         EXISTS (SELECT FROM plumbline.alert_deliveries p
                  WHERE p.thread_id = d.thread_id AND p.ordinal < d.ordinal AND p.finished_at IS NULL) AS must_wait,
         EXISTS (SELECT FROM (SELECT p.id, p.status FROM plumbline.alert_deliveries p
                               WHERE p.thread_id = d.thread_id ORDER BY p.ordinal LIMIT 1) AS p
                  WHERE p.id <> d.id AND p.status IN ('failed', 'dropped')) AS is_orphan
    FROM plumbline.alert_deliveries d
    JOIN plumbline.alert_threads t ON t.id = d.thread_id
   WHERE d.id = $1::uuid
     FOR UPDATE OF d`;

/** $1 delivery, $2 why. */
export const drop = `
  UPDATE plumbline.alert_deliveries
     SET status = 'dropped', finished_at = clock_timestamp(), touched_at = clock_timestamp(), answer = $2
   WHERE id = $1::uuid AND finished_at IS NULL`;

/** $1 delivery, $2 how long the claim holds. Answers the attempts so far, this one included. */
export const beginAttempt = `
  WITH claimed AS (
    UPDATE plumbline.alert_deliveries
       SET fence = fence + 1, status = 'sending', touched_at = clock_timestamp(),
           lease_until = clock_timestamp() + $2 * interval '1 millisecond'
     WHERE id = $1::uuid
    RETURNING id, fence
  ),
  begun AS (
    INSERT INTO plumbline.alert_attempts (delivery_id, number, began_at, outcome)
    SELECT id, fence, clock_timestamp(), 'unknown' FROM claimed
    RETURNING delivery_id, number, began_at
  )
  SELECT coalesce(min(a.began_at), min(b.began_at)) AS first_began_at, count(a.number) > 0 AS may_have_arrived
    FROM begun b
    LEFT JOIN plumbline.alert_attempts a ON a.delivery_id = b.delivery_id`;

/** $1 delivery, $2 attempt, $3 status, $4 outcome, $5 answer, $6 what a later message of the thread needs, or null. */
export const record = {
  name: 'deliveries.record',
  text: `WITH recorded AS (
           UPDATE plumbline.alert_deliveries
              SET status = $3, answer = $5, lease_until = NULL, touched_at = clock_timestamp(),
                  finished_at = CASE WHEN $3 <> 'queued' THEN clock_timestamp() END
            WHERE id = $1::uuid AND fence = $2 AND status = 'sending'
           RETURNING id, thread_id
         ),
         ended AS (
           UPDATE plumbline.alert_attempts a SET ended_at = clock_timestamp(), outcome = $4, answer = $5
             FROM recorded WHERE a.delivery_id = recorded.id AND a.number = $2
         ),
         kept AS (
           UPDATE plumbline.alert_threads t SET external = $6::jsonb
             FROM recorded WHERE t.id = recorded.thread_id AND $3 = 'sent'
         )
         SELECT id FROM recorded`,
};

/** $1 delivery. */
export const retry = {
  name: 'deliveries.retry',
  text: `UPDATE plumbline.alert_deliveries
            SET status = 'queued', finished_at = NULL, tried_before = fence, touched_at = clock_timestamp()
          WHERE id = $1::uuid AND status = 'failed'
         RETURNING id`,
};

/** $1 untouched for so long, $2 how many. Touches them, so that the next call looks at others. */
export const strays = {
  name: 'deliveries.strays',
  text: `UPDATE plumbline.alert_deliveries d SET touched_at = clock_timestamp()
          WHERE d.id IN (
            SELECT id FROM plumbline.alert_deliveries
             WHERE finished_at IS NULL AND touched_at < clock_timestamp() - $1 * interval '1 millisecond'
               AND (lease_until IS NULL OR lease_until < clock_timestamp())
             ORDER BY touched_at LIMIT $2
               FOR UPDATE SKIP LOCKED)
         RETURNING d.id AS "deliveryId", d.channel_id AS "channelId"`,
};

export const get = {
  name: 'deliveries.get',
  text: `SELECT ${DELIVERY_COLUMNS}, d.content,
                (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'delivery_id' ORDER BY a.number), '[]')
                   FROM plumbline.alert_attempts a WHERE a.delivery_id = d.id) AS log
           FROM plumbline.alert_deliveries d WHERE d.id = $1::uuid`,
};

/** $1 channel. */
export const health = {
  name: 'deliveries.health',
  text: `SELECT (SELECT max(finished_at) FROM plumbline.alert_deliveries WHERE channel_id = $1::uuid AND status = 'sent')
                  AS last_sent_at,
                failed.finished_at AS failed_at, failed.answer,
                (SELECT count(*)::int FROM plumbline.alert_deliveries
                  WHERE channel_id = $1::uuid AND status IN ('queued', 'sending')) AS waiting
           FROM (SELECT 1) AS one
           LEFT JOIN LATERAL (
             SELECT finished_at, answer FROM plumbline.alert_deliveries
              WHERE channel_id = $1::uuid AND status = 'failed' ORDER BY finished_at DESC LIMIT 1
           ) AS failed ON true`,
};
