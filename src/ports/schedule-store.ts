import type { ScheduleId, TestId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { Schedule } from '../core/scheduling/schedule.ts';

/** Every condition that is given must hold. */
export interface ScheduleFilter {
  /** Schedules that name this test, or belong to it; what selects it by conditions is not found. */
  readonly testId?: TestId | undefined;
}

/** Where definitions of schedules live. Names are unique without regard to case. */
export abstract class ScheduleStore {
  /** Throws `NameTaken`. */
  abstract create(schedule: Schedule): Promise<void>;
  abstract get(id: ScheduleId): Promise<Schedule | null>;
  /** The schedules that exist among `ids`, in no particular order. */
  abstract getMany(ids: readonly ScheduleId[]): Promise<readonly Schedule[]>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(filter: ScheduleFilter, page: PageRequest): Promise<Page<Schedule>>;
  /**
   * Stores `schedule` in place of the record whose version is `schedule.version - 1`.
   * Throws `ScheduleNotFound`, `VersionConflict`, `NameTaken`.
   */
  abstract replace(schedule: Schedule): Promise<void>;
  /** Deletes; with `version`, only that version. Throws `ScheduleNotFound`, `VersionConflict`. */
  abstract delete(id: ScheduleId, version: number | null): Promise<void>;
  /** The ids of all schedules, a good many at a time; some may be of schedules that were deleted meanwhile. */
  abstract ids(): AsyncIterable<readonly ScheduleId[]>;
}

/** Whether a schedule passes a filter; stores that filter by other means must agree with this. */
export const matchesFilter = (schedule: Schedule, { testId }: ScheduleFilter): boolean =>
  testId === undefined || testIdsOf(schedule).includes(testId);

/** The tests that a schedule names, or belongs to. */
export const testIdsOf = ({ select, origin }: Schedule): readonly TestId[] =>
  origin ? [origin.testId] : (select.testIds ?? []);
