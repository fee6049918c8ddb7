import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ScheduleNotFound } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import type { Firing } from '../../core/scheduling/firing.ts';
import { Clock } from '../../ports/clock.ts';
import { FiringLedger } from '../../ports/firing-ledger.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { plannedOccurrences, type PlannedOccurrence } from './schedule-views.ts';

export interface OccurrencesView {
  readonly timeZone: string;
  readonly upcoming: readonly PlannedOccurrence[];
  /** Newest first. */
  readonly past: readonly Firing[];
}

/** What is to come and what became of the last ones, `count` of each at most. Throws `ScheduleNotFound`. */
export class GetOccurrences extends Query<OccurrencesView> {
  constructor(
    readonly id: ScheduleId,
    readonly count: number,
  ) {
    super();
  }
}

@QueryHandler(GetOccurrences)
export class GetOccurrencesHandler implements IQueryHandler<GetOccurrences> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly firings: FiringLedger,
    private readonly clock: Clock,
  ) {}

  async execute({ id, count }: GetOccurrences): Promise<OccurrencesView> {
    const schedule = await this.schedules.get(id);
    if (!schedule) throw new ScheduleNotFound(id);
    return {
      timeZone: schedule.timeZone,
      upcoming: plannedOccurrences(schedule, this.clock.now(), count),
      past: await this.firings.lastOf(id, count),
    };
  }
}
