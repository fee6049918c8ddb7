import type {
  Execution,
  ExecutionStatus,
  FinalStatus,
  MeasuredMetric,
  QueuedExecution,
  RecordedResult,
  SentStatement,
  Trigger,
} from '../../core/execution.ts';
import { isFinal } from '../../core/execution.ts';
import type { ConnectionId, ExecutionId, RunId, TestId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';

/** The columns of `QueuedExecution`, all but one that `executionOf` reads, and that one as lists show it. */
export const QUEUED_COLUMNS =
  'id, run_id, test_id, test_name, kind, connection_id, dataset, tags, trigger, queued_at';
export const UNMEASURED_COLUMNS = `${QUEUED_COLUMNS}, status, attempt, started_at, finished_at, plumbline_version,
  message, error_code, test_version, observed, expected, rows_tested, statements, engine_version, measured_at,
  failing_rows_sql`;
export const EXECUTION_COLUMNS = `${UNMEASURED_COLUMNS}, metrics`;

/** As the driver answers them: bigint as text, jsonb parsed. */
export interface QueuedRow {
  readonly id: ExecutionId;
  readonly run_id: RunId;
  readonly test_id: TestId;
  readonly test_name: string;
  readonly kind: string;
  readonly connection_id: ConnectionId;
  readonly dataset: string;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
  readonly queued_at: Date;
}

export interface ExecutionRow extends QueuedRow {
  readonly status: ExecutionStatus;
  readonly attempt: number;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly plumbline_version: string | null;
  readonly message: string | null;
  readonly error_code: string | null;
  readonly test_version: number | null;
  readonly observed: { readonly [name: string]: Json } | null;
  readonly expected: { readonly [level: string]: Json } | null;
  readonly rows_tested: string | null;
  readonly statements: readonly SentStatement[] | null;
  readonly engine_version: string | null;
  readonly measured_at: Date | null;
  readonly metrics: readonly MeasuredMetric[] | null;
  readonly failing_rows_sql: string | null;
  /** Both only where one execution is read. */
  readonly sample_rows?: number;
  readonly sample_expires_at?: Date | null;
}

export const queuedExecutionOf = (row: QueuedRow): QueuedExecution => ({
  id: row.id,
  runId: row.run_id,
  testId: row.test_id,
  testName: row.test_name,
  kind: row.kind,
  connectionId: row.connection_id,
  dataset: row.dataset,
  tags: row.tags,
  trigger: row.trigger,
  queuedAt: row.queued_at,
});

export const executionOf = (row: ExecutionRow): Execution => ({
  ...queuedExecutionOf(row),
  status: row.status,
  attempt: row.attempt,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  plumblineVersion: row.plumbline_version,
  result: isFinal[row.status] ? resultOf(row) : null,
});

/** Executions that no worker finished (cancelled, given up) have only a status, a message and a code. */
const resultOf = (row: ExecutionRow): RecordedResult => ({
  status: row.status as FinalStatus,
  message: row.message ?? '',
  errorCode: row.error_code,
  testVersion: row.test_version,
  observed: row.observed ?? {},
  expected: row.expected ?? {},
  rowsTested: row.rows_tested === null ? null : Number(row.rows_tested),
  statements: row.statements ?? [],
  engineVersion: row.engine_version,
  measuredAt: row.measured_at,
  metrics: row.metrics ?? [],
  failingRowsSql: row.failing_rows_sql,
  sample: row.sample_expires_at ? { rows: row.sample_rows ?? 0, expiresAt: row.sample_expires_at } : null,
});
