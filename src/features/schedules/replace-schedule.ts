import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ScheduleNotFound, ScheduleOfTest, VersionConflict } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import type { Schedule, ScheduleDefinition } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { checkSelection } from './check-selection.ts';
import { ScheduleViews, type ScheduleView } from './schedule-views.ts';
import { ScheduleWriter } from './schedule-writer.ts';

/**
 * `expectedVersion` null replaces whatever is there now.
 * Throws `ScheduleNotFound`, `ScheduleOfTest`, `InvalidInput`, `NameTaken`, `VersionConflict`.
 */
export class ReplaceSchedule extends AuditedCommand<ScheduleView> {
  constructor(
    readonly id: ScheduleId,
    readonly expectedVersion: number | null,
    readonly definition: ScheduleDefinition,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'schedule.replace', subject: { type: 'schedule', id: this.id }, asked: this.definition };
  }

  override outcome({ dueAt: _due, nextOccurrences: _next, ...after }: ScheduleView): Outcome {
    return { after };
  }
}

@CommandHandler(ReplaceSchedule)
export class ReplaceScheduleHandler implements ICommandHandler<ReplaceSchedule> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly tests: TestStore,
    private readonly writer: ScheduleWriter,
    private readonly views: ScheduleViews,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, definition }: ReplaceSchedule): Promise<ScheduleView> {
    const current = await this.schedules.get(id);
    if (!current) throw new ScheduleNotFound(id);
    if (current.origin) throw new ScheduleOfTest(current.origin.testId);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    await checkSelection(definition.select, this.tests);
    const next: Schedule = {
      ...definition,
      id,
      version: current.version + 1,
      createdAt: current.createdAt,
      updatedAt: this.clock.now().toISOString(),
      origin: null,
    };
    await this.writer.replace(current, next);
    return this.views.of(next);
  }
}
