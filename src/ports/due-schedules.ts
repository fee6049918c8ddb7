import type { ScheduleId } from '../core/ids.ts';
import type { Due } from '../core/scheduling/firing.ts';

/** When a schedule is due next, according to the definition of that version; `due` is null while it rests. */
export interface PlannedDue {
  readonly scheduleId: ScheduleId;
  readonly version: number;
  readonly due: Due | null;
}

/**
 * When each schedule needs attention next: the index that ticks look at. It says when to look, not what to do: whoever
 * looks reads the definition, and mends what does not agree with it.
 */
export abstract class DueSchedules {
  /** Writes when the schedule is due, unless that of a later version is there. Idempotent. */
  abstract plan(planned: PlannedDue): Promise<void>;
  /** Has the schedule looked at by `at`, if nobody would look earlier: a change of it is about to be written. */
  abstract lookBy(id: ScheduleId, at: Date): Promise<void>;
  /** A new version that is due at the same times. Does nothing where the schedule is not planned. */
  abstract keep(id: ScheduleId, version: number): Promise<void>;
  /** Forgets schedules that are deleted, with their firings. */
  abstract forget(ids: readonly ScheduleId[]): Promise<void>;
  /** When those of `ids` that rest not are due. */
  abstract dueOf(ids: readonly ScheduleId[]): Promise<ReadonlyMap<ScheduleId, Due>>;
  /** Those of `ids` that are not planned at all. */
  abstract unplanned(ids: readonly ScheduleId[]): Promise<readonly ScheduleId[]>;
}
