const DAY_MS = 86_400_000;

/** A day of a calendar, `2026-03-29`, wherever that is. Texts of this form compare as the days do. */
export type Day = string;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** The time of a day, with seconds and milliseconds as its fraction. */
interface WallClock {
  readonly day: Day;
  /** Since midnight by the clock on the wall: 0 to 86,399,999, also on days that are 23 or 25 hours long. */
  readonly ms: number;
}

/** What a clock in the time zone shows at an instant. */
export function wallClockAt(instant: Date, timeZone: string): WallClock {
  const shown = instant.getTime() + offsetAt(instant.getTime(), timeZone);
  const ms = ((shown % DAY_MS) + DAY_MS) % DAY_MS;
  return { day: dayOf(shown - ms), ms };
}

/**
 * The instant at which a clock in the time zone shows this time of this day. When it does so twice (clocks go back) it
 * is the first one; when it never does (clocks go forward) it is as long after the change as the clock would have run:
 * 02:30 of a night without an hour from 2 to 3 is 03:30. That is the rule "compatible" of ECMAScript's Temporal and of
 * RFC 5545.
 */
export function instantOf(time: WallClock, timeZone: string): Date {
  const { instants, instead } = instantsOf(time, timeZone);
  return new Date(instants[0] ?? instead);
}

/**
 * The instants, in epoch milliseconds and in order, at which a clock in the time zone shows this time of this day: none,
 * one or two; and the one that stands for them when there is none.
 */
export function instantsOf(
  { day, ms }: WallClock,
  timeZone: string,
): { readonly instants: readonly number[]; readonly instead: number } {
  const shown = startOf(day) + ms;
  // no zone is further than a day from UTC, so the change, if any, lies between these
  const [before, after] = [offsetAt(shown - DAY_MS, timeZone), offsetAt(shown + DAY_MS, timeZone)];
  const instants = [...new Set([shown - before, shown - after])]
    .filter((at) => at + offsetAt(at, timeZone) === shown)
    .sort((a, b) => a - b);
  return { instants, instead: shown - before };
}

/** An instant as people of the zone write it: `2026-03-29T03:30:00+02:00`. */
export function inZone(instant: Date, timeZone: string): string {
  const offset = Math.round(offsetAt(instant.getTime(), timeZone) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const shown = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${shown}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

export const startOfDay = (day: Day, timeZone: string): Date => instantOf({ day, ms: 0 }, timeZone);

/** `n` days later, or earlier when negative. */
export const addDays = (day: Day, n: number): Day => dayOf(startOf(day) + n * DAY_MS);

export const weekdayOf = (day: Day): Weekday => weekdays[(new Date(startOf(day)).getUTCDay() + 6) % 7]!;

const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  const second = Math.floor(ms / 1000) * 1000;
  const parts = formatOf(timeZone).formatToParts(second);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - second;
}

/** Making a format costs more than using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
