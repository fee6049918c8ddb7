import type { LoggerService } from '@nestjs/common';
import { Batcher } from '../core/batcher.ts';
import { groupBy } from '../core/grouping.ts';
import { jobs, type JobName, type JobPayload } from '../core/jobs.ts';
import { JobQueue, type JobOptions } from '../ports/job-queue.ts';
import { within } from './deadline.ts';
import { queueUnavailable } from './queue-unavailable.ts';
import { openBullQueue, waitUntilReady, type BullQueue, type QueueSettings } from './bullmq-backend.ts';
import { jobNames, queueName, type QueueNaming } from './queue-name.ts';
import { OutageLog } from './outage-log.ts';
import { migrateQueueSchema } from './postgres-queue-schema.ts';

export interface JobQueueOptions extends QueueNaming {
  readonly logger: LoggerService;
  /** Wait before the second attempt; doubles with each further one. Default: what the job catalogue says. */
  readonly retryDelayMs?: number;
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
}

interface NewJob {
  readonly name: JobName;
  readonly data: unknown;
  readonly opts: { readonly jobId: string; readonly priority: number };
}

const DEFAULT_PRIORITY = 10;
const CLOSE_TIMEOUT_MS = 5000;
/** Redis keeps priorities in 21 bits of a sorted set's score. */
const MAX_PRIORITY = 2 ** 21;
const JOB_ID = /^[A-Za-z0-9_-]{1,200}$/;

/** Opens the queue, on PostgreSQL with BullMQ's tables made where they are missing. Throws `Unavailable`. */
export async function openJobQueue(
  settings: QueueSettings,
  options: JobQueueOptions,
): Promise<BullmqJobQueue> {
  const opened = new Map<JobName, BullQueue>();
  const queue = new BullmqJobQueue(opened, new OutageLog(options.logger, 'job queue'));
  try {
    if (settings.kind === 'postgres') await migrateQueueSchema(settings.url);
    for (const name of jobNames) {
      const bull = openBullQueue(settings, queueName(name, options), {
        attempts: jobs[name].attempts,
        backoff: { type: 'exponential', delay: options.retryDelayMs ?? jobs[name].retryAfterMs },
        // A kept job would swallow later ones with its id; executions are the record of what happened.
        removeOnComplete: true,
        removeOnFail: true,
        stackTraceLimit: 0,
      });
      opened.set(name, bull);
      bull.on('error', (error) => queue.outages.failed(error));
    }
    await waitUntilReady([...opened.values()], options.connectTimeoutMs);
    return queue;
  } catch (error) {
    await queue.close();
    throw queueUnavailable(error);
  }
}

/** One BullMQ queue for each name of the job catalogue. */
export class BullmqJobQueue extends JobQueue {
  private readonly adding = new Batcher<NewJob, void>((jobs) => this.addAll(jobs), {
    itemsAtOnce: 200,
    callsAtOnce: 2,
  });

  constructor(
    private readonly queues: ReadonlyMap<JobName, BullQueue>,
    /** Where errors outside of calls are told. */
    readonly outages: OutageLog,
  ) {
    super();
  }

  /** Throws `RangeError` for an id or priority that BullMQ cannot keep, `Unavailable` when the queue is down. */
  async add<N extends JobName>(name: N, payload: JobPayload<N>, options: JobOptions): Promise<void> {
    const priority = options.priority ?? DEFAULT_PRIORITY;
    if (!JOB_ID.test(options.id) || String(Number.parseInt(options.id, 10)) === options.id)
      throw new RangeError(`not a job id: ${JSON.stringify(options.id)}`);
    if (!Number.isInteger(priority) || priority < 0 || priority > MAX_PRIORITY)
      throw new RangeError(`not a job priority: ${priority}`);
    await this.adding.add({ name, data: payload, opts: { jobId: options.id, priority } });
  }

  private async addAll(jobs: readonly NewJob[]): Promise<readonly void[]> {
    for (const [name, ofName] of groupBy(jobs, (job) => job.name))
      await this.reach(() => this.queues.get(name)!.addBulk([...ofName]));
    return jobs.map(() => undefined);
  }

  /** `waiting`, `delayed` (to be tried again later) and `active`, over all queues. Throws `Unavailable`. */
  async depth(): Promise<{ readonly waiting: number; readonly delayed: number; readonly active: number }> {
    const counts = await this.reach(() =>
      Promise.all(
        [...this.queues.values()].map((bull) =>
          bull.getJobCounts('waiting', 'prioritized', 'delayed', 'active'),
        ),
      ),
    );
    const total = (...states: string[]) =>
      counts.reduce((sum, of) => states.reduce((s, state) => s + (of[state] ?? 0), sum), 0);
    return {
      waiting: total('waiting', 'prioritized'),
      delayed: total('delayed'),
      active: total('active'),
    };
  }

  /** Takes bounded time, whatever state the backend is in. */
  async close(): Promise<void> {
    await within(CLOSE_TIMEOUT_MS, Promise.all([...this.queues.values()].map((bull) => bull.close())));
  }

  private async reach<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.outages.worked();
      return answer;
    } catch (error) {
      throw queueUnavailable(error);
    }
  }
}
