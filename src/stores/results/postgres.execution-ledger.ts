import { Batcher } from '../../core/batcher.ts';
import type { QueuedExecution } from '../../core/execution.ts';
import { timeOfId, type ExecutionId, type RunId } from '../../core/ids.ts';
import { keptSampleOf } from '../../core/verdict/samples.ts';
import { ExecutionLedger, type Claim, type FinishedExecution } from '../../ports/execution-ledger.ts';
import { queuedExecutionOf, type QueuedRow } from './execution-row.ts';
import type { TimeSeriesLayout } from './layout/time-series-layout.ts';
import * as statements from './ledger-statements.ts';
import { instantParameter, jsonParameter } from './parameters.ts';
import { NO_PARTITION, sqlState, type Sql } from './sql.ts';

type Lease = Parameters<ExecutionLedger['claim']>[2];

interface ClaimRequest {
  readonly runId: RunId;
  readonly ids: readonly ExecutionId[];
  readonly lease: Lease;
}

/** Two statements at once keep the database busy while one answer travels. */
const AT_ONCE = { itemsAtOnce: 200, callsAtOnce: 2 };

/**
 * Every method is one statement. A claim's `attempt` is the column `fence`, which only grows; the column `attempt`
 * counts claims that were not given back, and is what readers see and what `maxAttempts` limits. Claiming or giving
 * back an execution whose run was cancelled makes it `cancelled`. Times of leases are the database's clock.
 */
export class PostgresExecutionLedger extends ExecutionLedger {
  /** Small runs come many at a time: their statements are made as one. */
  private readonly enqueueing = new Batcher<readonly QueuedExecution[], void>(async (lists) => {
    await this.insert(lists.flat());
    return lists.map(() => undefined);
  }, AT_ONCE);
  private readonly claiming = new Batcher<ClaimRequest, readonly Claim[]>(
    (requests) => this.claimAll(requests),
    AT_ONCE,
  );
  private readonly finishing = new Batcher<readonly FinishedExecution[], readonly ExecutionId[]>(
    (lists) => this.record(lists),
    AT_ONCE,
  );

  constructor(
    private readonly sql: Sql,
    private readonly layout: TimeSeriesLayout,
    private readonly version: string | null,
  ) {
    super();
  }

  async enqueue(executions: readonly QueuedExecution[]): Promise<void> {
    if (executions.length > 0) await this.enqueueing.add(executions);
  }

  private async insert(executions: readonly QueuedExecution[]): Promise<void> {
    const parameters = [jsonParameter(executions.map(rowOfQueued))];
    await this.withRoomFor(executions, () => this.sql.write(statements.enqueue, parameters));
  }

  /** Writes again, once, when there was no partition for what these executions bring. */
  private async withRoomFor<T>(executions: readonly QueuedExecution[], write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (sqlState(error) !== NO_PARTITION) throw error;
      await this.layout.makeRoomFor(
        this.sql,
        executions.map(({ queuedAt }) => queuedAt),
      );
      return write();
    }
  }

  claim(runId: RunId, ids: readonly ExecutionId[], lease: Lease): Promise<readonly Claim[]> {
    return this.claiming.add({ runId, ids, lease });
  }

  private async claimAll(requests: readonly ClaimRequest[]): Promise<readonly (readonly Claim[])[]> {
    const times = requests.map(({ runId }) => timeOfId(runId).getTime());
    const wanted = new Map(requests.flatMap(rowsOfRequest).map((row) => [row.id, row]));
    const rows = await this.sql.write<QueuedRow & { readonly fence: number }>(statements.claim, [
      jsonParameter([...wanted.values()]),
      instantParameter(new Date(Math.min(...times))),
      instantParameter(new Date(Math.max(...times))),
    ]);
    const claims = new Map(
      rows.map((row) => [row.id, { execution: queuedExecutionOf(row), attempt: row.fence }]),
    );
    return requests.map(({ ids }) =>
      ids.flatMap((id) => {
        const claim = claims.get(id);
        claims.delete(id); // of two requests for one execution the first has it
        return claim ?? [];
      }),
    );
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
    return finished.length === 0 ? [] : this.finishing.add(finished);
  }

  private async record(
    lists: readonly (readonly FinishedExecution[])[],
  ): Promise<readonly (readonly ExecutionId[])[]> {
    const finished = lists.flat();
    const [earliest, latest] = timesOf(finished.map(({ claim }) => claim));
    // of two results for one claim, PostgreSQL would take any; the first counts
    const first = new Map(
      [...finished].reverse().map((one) => [`${one.claim.execution.id}/${one.claim.attempt}`, one]),
    );
    const rows = await this.withRoomFor(
      finished.map(({ claim }) => claim.execution),
      () =>
        this.sql.write<{ readonly id: ExecutionId }>(statements.finish, [
          jsonParameter([...first.values()].map(rowOfFinished).sort(byId)),
          earliest,
          latest,
          this.version,
        ]),
    );
    const recorded = new Set(rows.map(({ id }) => id));
    return lists.map((list) =>
      list.map(({ claim }) => claim.execution.id).filter((id) => recorded.delete(id)),
    );
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

const rowsOfRequest = ({ runId, ids, lease }: ClaimRequest) =>
  ids.map((id) => ({
    id,
    run_id: runId,
    queued_at: timeOfId(runId),
    worker: lease.worker,
    lease_ms: lease.leaseMs,
    max_attempts: lease.maxAttempts,
  }));

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
  metrics: result.metrics.map(({ name, key, value }) => ({ name, key, value })),
  structures: result.metrics.flatMap(({ name, key, structure }) =>
    structure === undefined || structure === null ? [] : [{ name, key, value: structure }],
  ),
  failing_rows_sql: result.failingRowsSql,
  sample: keptSampleOf(result.sample, finishedAt),
  groups: result.groups,
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
