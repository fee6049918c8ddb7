import { Injectable } from '@nestjs/common';
import { dueAfter } from '../../core/scheduling/firing.ts';
import { sameTiming, type Schedule } from '../../core/scheduling/schedule.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { DueSchedules } from '../../ports/due-schedules.ts';
import { IncidentStore } from '../../ports/incident-store.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';

/**
 * Writes definitions and when they are due, which live in two stores. The index of what is due is written so that a
 * crash in between makes a tick look too early, never too late: the tick reads the definition and mends the index.
 */
@Injectable()
export class ScheduleWriter {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly dues: DueSchedules,
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  /** Throws `NameTaken`. */
  async create(schedule: Schedule): Promise<void> {
    const { id, version } = schedule;
    await this.dues.plan({ scheduleId: id, version, due: dueAfter(schedule, this.clock.now()) });
    try {
      await this.schedules.create(schedule);
    } catch (error) {
      if ((await this.schedules.get(id)) === null) await this.dues.forget([id]);
      throw error;
    }
  }

  /** What does not change when it is due keeps its place. Throws `ScheduleNotFound`, `VersionConflict`, `NameTaken`. */
  async replace(before: Schedule, next: Schedule): Promise<void> {
    const { id, version } = next;
    if (sameTiming(before, next) && before.paused === next.paused) {
      await this.schedules.replace(next);
      return this.dues.keep(id, version);
    }
    const due = dueAfter(next, this.clock.now());
    if (due) await this.dues.lookBy(id, due.dueAt);
    await this.schedules.replace(next);
    await this.dues.plan({ scheduleId: id, version, due });
  }

  /** Runs that it made go on. Throws `ScheduleNotFound`, `VersionConflict`. */
  async delete(id: ScheduleId, version: number | null): Promise<void> {
    await this.schedules.delete(id, version);
    await this.dues.forget([id]);
    const subjects = { type: 'schedule', ids: [id] } as const;
    await this.incidents.forget(subjects, 'the schedule was deleted', this.clock.now());
  }
}
