import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { nextAllowedTimes } from '../../core/scheduling/planned-times.ts';
import type { Timing } from '../../core/scheduling/schedule.ts';
import { Clock } from '../../ports/clock.ts';

/** The next five occurrences of a definition that is not stored, before its jitter. */
export class PreviewSchedule extends Query<readonly Date[]> {
  constructor(readonly timing: Timing) {
    super();
  }
}

const SHOWN = 5;

@QueryHandler(PreviewSchedule)
export class PreviewScheduleHandler implements IQueryHandler<PreviewSchedule> {
  constructor(private readonly clock: Clock) {}

  async execute({ timing }: PreviewSchedule): Promise<readonly Date[]> {
    return nextAllowedTimes(timing, 0, this.clock.now(), SHOWN);
  }
}
