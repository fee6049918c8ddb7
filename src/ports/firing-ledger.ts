import type { RunId, ScheduleId } from '../core/ids.ts';
import type { Due, Firing, SkipReason } from '../core/scheduling/firing.ts';
import type { PlannedDue } from './due-schedules.ts';

/** A schedule that this caller alone may handle until its lease runs out. */
export interface TakenSchedule extends PlannedDue {
  /** A firing that another scheduler began and did not finish: it is to be finished as it was begun. */
  readonly begun: BegunFiring | null;
  /** Whether runs of its last firing are not finished. */
  readonly isBusy: boolean;
  /** Whether it was planned so long ago that its definition must have been written, if it ever is. */
  readonly isOld: boolean;
}

/** A firing is one occurrence of one schedule. */
export interface BegunFiring {
  readonly scheduleId: ScheduleId;
  readonly occurrence: Date;
  /** The time that the ids of its runs carry. */
  readonly at: Date;
  readonly deadline: Date;
  readonly missed: number;
}

/** How a firing ended. */
export type FiringOutcome =
  | { readonly state: 'fired'; readonly tests: number; readonly runIds: readonly RunId[] }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

/** What was done about a taken schedule, and when it is due next. */
export interface HandledSchedule {
  readonly scheduleId: ScheduleId;
  /** Of the definition that was read. */
  readonly version: number;
  readonly due: Due | null;
  readonly firing: { readonly occurrence: Date; readonly outcome: FiringOutcome } | null;
}

/**
 * The truth about what schedules did: every occurrence is begun at most once, in whatever process, and what was begun is
 * finished by somebody. Leases follow the store's clock.
 */
export abstract class FiringLedger {
  /**
   * Takes up to `limit` schedules that are due at `now`, or whose taker let its lease run out, the longest due first.
   * What another caller holds is left out.
   */
  abstract take(
    now: Date,
    lease: { readonly token: string; readonly leaseMs: number; readonly limit: number },
  ): Promise<readonly TakenSchedule[]>;

  /**
   * Begins firings of schedules that `token` holds. Left out of the answer are those whose occurrence somebody began
   * before, and those of schedules that `token` no longer holds.
   */
  abstract begin(firings: readonly BegunFiring[], token: string): Promise<readonly BegunFiring[]>;

  /** Writes the outcomes, when the schedules are due next (unless they were changed meanwhile), and gives them back. */
  abstract settle(handled: readonly HandledSchedule[], token: string): Promise<void>;

  /** The last firings of a schedule, newest first. */
  abstract lastOf(id: ScheduleId, limit: number): Promise<readonly Firing[]>;
}
