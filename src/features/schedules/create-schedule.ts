import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newScheduleId } from '../../core/ids.ts';
import type { Schedule, ScheduleDefinition } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { checkSelection } from './check-selection.ts';
import { ScheduleViews, type ScheduleView } from './schedule-views.ts';
import { ScheduleWriter } from './schedule-writer.ts';

/** Throws `InvalidInput`, `NameTaken`. */
export class CreateSchedule extends AuditedCommand<ScheduleView> {
  constructor(readonly definition: ScheduleDefinition) {
    super();
  }

  override intention(): Intention {
    return { action: 'schedule.create', subject: { type: 'schedule', id: null }, asked: this.definition };
  }

  override outcome({ dueAt: _due, nextOccurrences: _next, ...after }: ScheduleView): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateSchedule)
export class CreateScheduleHandler implements ICommandHandler<CreateSchedule> {
  constructor(
    private readonly tests: TestStore,
    private readonly writer: ScheduleWriter,
    private readonly views: ScheduleViews,
    private readonly clock: Clock,
  ) {}

  async execute({ definition }: CreateSchedule): Promise<ScheduleView> {
    await checkSelection(definition.select, this.tests);
    const now = this.clock.now();
    const schedule: Schedule = {
      ...definition,
      id: newScheduleId(now),
      version: 1,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      origin: null,
    };
    await this.writer.create(schedule);
    return this.views.of(schedule);
  }
}
