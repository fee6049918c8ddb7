import { isFinal, type QueuedExecution } from '../../core/execution.ts';
import type { ExecutionId, RunId } from '../../core/ids.ts';
import { ExecutionLedger, type Claim, type FinishedExecution } from '../../ports/execution-ledger.ts';
import { MemoryExecutions, type Stored } from './memory-executions.ts';

/** The ledger over `MemoryExecutions`; what it records is read through a `MemoryExecutionReader` of the same. */
export class MemoryExecutionLedger extends ExecutionLedger {
  constructor(private readonly executions = new MemoryExecutions()) {
    super();
  }

  async enqueue(executions: readonly QueuedExecution[]): Promise<void> {
    for (const execution of executions) this.executions.add(execution);
  }

  async claim(
    runId: RunId,
    ids: readonly ExecutionId[],
    lease: { readonly worker: string; readonly leaseMs: number; readonly maxAttempts: number },
  ): Promise<readonly Claim[]> {
    const claims: Claim[] = [];
    for (const id of [...new Set(ids)].sort()) {
      const stored = this.executions.find(id);
      if (stored?.execution.runId !== runId || !this.isClaimable(stored)) continue;
      stored.fence += 1;
      if (stored.cancelRequested) this.executions.giveUp(stored, 'cancelled', 'CANCELLED', CANCELLED);
      else if (stored.execution.attempt >= lease.maxAttempts)
        this.executions.giveUp(stored, 'errored', 'WORKER_LOST', workerLost(stored.execution.attempt));
      else {
        const now = this.executions.now();
        stored.leaseUntil = now.getTime() + lease.leaseMs;
        stored.execution = {
          ...stored.execution,
          status: 'running',
          attempt: stored.execution.attempt + 1,
          startedAt: now,
        };
        claims.push({ execution: stored.queued, attempt: stored.fence });
      }
    }
    return claims;
  }

  async heartbeat(
    claims: readonly Claim[],
    leaseMs: number,
  ): Promise<{ readonly cancelled: readonly ExecutionId[]; readonly lost: readonly ExecutionId[] }> {
    const cancelled: ExecutionId[] = [];
    const lost: ExecutionId[] = [];
    for (const claim of claims) {
      const stored = this.executions.find(claim.execution.id);
      if (!stored || stored.fence !== claim.attempt) lost.push(claim.execution.id);
      else if (stored.execution.status === 'running') {
        stored.leaseUntil = this.executions.now().getTime() + leaseMs;
        if (stored.cancelRequested) cancelled.push(claim.execution.id);
      }
    }
    return { cancelled, lost };
  }

  async finish(finished: readonly FinishedExecution[]): Promise<readonly ExecutionId[]> {
    const recorded: ExecutionId[] = [];
    for (const { claim, result, startedAt, finishedAt } of finished) {
      const stored = this.held(claim);
      if (!stored) continue;
      this.executions.finalise(stored, { result, startedAt, finishedAt });
      recorded.push(claim.execution.id);
    }
    return recorded;
  }

  async release(claims: readonly Claim[]): Promise<void> {
    for (const claim of claims) {
      const stored = this.held(claim);
      if (!stored) continue;
      stored.fence += 1;
      const attempt = stored.execution.attempt - 1;
      stored.execution = { ...stored.execution, status: 'queued', attempt, startedAt: null };
      if (stored.cancelRequested) this.executions.giveUp(stored, 'cancelled', 'CANCELLED', CANCELLED);
    }
  }

  async cancel(runId: RunId): Promise<{ readonly cancelled: number; readonly cancelling: number } | null> {
    const ofRun = this.executions.all().filter(({ execution }) => execution.runId === runId);
    if (ofRun.length === 0) return null;
    const open = ofRun.filter(({ execution }) => !isFinal[execution.status]);
    let cancelled = 0;
    for (const stored of open) {
      stored.cancelRequested = true;
      if (stored.execution.status !== 'queued') continue;
      this.executions.giveUp(stored, 'cancelled', 'CANCELLED', CANCELLED);
      cancelled += 1;
    }
    return { cancelled, cancelling: open.length - cancelled };
  }

  async strays(queuedForMs: number, limit: number): Promise<readonly QueuedExecution[]> {
    const now = this.executions.now().getTime();
    return this.executions
      .newestFirst()
      .reverse()
      .filter((stored) =>
        stored.execution.status === 'queued'
          ? stored.execution.queuedAt.getTime() < now - queuedForMs
          : this.isExpired(stored),
      )
      .slice(0, limit)
      .map(({ queued }) => queued);
  }

  private isClaimable(stored: Stored): boolean {
    return stored.execution.status === 'queued' || this.isExpired(stored);
  }

  private isExpired({ execution, leaseUntil }: Stored): boolean {
    return execution.status === 'running' && leaseUntil <= this.executions.now().getTime();
  }

  private held(claim: Claim): Stored | null {
    const stored = this.executions.find(claim.execution.id);
    return stored?.execution.status === 'running' && stored.fence === claim.attempt ? stored : null;
  }
}

const CANCELLED = 'the run was cancelled before this test was measured';
const workerLost = (attempts: number) =>
  `given up after ${attempts} attempt${attempts === 1 ? '' : 's'}: each time the worker was lost before it had a result`;
