import { instantsOf, wallClockAt } from '../zoned-time.ts';
import { timesOf } from './cron-times.ts';

const DAY_MS = 86_400_000;

/** A cron expression and the zone whose clocks it means. */
export interface CronInZone {
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The first occurrence after an instant; null when there is none any more.
 *
 * Where clocks are changed: when the hour field begins with `*`, an occurrence is every instant at which the clock on
 * the wall shows a time that the expression means: none in an hour that is left out, both in an hour that comes twice.
 * Otherwise every time that the expression means happens exactly once: a time that is left out happens as much later
 * as the clocks go forward, a time that comes twice happens the first time. Two times never make two occurrences of one
 * instant.
 */
export function nextOccurrence({ cron, timeZone }: CronInZone, after: Date): Date | null {
  const times = timesOf(cron);
  if (timeZone === 'UTC') return times.nextRun(after);
  const at = after.getTime();
  const now = offsetAt(at, timeZone);
  // an hour that was left out lately, or will come twice soon, brings times to pass that are before the wall's
  const back = Math.max(0, now - offsetAt(at - DAY_MS, timeZone), now - offsetAt(at + DAY_MS, timeZone));
  const every = everyHour(cron);
  let best = Infinity;
  let shown = new Date(back > 0 ? at + now - back - 1 : at + now);
  for (;;) {
    const next = times.nextRun(shown);
    if (next === null) return best === Infinity ? null : new Date(best);
    shown = next;
    for (const instant of instantsShowing(shown, timeZone, every))
      if (instant > at) best = Math.min(best, instant);
    // a later time may still come to pass earlier, up to where no clock around shows it before
    if (best < Infinity && shown.getTime() >= best + greatestOffsetAround(best, timeZone))
      return new Date(best);
  }
}

/** Gives the occurrence after an instant; null when there is none. */
type Next = (after: Date) => Date | null;

/** Beyond this many, occurrences that were missed are not counted one by one. */
const COUNTED = 60;

export interface LastOccurrence {
  readonly occurrence: Date;
  /** How many there are from the first to it, both included; `COUNTED` at most. */
  readonly count: number;
  /** The one after it. */
  readonly next: Date | null;
}

/** The last occurrence up to `until`, from `first` on, which is one itself. */
export function lastOccurrence(nextAfter: Next, first: Date, until: Date): LastOccurrence {
  let occurrence = first;
  let next = nextAfter(first);
  let count = 1;
  while (next !== null && next <= until) {
    if (count === COUNTED) return { ...newestUpTo(nextAfter, next, until), count };
    [occurrence, count] = [next, count + 1];
    next = nextAfter(next);
  }
  return { occurrence, count, next };
}

/** Looked for from that end: within a minute of it, then within an hour, and so on. */
function newestUpTo(nextAfter: Next, known: Date, until: Date): Omit<LastOccurrence, 'count'> {
  for (let back = 60_000; ; back *= 60) {
    let next = nextAfter(new Date(Math.max(until.getTime() - back, known.getTime() - 1)));
    if (next === null || next > until) continue;
    for (let occurrence = next; ; occurrence = next) {
      next = nextAfter(occurrence);
      if (next === null || next > until) return { occurrence, next };
    }
  }
}

/** Whether the expression speaks of every hour, or every second one. */
function everyHour(cron: string): boolean {
  const fields = cron.trim().split(/\s+/);
  return fields.length === 1 ? cron.trim().toLowerCase() === '@hourly' : /^[*?]/.test(fields.at(-4)!);
}

/** When a clock shows this time, or the instant that stands for it when none ever does. */
function instantsShowing(shown: Date, timeZone: string, every: boolean): readonly number[] {
  const day = shown.toISOString().slice(0, 10);
  const { instants, instead } = instantsOf({ day, ms: shown.getTime() % DAY_MS }, timeZone);
  if (every) return instants;
  return [instants[0] ?? instead];
}

const offsetAt = (at: number, timeZone: string): number => {
  const { day, ms } = wallClockAt(new Date(at), timeZone);
  return Date.parse(`${day}T00:00:00Z`) + ms - at;
};

const greatestOffsetAround = (at: number, timeZone: string): number =>
  Math.max(offsetAt(at - DAY_MS, timeZone), offsetAt(at, timeZone), offsetAt(at + DAY_MS, timeZone));
