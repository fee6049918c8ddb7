import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ScheduleNotFound, ScheduleOfTest } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { ScheduleWriter } from './schedule-writer.ts';

/** Runs that it made go on. Throws `ScheduleNotFound`, `ScheduleOfTest`, `VersionConflict`. */
export class DeleteSchedule extends AuditedCommand<void> {
  constructor(
    readonly id: ScheduleId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'schedule.delete', subject: { type: 'schedule', id: this.id } };
  }
}

@CommandHandler(DeleteSchedule)
export class DeleteScheduleHandler implements ICommandHandler<DeleteSchedule> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly writer: ScheduleWriter,
  ) {}

  async execute({ id, expectedVersion }: DeleteSchedule): Promise<void> {
    const current = await this.schedules.get(id);
    if (!current) throw new ScheduleNotFound(id);
    if (current.origin) throw new ScheduleOfTest(current.origin.testId);
    await this.writer.delete(id, expectedVersion);
  }
}
