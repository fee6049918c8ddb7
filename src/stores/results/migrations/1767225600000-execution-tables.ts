import type { MigrationInterface, QueryRunner } from 'typeorm';
import { layoutForNewTables } from '../layout/choose-layout.ts';
import { timeSeriesTables, type TimeSeriesTable } from '../layout/time-series-layout.ts';

/**
 * Keys begin with `queued_at`: ids carry it (UUID version 7), so it orders executions as their ids do, and a look-up by
 * id reads one partition.
 */
const bodies: Record<TimeSeriesTable, string> = {
  test_executions: `
    id uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    run_id uuid NOT NULL,
    test_id uuid NOT NULL,
    test_name text NOT NULL,
    kind text NOT NULL,
    connection_id uuid NOT NULL,
    dataset text NOT NULL,
    tags text[] NOT NULL,
    trigger text NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    attempt integer NOT NULL DEFAULT 0,
    fence integer NOT NULL DEFAULT 0,
    worker text,
    lease_until timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    started_at timestamptz,
    finished_at timestamptz,
    plumbline_version text,
    message text,
    error_code text,
    test_version integer,
    observed jsonb,
    expected jsonb,
    rows_tested bigint,
    statements jsonb,
    engine_version text,
    measured_at timestamptz,
    metrics jsonb,
    PRIMARY KEY (queued_at, id)`,
  metric_values: `
    execution_id uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    test_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    name text NOT NULL,
    value double precision,
    measured_at timestamptz NOT NULL`,
  execution_samples: `
    execution_id uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    ordinal integer NOT NULL,
    "row" jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (queued_at, execution_id, ordinal)`,
};

/** Most executions end as passed: the partial indexes serve every other status and stay small. */
const indexes = [
  `CREATE INDEX test_executions_by_test ON plumbline.test_executions (test_id, queued_at, id)`,
  `CREATE INDEX test_executions_by_dataset ON plumbline.test_executions (dataset, queued_at, id)`,
  `CREATE INDEX test_executions_by_run ON plumbline.test_executions (run_id)`,
  `CREATE INDEX test_executions_open ON plumbline.test_executions (queued_at, id) WHERE status IN ('queued', 'running')`,
  `CREATE INDEX test_executions_not_passed ON plumbline.test_executions (queued_at, id, status)
    WHERE status IN ('warned', 'failed', 'errored', 'cancelled', 'skipped')`,
  `CREATE INDEX metric_values_by_key ON plumbline.metric_values (test_id, key_hash, measured_at)`,
  `CREATE INDEX execution_samples_by_expiry ON plumbline.execution_samples (expires_at)`,
];

const COUNTERS = `passed integer NOT NULL, warned integer NOT NULL, failed integer NOT NULL,
    errored integer NOT NULL, cancelled integer NOT NULL, skipped integer NOT NULL`;

/** Rows that are updated again and again leave room in their pages for it. */
const tables = [
  `CREATE TABLE plumbline.latest_verdicts (
    test_id uuid PRIMARY KEY,
    execution_id uuid NOT NULL,
    queued_at timestamptz NOT NULL,
    status text NOT NULL,
    message text NOT NULL,
    finished_at timestamptz NOT NULL,
    test_name text NOT NULL,
    kind text NOT NULL,
    connection_id uuid NOT NULL,
    dataset text NOT NULL,
    tags text[] NOT NULL
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX latest_verdicts_by_status ON plumbline.latest_verdicts (status, test_id)`,
  `CREATE TABLE plumbline.forgotten_tests (test_id uuid PRIMARY KEY, forgotten_at timestamptz NOT NULL)`,
  `CREATE TABLE plumbline.execution_rollups (
    day date NOT NULL,
    test_id uuid NOT NULL,
    ${COUNTERS},
    timed integer NOT NULL,
    duration_ms_sum bigint NOT NULL,
    duration_ms_max bigint NOT NULL,
    PRIMARY KEY (day, test_id)
  ) WITH (fillfactor = 80)`,
  `CREATE TABLE plumbline.execution_totals (
    bucket timestamptz NOT NULL,
    shard smallint NOT NULL,
    ${COUNTERS},
    PRIMARY KEY (bucket, shard)
  ) WITH (fillfactor = 50)`,
];

export class ExecutionTables1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const layout = await layoutForNewTables(runner);
    for (const table of timeSeriesTables) await layout.createTable(runner, table, bodies[table]);
    for (const statement of [...indexes, ...tables]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'execution_totals',
      'execution_rollups',
      'forgotten_tests',
      'latest_verdicts',
      ...[...timeSeriesTables].reverse(),
    ])
      await runner.query(`DROP TABLE plumbline.${table}`);
  }
}
