import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ScheduleNotFound, ScheduleOfTest } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { ScheduleWriter } from './schedule-writer.ts';

/** Runs that it made go on. Throws `ScheduleNotFound`, `ScheduleOfTest`, `VersionConflict`. */
export class DeleteSchedule extends Command<void> {
  constructor(
    readonly id: ScheduleId,
    readonly expectedVersion: number | null,
  ) {
    super();
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
