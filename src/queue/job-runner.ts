import type { LoggerService } from '@nestjs/common';
import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { AppError, type ErrorKind } from '../core/errors.ts';
import { jobs, Postponed, type JobAttempt, type JobName, type JobPayload } from '../core/jobs.ts';
import type { BullProcessor } from './bullmq-backend.ts';

/** What to do for each job. A name without a handler does not compile. */
export type JobHandlers = {
  readonly [N in JobName]: (
    payload: JobPayload<N>,
    signal: AbortSignal,
    attempt: JobAttempt,
  ) => Promise<void>;
};

/** Trying again cannot help: the same input gives the same answer. */
const isWorthRetrying: Record<ErrorKind, boolean> = {
  malformed: false,
  unauthenticated: false,
  forbidden: false,
  invalid: false,
  'not-found': false,
  conflict: true,
  'too-many': true,
  unavailable: true,
};

/** Runs handlers for BullMQ, and knows which ones run now so that they can be waited for or aborted. */
export class JobRunner {
  private readonly running = new Set<AbortController>();
  private readonly waitingForIdle: (() => void)[] = [];
  private isRefusing = false;

  constructor(private readonly logger: LoggerService) {}

  get size(): number {
    return this.running.size;
  }

  /** From now on a job that BullMQ has taken already goes back unseen. */
  refuseMore(): void {
    this.isRefusing = true;
  }

  abort(): void {
    for (const controller of this.running) controller.abort();
  }

  /** Resolves when nothing runs. */
  idle(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waitingForIdle.push(resolve));
  }

  processorOf<N extends JobName>(name: N, handler: JobHandlers[N]): BullProcessor {
    return async (job, token) => {
      if (this.isRefusing) return giveBack(job, token);
      const payload = jobs[name].payload.safeParse(job.data);
      if (!payload.success) {
        const paths = [...new Set(payload.error.issues.map((issue) => issue.path.join('.') || '(payload)'))];
        return this.giveUp(job, `the payload is not valid: ${paths.join(', ')}`);
      }
      const controller = new AbortController();
      this.running.add(controller);
      try {
        await handler(payload.data as JobPayload<N>, controller.signal, attemptOf(job));
      } catch (error) {
        if (controller.signal.aborted) return await giveBack(job, token);
        if (error instanceof Postponed) return await putOff(job, token, error.delayMs);
        this.refuse(job, error);
      } finally {
        this.finished(controller);
      }
    };
  }

  private finished(controller: AbortController): void {
    this.running.delete(controller);
    if (this.running.size === 0) for (const resolve of this.waitingForIdle.splice(0)) resolve();
  }

  private refuse(job: Job, error: unknown): never {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof AppError && !isWorthRetrying[error.kind]) this.giveUp(job, message);
    const attempt = `attempt ${attemptOf(job).number} of ${job.opts.attempts ?? 1}`;
    this.logger.warn(`${told(job)}: ${attempt} failed: ${message}`);
    throw error;
  }

  private giveUp(job: Job, reason: string): never {
    this.logger.error(`${told(job)}: given up: ${reason}`);
    throw new UnrecoverableError(reason);
  }
}

const told = (job: Job) => `job ${job.name} ${job.id ?? ''}`;

const attemptOf = (job: Job): JobAttempt => {
  const number = job.attemptsMade + 1;
  return { number, isLast: number >= (job.opts.attempts ?? 1) };
};

/** Back to the queue until later, without counting as an attempt. */
async function putOff(job: Job, token: string | undefined, delayMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + delayMs, token);
  throw new DelayedError();
}

/** Back to the queue for another worker, without counting as an attempt. */
async function giveBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}
