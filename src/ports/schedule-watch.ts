import type { ScheduleId } from '../core/ids.ts';

/** An occurrence without a verdict although its deadline has passed. */
export interface OverdueOccurrence {
  readonly scheduleId: ScheduleId;
  readonly occurrence: Date;
  readonly deadline: Date;
  /** Whether a scheduler got as far as making its runs. */
  readonly isFired: boolean;
}

/** A schedule whose incident has lost its reason. */
export interface RecoveredSchedule {
  readonly scheduleId: ScheduleId;
  readonly raisedAt: Date;
  /** Whether it gave a verdict; else it rests. */
  readonly hasVerdict: boolean;
}

/** What the dead-man check asks. Every method may be called by many processes at once. */
export abstract class ScheduleWatch {
  /** Notes of firings that all of their executions are final. */
  abstract noteFinished(now: Date): Promise<void>;
  /** Occurrences past their deadline that nobody has been told of, the longest overdue first. */
  abstract overdue(now: Date, limit: number): Promise<readonly OverdueOccurrence[]>;
  /** Notes that somebody has been told of them. */
  abstract raised(overdue: readonly OverdueOccurrence[], now: Date): Promise<void>;
  /** Schedules that were overdue and have given a verdict since, or rest. */
  abstract recovered(now: Date): Promise<readonly RecoveredSchedule[]>;
  /** Notes that somebody has been told of them. */
  abstract settled(recovered: readonly RecoveredSchedule[]): Promise<void>;
}
