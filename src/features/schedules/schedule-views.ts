import { Injectable } from '@nestjs/common';
import { dueAfter } from '../../core/scheduling/firing.ts';
import { jitterMsOf, nextAllowedTimes } from '../../core/scheduling/planned-times.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';
import { DueSchedules } from '../../ports/due-schedules.ts';

/** An occurrence to come, and when its runs start: later by the jitter. */
export interface PlannedOccurrence {
  readonly occurrence: Date;
  readonly startsAt: Date;
}

export type ScheduleView = Schedule & {
  /** When a scheduler looks at it next; null while it is paused. */
  readonly dueAt: Date | null;
  /** Five of them; none while it is paused. */
  readonly nextOccurrences: readonly PlannedOccurrence[];
};

const SHOWN = 5;

/** Schedules as they are shown: with the times to come. */
@Injectable()
export class ScheduleViews {
  constructor(
    private readonly dues: DueSchedules,
    private readonly clock: Clock,
  ) {}

  async of(schedule: Schedule): Promise<ScheduleView> {
    return (await this.all([schedule]))[0]!;
  }

  /** In their order. */
  async all(schedules: readonly Schedule[]): Promise<readonly ScheduleView[]> {
    const now = this.clock.now();
    const dues = await this.dues.dueOf(schedules.map(({ id }) => id));
    return schedules.map((schedule) => ({
      ...schedule,
      dueAt: dues.get(schedule.id)?.dueAt ?? dueAfter(schedule, now)?.dueAt ?? null,
      nextOccurrences: plannedOccurrences(schedule, now, SHOWN),
    }));
  }
}

/** The next occurrences of a schedule, `count` at most; none while it is paused. */
export function plannedOccurrences(
  schedule: Schedule,
  after: Date,
  count: number,
): readonly PlannedOccurrence[] {
  if (schedule.paused) return [];
  const jitterMs = jitterMsOf(schedule);
  return nextAllowedTimes(schedule, jitterMs, after, count).map((occurrence) => ({
    occurrence,
    startsAt: new Date(occurrence.getTime() + jitterMs),
  }));
}
