import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest } from '../../core/page.ts';
import { ScheduleStore, type ScheduleFilter } from '../../ports/schedule-store.ts';
import { ScheduleViews, type ScheduleView } from './schedule-views.ts';

/** By name. Throws `MalformedCursor`. */
export class ListSchedules extends Query<Page<ScheduleView>> {
  constructor(
    readonly filter: ScheduleFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListSchedules)
export class ListSchedulesHandler implements IQueryHandler<ListSchedules> {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly views: ScheduleViews,
  ) {}

  async execute({ filter, page }: ListSchedules): Promise<Page<ScheduleView>> {
    const { items, nextCursor } = await this.schedules.list(filter, page);
    return { items: await this.views.all(items), nextCursor };
  }
}
