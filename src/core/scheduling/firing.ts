import type { RunId, ScheduleId } from '../ids.ts';
import { blackoutUntil } from './blackouts.ts';
import { jitterMsOf, lastAllowed, nextAllowed } from './planned-times.ts';
import { toleranceMs, type Schedule } from './schedule.ts';

/** Why an occurrence did not become runs. */
export const skipReasons = ['missed', 'overlap', 'nothingSelected'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** `claimed`: a scheduler is at it. `fired`: its runs are made. */
export const firingStates = ['claimed', 'fired', 'skipped'] as const;
export type FiringState = (typeof firingStates)[number];

/** One occurrence of a schedule that was reached, and what became of it. */
export interface Firing {
  readonly scheduleId: ScheduleId;
  readonly occurrence: Date;
  readonly state: FiringState;
  /** Null unless skipped. */
  readonly reason: SkipReason | null;
  /** The time of its runs. */
  readonly at: Date;
  /** Earlier occurrences that it stands for, because no scheduler was there at their time. */
  readonly missed: number;
  readonly tests: number;
  readonly runIds: readonly RunId[];
  /** When all of its executions were final; null before. */
  readonly settledAt: Date | null;
}

/** When a schedule needs attention next. */
export interface Due {
  /** The occurrence that it is about. */
  readonly occurrence: Date;
  /** Later than the occurrence by the jitter, or because something is waited for. */
  readonly dueAt: Date;
  /** Without a verdict by then, something is wrong. */
  readonly deadline: Date;
}

/** The first time after `after` at which the schedule is due; null when it is paused or has no occurrence any more. */
export function dueAfter(schedule: Schedule, after: Date): Due | null {
  if (schedule.paused) return null;
  const jitterMs = jitterMsOf(schedule);
  const occurrence = nextAllowed(schedule, jitterMs, after);
  return occurrence && dueFrom(schedule, occurrence, later(occurrence, jitterMs));
}

/** Runs that begin by so much later than planned are on time. */
const ON_TIME_MS = 60_000;
/** How soon a schedule that waits for its own runs is looked at again. */
const LOOK_AGAIN_MS = 5_000;

/** An occurrence that was reached. */
interface ReachedOccurrence {
  readonly occurrence: Date;
  /** The time of its runs. */
  readonly at: Date;
  /** Earlier ones for which it stands. */
  readonly missed: number;
  /** When the schedule is due after it. */
  readonly due: Due | null;
}

export type FiringDecision =
  | { readonly kind: 'wait'; readonly due: Due }
  | ({ readonly kind: 'fire' } & ReachedOccurrence)
  | ({ readonly kind: 'skip'; readonly reason: SkipReason } & ReachedOccurrence);

/**
 * What to do at `now` about a schedule that was to be looked at. Of several occurrences that have passed the last one
 * stands for all. `isBusy`: the runs of its last firing are not finished.
 */
export function decideFiring(schedule: Schedule, due: Due, isBusy: boolean, now: Date): FiringDecision {
  const jitterMs = jitterMsOf(schedule);
  const reached = later(now, -jitterMs);
  const wait = (dueAt: Date): FiringDecision => ({
    kind: 'wait',
    due: dueFrom(schedule, due.occurrence, dueAt),
  });
  if (due.occurrence > reached) return wait(later(due.occurrence, jitterMs));
  const blackoutEnd = blackoutUntil(schedule.blackouts, schedule.timeZone, now);
  if (blackoutEnd) return wait(blackoutEnd);

  const { occurrence, count, next } = lastAllowed(schedule, jitterMs, due.occurrence, reached);
  const planned = later(occurrence, jitterMs);
  // what waited on purpose is not late
  const lateMs = now.getTime() - Math.max(planned.getTime(), due.dueAt.getTime());
  const firing: ReachedOccurrence = {
    occurrence,
    missed: count - 1,
    at: now.getTime() - planned.getTime() <= ON_TIME_MS ? planned : now,
    due: next && dueFrom(schedule, next, later(next, jitterMs)),
  };
  if (lateMs > ON_TIME_MS && schedule.missed === 'skip') return { kind: 'skip', reason: 'missed', ...firing };
  if (!isBusy) return { kind: 'fire', ...firing };
  switch (schedule.overlap) {
    case 'skip':
      return { kind: 'skip', reason: 'overlap', ...firing };
    case 'queue':
      return wait(later(now, LOOK_AGAIN_MS));
  }
}

/** When the verdicts of a firing must be there. */
export const deadlineOf = (schedule: Schedule, at: Date): Date => later(at, toleranceMs(schedule));

const dueFrom = (schedule: Schedule, occurrence: Date, dueAt: Date): Due => ({
  occurrence,
  dueAt,
  deadline: deadlineOf(schedule, dueAt),
});

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
