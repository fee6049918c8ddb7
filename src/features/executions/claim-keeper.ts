import { Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '../../core/errors.ts';
import type { JobPayload } from '../../core/jobs.ts';
import { IncidentReviewer } from '../incidents/incident-reviewer.ts';
import { ExecutionLedger, type Claim, type FinishedExecution } from '../../ports/execution-ledger.ts';

/** How this worker claims executions. */
export class LeaseSettings {
  constructor(
    readonly worker: string,
    readonly leaseMs: number,
    readonly maxAttempts: number,
    /** How often leases are extended, which is also how soon a cancellation is noticed. */
    readonly heartbeatMs: number,
  ) {}
}

type Work = (claims: readonly Claim[], stop: AbortSignal) => Promise<readonly FinishedExecution[]>;

/** Holds the claims of one job: extends their leases while the work runs, stops it when it is no longer wanted. */
@Injectable()
export class ClaimKeeper {
  private readonly log = new Logger(ClaimKeeper.name);

  constructor(
    private readonly ledger: ExecutionLedger,
    private readonly lease: LeaseSettings,
    private readonly reviewer: IncidentReviewer,
  ) {}

  /**
   * Claims what is free of the job, does the work, records what it returns and has it reviewed. `stop` aborts when the run is
   * cancelled, when every claim was lost, or when `goingDown` aborts; then the claims are given back unrecorded.
   */
  async hold(
    { runId, executionIds }: JobPayload<'executeRun'>,
    goingDown: AbortSignal,
    work: Work,
  ): Promise<void> {
    const claims = await this.ledger.claim(runId, executionIds, this.lease);
    if (claims.length === 0) return;
    const unwanted = new AbortController();
    const heart = setInterval(() => void this.beat(claims, unwanted), this.lease.heartbeatMs);
    try {
      const finished = await work(claims, AbortSignal.any([goingDown, unwanted.signal]));
      if (goingDown.aborted) throw new Unavailable('this worker is going down', 'WORKER_GOING_DOWN');
      await this.ledger.finish(finished);
    } catch (error) {
      // should this fail too, the leases run out and the sweep finds the executions
      await this.ledger.release(claims).catch((cause: unknown) => this.warn('release', runId, cause));
      throw error;
    } finally {
      clearInterval(heart);
    }
    await this.reviewer.reviewIfPossible();
  }

  private async beat(claims: readonly Claim[], unwanted: AbortController): Promise<void> {
    try {
      const { cancelled, lost } = await this.ledger.heartbeat(claims, this.lease.leaseMs);
      if (cancelled.length > 0 || lost.length === claims.length) unwanted.abort();
    } catch (cause) {
      // one missed beat is no harm: the lease outlives several, and a lost claim cannot be recorded anyway
      this.warn('heartbeat', claims[0]!.execution.runId, cause);
    }
  }

  private warn(what: string, runId: string, cause: unknown): void {
    this.log.warn(
      `${what} of run ${runId} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}
