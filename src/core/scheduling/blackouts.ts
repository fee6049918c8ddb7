import { z } from 'zod';
import { addDays, instantOf, wallClockAt, weekdayOf, weekdays, type Day } from '../zoned-time.ts';

const MINUTE_MS = 60_000;

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const LOCAL_TIME = z.iso.datetime({ local: true, offset: false });

const isTimeOfDay = (text: string): boolean => TIME_OF_DAY.test(text);
const isLocalTime = (text: string): boolean => !text.endsWith('Z') && LOCAL_TIME.safeParse(text).success;

const end = z
  .string()
  .refine(
    (text) => isTimeOfDay(text) || isLocalTime(text),
    'must be a time of day such as 22:30, or a local date and time without a zone such as 2026-12-24T18:00',
  );

const window = z
  .strictObject({
    from: end.describe('a time of day (every day, or on `days`), or a date and time (once)'),
    to: end.describe('of the same form; a time of day that is not later than from is on the next day'),
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .max(7)
      .optional()
      .describe('the days on which the window begins; every day where absent'),
    reason: z.string().trim().min(1).max(200).optional(),
  })
  .superRefine(({ from, to, days }, ctx) => {
    const isOnce = isLocalTime(from);
    if (isOnce ? isTimeOfDay(to) : isTimeOfDay(from) && isLocalTime(to))
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'must be of the same form as from' });
    else if (isOnce && isLocalTime(to) && from >= to)
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'must be later than from' });
    if (isOnce && days)
      ctx.addIssue({ code: 'custom', path: ['days'], message: 'go with times of day, not with a date' });
  });

/** Times at which nothing is started: once, by date, or again and again, by the time of the day. */
export const blackouts = z.array(window).max(50).default([]);
export type Blackout = z.output<typeof window>;

/** When the window ends in which the instant lies (the latest end of several); null when it lies in none. */
export function blackoutUntil(windows: readonly Blackout[], timeZone: string, at: Date): Date | null {
  const ends = windows.flatMap((window) => endOf(window, timeZone, at) ?? []);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((end) => end.getTime())));
}

function endOf(window: Blackout, timeZone: string, at: Date): Date | null {
  if (!isTimeOfDay(window.from))
    return within(at, localInstant(window.from, timeZone), localInstant(window.to, timeZone));
  const today = wallClockAt(at, timeZone).day;
  for (const day of [today, addDays(today, -1)]) {
    if (window.days && !window.days.includes(weekdayOf(day))) continue;
    const lastDay = window.to > window.from ? day : addDays(day, 1);
    const end = within(at, timeOn(day, window.from, timeZone), timeOn(lastDay, window.to, timeZone));
    if (end) return end;
  }
  return null;
}

const within = (at: Date, from: Date, to: Date): Date | null => (from <= at && at < to ? to : null);

const timeOn = (day: Day, time: string, timeZone: string): Date => {
  const [hours, minutes] = time.split(':').map(Number);
  return instantOf({ day, ms: (hours! * 60 + minutes!) * MINUTE_MS }, timeZone);
};

function localInstant(text: string, timeZone: string): Date {
  const shown = new Date(`${text}Z`);
  const day = shown.toISOString().slice(0, 10);
  return instantOf({ day, ms: shown.getTime() - Date.parse(`${day}T00:00:00Z`) }, timeZone);
}
