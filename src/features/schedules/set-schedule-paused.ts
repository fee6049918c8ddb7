import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ScheduleNotFound, VersionConflict } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { ScheduleViews, type ScheduleView } from './schedule-views.ts';
import { ScheduleWriter } from './schedule-writer.ts';

/**
 * Pauses or resumes; what is so already stays as it is. Occurrences during the pause are not made up for.
 * Throws `ScheduleNotFound`, `VersionConflict`.
 */
export class SetSchedulePaused extends AuditedCommand<ScheduleView> {
  constructor(
    readonly id: ScheduleId,
    readonly expectedVersion: number | null,
    readonly paused: boolean,
  ) {
    super();
  }

  override intention(): Intention {
    const action = this.paused ? 'schedule.pause' : 'schedule.resume';
    return { action, subject: { type: 'schedule', id: this.id } };
  }

  override outcome({ paused, version }: ScheduleView): Outcome {
    return { after: { paused, version } };
  }
}

@CommandHandler(SetSchedulePaused)
export class SetSchedulePausedHandler implements ICommandHandler<SetSchedulePaused> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly writer: ScheduleWriter,
    private readonly views: ScheduleViews,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, paused }: SetSchedulePaused): Promise<ScheduleView> {
    const current = await this.schedules.get(id);
    if (!current) throw new ScheduleNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    if (current.paused === paused) return this.views.of(current);
    const next = {
      ...current,
      paused,
      version: current.version + 1,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.writer.replace(current, next);
    return this.views.of(next);
  }
}
