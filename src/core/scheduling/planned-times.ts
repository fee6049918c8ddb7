import { v5 } from 'uuid';
import { knownDurationMs } from '../duration.ts';
import type { ScheduleId } from '../ids.ts';
import { blackoutUntil, type Blackout } from './blackouts.ts';
import { lastOccurrence, nextOccurrence, type CronInZone, type LastOccurrence } from './occurrences.ts';

/** The part of a schedule that says when. */
export interface PlannedTiming extends CronInZone {
  readonly blackouts: readonly Blackout[];
  readonly jitter?: string | undefined;
}

const JITTER = 'b8d6f1a4-52d1-4f39-9d55-6a1b5e4c7f02';

/** By how much this schedule starts later than its occurrences, always the same: from 0 to less than its jitter. */
export function jitterMsOf({
  id,
  jitter,
}: {
  readonly id: ScheduleId;
  readonly jitter?: string | undefined;
}): number {
  if (jitter === undefined) return 0;
  const hash = new DataView(v5(id, JITTER, new Uint8Array(16)).buffer).getUint32(0);
  return Math.floor((hash / 2 ** 32) * knownDurationMs(jitter));
}

/** Blackouts looked at in a row before a schedule counts as one that has no occurrence. */
const MOST_BLACKOUTS = 400;

/**
 * The first occurrence after an instant that may start: neither it nor its start (`jitterMs` later) lies in a blackout.
 * Null when there is none.
 */
export function nextAllowed(timing: PlannedTiming, jitterMs: number, after: Date): Date | null {
  let from = after;
  for (let i = 0; i < MOST_BLACKOUTS; i++) {
    const occurrence = nextOccurrence(timing, from);
    if (occurrence === null) return null;
    const end = blackoutOf(timing, jitterMs, occurrence);
    if (end === null) return occurrence;
    // the window's end is a time that is allowed; an occurrence inside is at least left behind
    from = new Date(Math.max(occurrence.getTime(), end.getTime() - jitterMs - 1));
  }
  return null;
}

/** The next occurrences that may start, `count` at most. */
export function nextAllowedTimes(
  timing: PlannedTiming,
  jitterMs: number,
  after: Date,
  count: number,
): readonly Date[] {
  const times: Date[] = [];
  for (let at: Date | null = after; times.length < count; times.push(at)) {
    at = nextAllowed(timing, jitterMs, at);
    if (at === null) break;
  }
  return times;
}

/** The last allowed occurrence up to `until`, from `first` on, which is one itself. */
export const lastAllowed = (
  timing: PlannedTiming,
  jitterMs: number,
  first: Date,
  until: Date,
): LastOccurrence => lastOccurrence((after) => nextAllowed(timing, jitterMs, after), first, until);

/** Whether windows that come again and again leave nothing. (Those with a date pass.) */
export const isEveryOccurrenceBlackedOut = (timing: PlannedTiming): boolean =>
  nextAllowed(timing, 0, SOME_DAY) === null;
const SOME_DAY = new Date('2024-01-01T00:00:00Z');

function blackoutOf(timing: PlannedTiming, jitterMs: number, occurrence: Date): Date | null {
  if (timing.blackouts.length === 0) return null;
  const start = new Date(occurrence.getTime() + jitterMs);
  return (
    blackoutUntil(timing.blackouts, timing.timeZone, start) ??
    (jitterMs > 0 ? blackoutUntil(timing.blackouts, timing.timeZone, occurrence) : null)
  );
}
