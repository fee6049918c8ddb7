import { Injectable, Logger } from '@nestjs/common';
import type { QueuedExecution } from '../../core/execution.ts';
import { groupBy } from '../../core/grouping.ts';
import { JobQueue } from '../../ports/job-queue.ts';

/** Hands executions to the workers: one job per run and dataset, so that its tests share a snapshot. */
@Injectable()
export class RunDispatcher {
  private readonly log = new Logger(RunDispatcher.name);

  constructor(private readonly queue: JobQueue) {}

  /**
   * Adds the jobs. The same executions give the same job ids, so that dispatching twice is harmless. A queue that
   * does not answer is no failure of the caller's: the executions are written, and the sweep dispatches them later.
   */
  async dispatch(executions: readonly QueuedExecution[]): Promise<void> {
    const byDataset = groupBy(executions, ({ runId, connectionId, dataset }) =>
      JSON.stringify([runId, connectionId, dataset]),
    );
    const results = await Promise.allSettled(
      [...byDataset.values()].map((group) => {
        const { id, runId, connectionId, dataset } = group[0]!;
        const payload = {
          runId,
          connectionId,
          dataset,
          executionIds: group.map((execution) => execution.id),
        };
        return this.queue.add('executeRun', payload, { id: `execute-${id}` });
      }),
    );
    for (const result of results)
      if (result.status === 'rejected')
        this.log.error(`a job could not be queued, the sweep will: ${String(result.reason)}`);
  }
}
