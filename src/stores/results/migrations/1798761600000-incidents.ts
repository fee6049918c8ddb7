import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `pending_reviews` is written by the statement that makes executions final, in its transaction: no verdict can be lost
 * between the record of it and the incident that it opens. `incident_tracks` remembers the last verdicts of what has
 * failed lately, `incident_signals` which signals were counted, and `incident_events` is both the timeline and the outbox of alerts (`routed_at` is null until somebody
 * was told, or nobody had to be).
 */
const statements = [
  `CREATE TABLE plumbline.pending_reviews (
    execution_id uuid PRIMARY KEY,
    queued_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    test_id uuid NOT NULL,
    test_name text NOT NULL,
    kind text NOT NULL,
    connection_id uuid NOT NULL,
    dataset text NOT NULL,
    tags text[] NOT NULL,
    status text NOT NULL,
    message text NOT NULL,
    error_code text,
    groups jsonb
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`,
  `CREATE INDEX pending_reviews_by_test ON plumbline.pending_reviews (test_id, finished_at, execution_id)`,
  `CREATE TABLE plumbline.incident_tracks (
    subject_id uuid NOT NULL,
    kind text NOT NULL,
    group_key text NOT NULL,
    recent text[] NOT NULL,
    queued_at timestamptz NOT NULL,
    execution_id uuid NOT NULL,
    PRIMARY KEY (subject_id, kind, group_key)
  ) WITH (fillfactor = 80)`,
  `CREATE TABLE plumbline.incidents (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    kind text NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    subject_name text NOT NULL,
    group_key text NOT NULL,
    connection_id uuid,
    dataset text,
    test_kind text,
    tags text[] NOT NULL,
    owner text,
    severity text NOT NULL,
    level text NOT NULL,
    status text NOT NULL,
    opened_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    resolved_at timestamptz,
    muted_until timestamptz,
    assignee text,
    message text NOT NULL,
    first_execution_id uuid,
    last_execution_id uuid,
    failures integer NOT NULL,
    passes integer NOT NULL,
    reopened integer NOT NULL
  ) WITH (fillfactor = 80)`,
  `CREATE UNIQUE INDEX incidents_one_open ON plumbline.incidents (subject_id, kind, group_key) WHERE status <> 'resolved'`,
  `CREATE INDEX incidents_by_subject ON plumbline.incidents (subject_id, kind, group_key, id)`,
  `CREATE INDEX incidents_by_dataset ON plumbline.incidents (dataset, id)`,
  `CREATE INDEX incidents_unresolved ON plumbline.incidents (id) WHERE status <> 'resolved'`,
  `CREATE TABLE plumbline.incident_signals (
    key text PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES plumbline.incidents ON DELETE CASCADE,
    at timestamptz NOT NULL
  )`,
  `CREATE INDEX incident_signals_by_incident ON plumbline.incident_signals (incident_id)`,
  `CREATE TABLE plumbline.incident_events (
    id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES plumbline.incidents ON DELETE CASCADE,
    at timestamptz NOT NULL,
    type text NOT NULL,
    by text,
    reason text NOT NULL,
    execution_id uuid,
    level text NOT NULL,
    details jsonb NOT NULL,
    routed_at timestamptz
  )`,
  `CREATE INDEX incident_events_by_incident ON plumbline.incident_events (incident_id, id)`,
  `CREATE INDEX incident_events_unrouted ON plumbline.incident_events (id) WHERE routed_at IS NULL`,
  `CREATE INDEX latest_verdicts_troubled ON plumbline.latest_verdicts (dataset, test_id)
    WHERE status IN ('warned', 'failed', 'errored')`,
];

/** Incidents, their timelines, and the verdicts that have not been looked at yet. */
export class Incidents1798761600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX plumbline.latest_verdicts_troubled');
    for (const table of [
      'incident_events',
      'incident_signals',
      'incidents',
      'incident_tracks',
      'pending_reviews',
    ])
      await runner.query(`DROP TABLE plumbline.${table}`);
  }
}
