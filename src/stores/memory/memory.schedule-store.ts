import { ScheduleNotFound } from '../../core/errors.ts';
import type { ScheduleId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import { matchesFilter, ScheduleStore, type ScheduleFilter } from '../../ports/schedule-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryScheduleStore extends ScheduleStore {
  private readonly schedules = new NamedMap<Schedule>('schedule', (id) => new ScheduleNotFound(id));

  async create(schedule: Schedule): Promise<void> {
    this.schedules.create(schedule);
  }

  async get(id: ScheduleId): Promise<Schedule | null> {
    return this.schedules.get(id);
  }

  async getMany(ids: readonly ScheduleId[]): Promise<readonly Schedule[]> {
    return [...new Set(ids)].flatMap((id) => this.schedules.get(id) ?? []);
  }

  async list(filter: ScheduleFilter, page: PageRequest): Promise<Page<Schedule>> {
    return this.schedules.page(page, (schedule) => matchesFilter(schedule, filter));
  }

  async replace(schedule: Schedule): Promise<void> {
    this.schedules.replace(schedule);
  }

  async delete(id: ScheduleId, version: number | null): Promise<void> {
    this.schedules.delete(id, version);
  }

  async *ids(): AsyncGenerator<readonly ScheduleId[]> {
    yield this.schedules.all().map(({ id }) => id);
  }
}
