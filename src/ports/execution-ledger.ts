import type { ExecutionResult, QueuedExecution } from '../core/execution.ts';
import type { ExecutionId, RunId } from '../core/ids.ts';

/** The right of one worker to finish one execution. `attempt` is the fencing number: a later claim voids it. */
export interface Claim {
  readonly execution: QueuedExecution;
  readonly attempt: number;
}

export interface FinishedExecution {
  readonly claim: Claim;
  readonly result: ExecutionResult;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** The truth about executions; the queue is only a hint. Every method is idempotent. */
export abstract class ExecutionLedger {
  /** Writes executions as `queued`; an id that is already there is left as it is. */
  abstract enqueue(executions: readonly QueuedExecution[]): Promise<void>;

  /**
   * Claims those that are `queued`, or `running` with a lease that has run out, and makes them `running`.
   * Others are left out of the answer. An execution claimed `maxAttempts` times before is `errored` instead.
   */
  abstract claim(
    runId: RunId,
    ids: readonly ExecutionId[],
    lease: { readonly worker: string; readonly leaseMs: number; readonly maxAttempts: number },
  ): Promise<readonly Claim[]>;

  /** Extends the leases. Answers which claims are asked to stop, and which were lost to another worker. */
  abstract heartbeat(
    claims: readonly Claim[],
    leaseMs: number,
  ): Promise<{ readonly cancelled: readonly ExecutionId[]; readonly lost: readonly ExecutionId[] }>;

  /**
   * Records results: executions, metric values and rollups in one transaction. A claim that was voided meanwhile, or
   * an execution that is already final, changes nothing. Answers the ids recorded by this call.
   */
  abstract finish(finished: readonly FinishedExecution[]): Promise<readonly ExecutionId[]>;

  /** Gives claimed executions back as `queued`, as if they had not been claimed. */
  abstract release(claims: readonly Claim[]): Promise<void>;

  /** Makes the run's queued executions `cancelled` and asks its running ones to stop. Null when there is no such run. */
  abstract cancel(runId: RunId): Promise<{ readonly cancelled: number; readonly cancelling: number } | null>;

  /** Executions that wait longer than `queuedForMs`, or whose lease ran out: candidates for a new job. Oldest first. */
  abstract strays(queuedForMs: number, limit: number): Promise<readonly QueuedExecution[]>;
}
