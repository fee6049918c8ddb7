import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { JobPayload } from '../core/jobs.ts';
import { DeliverAlert } from '../features/alerts/deliver-alert.ts';

/** The edge between the queue and the use case: a job becomes a command. */
@Injectable()
export class AlertWorker {
  constructor(private readonly commands: CommandBus) {}

  deliverAlert(job: JobPayload<'deliverAlert'>, signal: AbortSignal): Promise<void> {
    return this.commands.execute(new DeliverAlert(job, signal));
  }
}
