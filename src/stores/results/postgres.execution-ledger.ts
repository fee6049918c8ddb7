import type { QueuedExecution } from '../../core/execution.ts';
import { timeOfId, type ExecutionId, type RunId } from '../../core/ids.ts';
import { ExecutionLedger, type Claim, type FinishedExecution } from '../../ports/execution-ledger.ts';
import { queuedExecutionOf, type QueuedRow } from './execution-row.ts';
import type { TimeSeriesLayout } from './layout/time-series-layout.ts';
import * as statements from './ledger-statements.ts';
import { instantParameter, jsonParameter, textParameter } from './parameters.ts';
import { NO_PARTITION, sqlState, type Sql } from './sql.ts';

/**
 * Every method is one statement. A claim's `attempt` is the column `fence`, which only grows; the column `attempt`
 * counts claims that were not given back, and is what readers see and what `maxAttempts` limits. Claiming or giving
 * back an execution whose run was cancelled makes it `cancelled`. Times of leases are the database's clock.
 */
export class PostgresExecutionLedger extends ExecutionLedger {
  constructor(
    private readonly sql: Sql,
    private readonly layout: TimeSeriesLayout,
    private readonly version: string | null,
  ) {
    super();
  }

  async enqueue(executions: readonly QueuedExecution[]): Promise<void> {
    if (executions.length === 0) return;
    const parameters = [jsonParameter(executions.map(rowOfQueued))];
    try {
      await this.sql.write(statements.enqueue, parameters);
    } catch (error) {
      if (sqlState(error) !== NO_PARTITION) throw error;
      await this.layout.makeRoomFor(
        this.sql,
        executions.map(({ queuedAt }) => queuedAt),
      );
      await this.sql.write(statements.enqueue, parameters);
    }
  }

  async claim(
    runId: RunId,
    ids: readonly ExecutionId[],
    lease: { readonly worker: string; readonly leaseMs: number; readonly maxAttempts: number },
  ): Promise<readonly Claim[]> {
    const rows = await this.sql.write<QueuedRow & { readonly fence: number }>(statements.claim, [
      runId,
      instantParameter(timeOfId(runId)),
      ids,
      textParameter(lease.worker),
      lease.leaseMs,
      lease.maxAttempts,
    ]);
    return rows.map((row) => ({ execution: queuedExecutionOf(row), attempt: row.fence }));
  }

  async heartbeat(
    claims: readonly Claim[],
    leaseMs: number,
  ): Promise<{ readonly cancelled: readonly ExecutionId[]; readonly lost: readonly ExecutionId[] }> {
    if (claims.length === 0) return { cancelled: [], lost: [] };
    const rows = await this.sql.write<{ readonly id: ExecutionId; readonly is_held: boolean }>(
      statements.heartbeat,
      [...claimParameters(claims), leaseMs],
    );
    const idsWhere = (isHeld: boolean) => rows.filter((row) => row.is_held === isHeld).map(({ id }) => id);
    return { cancelled: idsWhere(true), lost: idsWhere(false) };
  }

  async finish(finished: readonly FinishedExecution[]): Promise<readonly ExecutionId[]> {
    if (finished.length === 0) return [];
    const [earliest, latest] = timesOf(finished.map(({ claim }) => claim));
    // of two results for one claim, PostgreSQL would take any; the first counts
    const first = new Map(
      [...finished].reverse().map((one) => [`${one.claim.execution.id}/${one.claim.attempt}`, one]),
    );
    const rows = await this.sql.write<{ readonly id: ExecutionId }>(statements.finish, [
      jsonParameter([...first.values()].map(rowOfFinished).sort(byId)),
      earliest,
      latest,
      this.version,
    ]);
    return rows.map(({ id }) => id);
  }

  async release(claims: readonly Claim[]): Promise<void> {
    if (claims.length > 0) await this.sql.write(statements.release, claimParameters(claims));
  }

  async cancel(runId: RunId): Promise<{ readonly cancelled: number; readonly cancelling: number } | null> {
    const [row] = await this.sql.write<{
      readonly is_known: boolean;
      readonly cancelled: number;
      readonly cancelling: number;
    }>(statements.cancel, [runId, instantParameter(timeOfId(runId))]);
    return row?.is_known ? { cancelled: row.cancelled, cancelling: row.cancelling } : null;
  }

  async strays(queuedForMs: number, limit: number): Promise<readonly QueuedExecution[]> {
    const rows = await this.sql.rows<QueuedRow>(statements.strays, [queuedForMs, limit]);
    return rows.map(queuedExecutionOf);
  }
}

const rowOfQueued = (execution: QueuedExecution) => ({
  id: execution.id,
  run_id: execution.runId,
  test_id: execution.testId,
  test_name: execution.testName,
  kind: execution.kind,
  connection_id: execution.connectionId,
  dataset: execution.dataset,
  tags: execution.tags,
  trigger: execution.trigger,
  queued_at: execution.queuedAt,
});

const rowOfClaim = ({ execution, attempt }: Claim) => ({
  id: execution.id,
  queued_at: execution.queuedAt,
  fence: attempt,
});

/** Rows are locked in the order of ids, as `claim` and `cancel` do: statements that meet wait instead of deadlocking. */
const byId = (a: { readonly id: ExecutionId }, b: { readonly id: ExecutionId }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** Only measured executions are timed: how fast a cancelled or skipped one ends says nothing about its test. */
const rowOfFinished = ({ claim, result, startedAt, finishedAt }: FinishedExecution) => ({
  ...rowOfClaim(claim),
  status: result.status,
  started_at: startedAt,
  finished_at: finishedAt,
  duration_ms:
    result.status === 'cancelled' || result.status === 'skipped'
      ? null
      : Math.max(0, finishedAt.getTime() - startedAt.getTime()),
  message: result.message,
  error_code: result.errorCode,
  test_version: result.testVersion,
  observed: result.observed,
  expected: result.expected,
  rows_tested: result.rowsTested,
  statements: result.statements,
  engine_version: result.engineVersion,
  measured_at: result.measuredAt,
  metrics: result.metrics,
});

function timesOf(claims: readonly Claim[]): readonly [string, string] {
  const times = claims.map(({ execution }) => execution.queuedAt.getTime());
  const [earliest, latest] = [Math.min(...times), Math.max(...times)];
  return [instantParameter(new Date(earliest)), instantParameter(new Date(latest))];
}

const claimParameters = (claims: readonly Claim[]): readonly [string, string, string] => [
  jsonParameter(claims.map(rowOfClaim).sort(byId)),
  ...timesOf(claims),
];
