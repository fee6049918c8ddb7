import type { LoggerService } from '@nestjs/common';
import type { JobName } from '../core/jobs.ts';
import { openBullWorker, waitUntilReady, type BullWorker, type QueueSettings } from './bullmq-backend.ts';
import { within } from './deadline.ts';
import { JobRunner, type JobHandlers } from './job-runner.ts';
import { OutageLog } from './outage-log.ts';
import { queueUnavailable } from './queue-unavailable.ts';
import { jobNames, queueName, type QueueNaming } from './queue-name.ts';

export interface JobConsumerOptions extends QueueNaming {
  readonly logger: LoggerService;
  /** How many jobs of each name run at once. */
  readonly concurrency: number;
  /** A worker that dies gives its jobs to the others after at most twice this. Default 30 s. */
  readonly lockMs?: number;
  /** How long jobs may take to stop after their signal, and connections to close. Default 5 s. */
  readonly graceMs?: number;
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
}

export interface JobConsumer {
  /**
   * Takes no job any more, waits up to `timeoutMs` for those that run, then aborts their signals and waits shortly for
   * them to stop; closes. Answers whether all finished by themselves. Jobs that stopped on the signal go back to the
   * queue, and so do, when their lock runs out, those that did not stop. A second call waits for the first.
   */
  drain(timeoutMs: number): Promise<boolean>;
}

/** Starts to run jobs. The queue must have been opened once (`openJobQueue`). Throws `Unavailable`. */
export async function consumeJobs(
  settings: QueueSettings,
  handlers: JobHandlers,
  options: JobConsumerOptions,
): Promise<BullmqConsumer> {
  const runner = new JobRunner(options.logger);
  const lockMs = options.lockMs ?? 30_000;
  const open = <N extends JobName>(name: N) => {
    const outages = new OutageLog(options.logger, `worker of ${name}`);
    const worker = openBullWorker(
      settings,
      queueName(name, options),
      runner.processorOf(name, handlers[name]),
      {
        concurrency: options.concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        // How often executions may be tried is counted where they are claimed; here only a crash loop must end.
        maxStalledCount: 10,
        runRetryDelay: 1000,
      },
    );
    worker.on('error', (error) => outages.failed(error));
    worker.on('active', () => outages.worked());
    return { worker, run: () => void worker.run().catch((error: Error) => outages.failed(error)) };
  };
  const opened = jobNames.map(open);
  const workers = opened.map(({ worker }) => worker);
  const consumer = new BullmqConsumer(workers, runner, options.graceMs ?? 5000);
  try {
    await waitUntilReady(workers, options.connectTimeoutMs);
    for (const { run } of opened) run();
    return consumer;
  } catch (error) {
    await consumer.drain(0);
    throw queueUnavailable(error);
  }
}

/** BullMQ workers, one for each name of the job catalogue. */
export class BullmqConsumer implements JobConsumer {
  private drained: Promise<boolean> | null = null;

  constructor(
    private readonly workers: readonly BullWorker[],
    private readonly runner: JobRunner,
    private readonly graceMs: number,
  ) {}

  drain(timeoutMs: number): Promise<boolean> {
    this.drained ??= this.stop(timeoutMs);
    return this.drained;
  }

  private async stop(timeoutMs: number): Promise<boolean> {
    this.runner.refuseMore();
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
    const finished = await within(timeoutMs, this.runner.idle());
    if (!finished) {
      this.runner.abort();
      await within(this.graceMs, this.runner.idle());
    }
    const isStuck = this.runner.size > 0;
    await Promise.all(this.workers.map((worker) => this.close(worker, isStuck)));
    return finished;
  }

  /** A backend that is down must not keep the process from ending. */
  private async close(worker: BullWorker, isStuck: boolean): Promise<void> {
    const closed = await within(this.graceMs, worker.close(isStuck));
    if (!closed) await within(this.graceMs, worker.disconnect());
  }
}
