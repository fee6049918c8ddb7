import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key of `alert_notices` is what makes an event known to a channel once. `alert_announcements` holds what a channel
 * has been told of an incident; it goes with the incident, and a notice with its event. An attempt without `ended_at`
 * is one whose process died before it could record what became of it. The messages of a thread go out by `ordinal`.
 * `fence` counts claims, and is the number of the attempt; `tried_before` is its value when somebody had a failed
 * delivery tried again.
 */
const statements = [
  `CREATE TABLE plumbline.alert_threads (
    id uuid PRIMARY KEY,
    channel_id uuid NOT NULL,
    external jsonb
  )`,
  `CREATE TABLE plumbline.alert_deliveries (
    id uuid PRIMARY KEY,
    ordinal bigint GENERATED ALWAYS AS IDENTITY,
    thread_id uuid NOT NULL REFERENCES plumbline.alert_threads ON DELETE CASCADE,
    channel_id uuid NOT NULL,
    channel_name text NOT NULL,
    channel_type text NOT NULL,
    transition text NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    finished_at timestamptz,
    fence integer NOT NULL DEFAULT 0,
    tried_before integer NOT NULL DEFAULT 0,
    lease_until timestamptz,
    answer text,
    content jsonb NOT NULL
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX alert_deliveries_by_thread ON plumbline.alert_deliveries (thread_id, ordinal)`,
  `CREATE INDEX alert_deliveries_by_channel ON plumbline.alert_deliveries (channel_id, status, id)`,
  `CREATE INDEX alert_deliveries_unfinished ON plumbline.alert_deliveries (touched_at) WHERE finished_at IS NULL`,
  `CREATE TABLE plumbline.alert_attempts (
    delivery_id uuid NOT NULL REFERENCES plumbline.alert_deliveries ON DELETE CASCADE,
    number integer NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text NOT NULL,
    answer text,
    PRIMARY KEY (delivery_id, number)
  )`,
  `CREATE TABLE plumbline.alert_notices (
    event_id uuid NOT NULL REFERENCES plumbline.incident_events ON DELETE CASCADE,
    channel_id uuid NOT NULL,
    incident_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    transition text NOT NULL,
    at timestamptz NOT NULL,
    hold text NOT NULL,
    ready_at timestamptz NOT NULL,
    settled_at timestamptz,
    drop_reason text,
    delivery_id uuid REFERENCES plumbline.alert_deliveries ON DELETE SET NULL,
    PRIMARY KEY (event_id, channel_id)
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX alert_notices_waiting ON plumbline.alert_notices (ready_at) WHERE settled_at IS NULL`,
  `CREATE INDEX alert_notices_by_delivery ON plumbline.alert_notices (delivery_id) WHERE delivery_id IS NOT NULL`,
  `CREATE INDEX alert_notices_by_incident ON plumbline.alert_notices (incident_id, delivery_id)`,
  `CREATE TABLE plumbline.alert_announcements (
    channel_id uuid NOT NULL,
    incident_id uuid NOT NULL REFERENCES plumbline.incidents ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES plumbline.alert_threads ON DELETE CASCADE,
    level text NOT NULL,
    is_closed boolean NOT NULL,
    PRIMARY KEY (incident_id, channel_id)
  )`,
  `CREATE INDEX alert_announcements_by_thread ON plumbline.alert_announcements (thread_id, incident_id)`,
  `CREATE TABLE plumbline.alert_reminders (
    incident_id uuid NOT NULL REFERENCES plumbline.incidents ON DELETE CASCADE,
    rule_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    sent integer NOT NULL,
    PRIMARY KEY (incident_id, rule_id)
  )`,
  `CREATE INDEX alert_reminders_due ON plumbline.alert_reminders (due_at)`,
  `CREATE INDEX incidents_muted ON plumbline.incidents (muted_until) WHERE status = 'open' AND muted_until IS NOT NULL`,
];

/** Notices of incidents' events, the messages made of them, and what became of these. */
export class Alerts1798761601000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX plumbline.incidents_muted');
    for (const table of [
      'alert_reminders',
      'alert_announcements',
      'alert_notices',
      'alert_attempts',
      'alert_deliveries',
      'alert_threads',
    ])
      await runner.query(`DROP TABLE plumbline.${table}`);
  }
}
