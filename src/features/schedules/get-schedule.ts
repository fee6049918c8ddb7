import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ScheduleNotFound } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { ScheduleViews, type ScheduleView } from './schedule-views.ts';

/** Throws `ScheduleNotFound`. */
export class GetSchedule extends Query<ScheduleView> {
  constructor(readonly id: ScheduleId) {
    super();
  }
}

@QueryHandler(GetSchedule)
export class GetScheduleHandler implements IQueryHandler<GetSchedule> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly views: ScheduleViews,
  ) {}

  async execute({ id }: GetSchedule): Promise<ScheduleView> {
    const schedule = await this.schedules.get(id);
    if (!schedule) throw new ScheduleNotFound(id);
    return this.views.of(schedule);
  }
}
