import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { JobAttempt, JobPayload } from '../core/jobs.ts';
import { ExecuteRun } from '../features/executions/execute-run.ts';

/** The edge between the queue and the use case: a job becomes a command. */
@Injectable()
export class RunWorker {
  constructor(private readonly commands: CommandBus) {}

  executeRun(job: JobPayload<'executeRun'>, signal: AbortSignal, attempt: JobAttempt): Promise<void> {
    return this.commands.execute(new ExecuteRun(job, signal, attempt));
  }
}
