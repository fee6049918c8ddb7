import {
  deadlineOf,
  decideFiring,
  dueAfter,
  type Due,
  type SkipReason,
} from '../../core/scheduling/firing.ts';
import { jitterMsOf, nextAllowed } from '../../core/scheduling/planned-times.ts';
import type { Schedule } from '../../core/scheduling/schedule.ts';
import type { BegunFiring, TakenSchedule } from '../../ports/firing-ledger.ts';

/** What a tick does about one schedule that it took; `due` says when it is due after this. */
export type TickStep =
  | { readonly kind: 'putOff' }
  | { readonly kind: 'wait'; readonly due: Due | null }
  | {
      readonly kind: 'skip';
      readonly reason: SkipReason;
      readonly firing: BegunFiring;
      readonly due: Due | null;
    }
  | {
      readonly kind: 'fire';
      readonly firing: BegunFiring;
      /** By somebody who did not finish it. */
      readonly isBegun: boolean;
      readonly due: Due | null;
    };

/** What to do at `now`: what was begun is finished first, as it was begun. */
export function stepOf(taken: TakenSchedule, schedule: Schedule, now: Date): TickStep {
  const { begun } = taken;
  if (begun) {
    const after = isStale(taken, schedule)
      ? latestOf(begun.occurrence, editedAt(schedule))
      : begun.occurrence;
    return { kind: 'fire', firing: begun, isBegun: true, due: dueAfter(schedule, after) };
  }
  const planned = schedule.paused ? null : plannedDue(taken, schedule);
  if (planned === null) return { kind: 'wait', due: null };
  const decision = decideFiring(schedule, planned, taken.isBusy, now);
  if (decision.kind === 'wait') return decision;
  const { occurrence, at, missed, due } = decision;
  const firing = { scheduleId: schedule.id, occurrence, at, missed, deadline: deadlineOf(schedule, at) };
  return decision.kind === 'skip'
    ? { kind: 'skip', reason: decision.reason, firing, due }
    : { kind: 'fire', firing, isBegun: false, due };
}

/** When it is due by its present definition, which may be newer than what was planned. */
function plannedDue(taken: TakenSchedule, schedule: Schedule): Due | null {
  const { due } = taken;
  if (!isStale(taken, schedule)) return due ?? dueAfter(schedule, editedAt(schedule));
  return due && isOccurrence(schedule, due.occurrence) ? due : dueAfter(schedule, editedAt(schedule));
}

const isStale = (taken: TakenSchedule, schedule: Schedule): boolean => taken.version < schedule.version;

const isOccurrence = (schedule: Schedule, at: Date): boolean =>
  nextAllowed(schedule, jitterMsOf(schedule), new Date(at.getTime() - 1))?.getTime() === at.getTime();

const editedAt = (schedule: Schedule): Date => new Date(schedule.updatedAt);

const latestOf = (a: Date, b: Date): Date => (b > a ? b : a);
