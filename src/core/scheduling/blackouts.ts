import { z } from 'zod';
import { addDays, instantOf, wallClockAt, weekdayOf, weekdays, type Day } from '../zoned-time.ts';

const MINUTE_MS = 60_000;

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:30');
const localTime = z.iso
  .datetime({ local: true, error: 'must be a local date and time without a zone, such as 2026-12-24T18:00' })
  .refine((text) => !text.endsWith('Z'), 'must be without a zone: the zone is that of the schedule');
const reason = z.string().trim().min(1).max(200).optional();

const span = z
  .strictObject({ from: localTime, to: localTime, reason })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' });
const recurring = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .max(7)
    .optional()
    .describe('the days on which the window begins; every day where absent'),
  from: timeOfDay,
  to: timeOfDay.describe('the next day when it is not later than from'),
  reason,
});

/** Times at which nothing is started: once, by date, or again and again, by the time of the day. */
export const blackouts = z
  .array(z.union([span, recurring]))
  .max(50)
  .default([]);
export type Blackout = z.output<typeof blackouts>[number];

/** When the window ends in which the instant lies (the latest end of several); null when it lies in none. */
export function blackoutUntil(windows: readonly Blackout[], timeZone: string, at: Date): Date | null {
  const ends = windows.flatMap((window) => endOf(window, timeZone, at) ?? []);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((end) => end.getTime())));
}

function endOf(window: Blackout, timeZone: string, at: Date): Date | null {
  if (!isTimeOfDay(window))
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

const isTimeOfDay = (window: Blackout): window is z.output<typeof recurring> => window.from.length === 5;

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
