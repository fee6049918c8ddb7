import { z } from 'zod';
import { severities, type Severity } from '../incidents/incident.ts';
import { timeZone } from '../time-zone.ts';
import { addDays, instantOf, wallClockAt, weekdayOf, weekdays, type Weekday } from '../zoned-time.ts';

const MINUTE_MS = 60_000;
/** Midnight at the end of a day. */
const WHOLE_DAY_MS = 24 * 60 * MINUTE_MS;

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'is not a time of day such as 22:00', abort: true })
  .describe('by the clock of the time zone; 24:00 is the end of the day');

const window = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .max(7)
      .optional()
      .describe('the days on which it begins; all where absent'),
    from: timeOfDay,
    to: timeOfDay.describe('earlier than from: on the next day'),
  })
  .refine(({ from, to }) => from !== to && from !== '24:00', {
    path: ['to'],
    message: 'must differ from from, which must be earlier than 24:00',
    abort: true,
  });

export const quietHours = z
  .strictObject({
    timeZone,
    windows: z.array(window).min(1).max(20),
    except: z
      .array(z.enum(severities))
      .max(severities.length)
      .default(['critical'])
      .describe('severities that are told all the same'),
  })
  .refine((hours) => quietUntil(hours, new Date(A_MONDAY)) !== 'never', {
    path: ['windows'],
    message: 'must leave some time in which alerts are sent',
  });

export interface QuietHours {
  readonly timeZone: string;
  readonly windows: readonly {
    readonly days?: readonly Weekday[] | undefined;
    readonly from: string;
    readonly to: string;
  }[];
  readonly except: readonly Severity[];
}

const A_MONDAY = '2024-01-01T00:00:00Z';
const LONGEST_MS = 9 * WHOLE_DAY_MS;

/** When the quiet hours that hold at `now` end, windows that touch counting as one; null when none hold. */
export function quietUntil(
  { timeZone: zone, windows }: Pick<QuietHours, 'timeZone' | 'windows'>,
  now: Date,
): Date | null | 'never' {
  const endOf = (at: Date) => latest(windows.flatMap((one) => endIn(one, zone, at)));
  const first = endOf(now);
  if (first === null) return null;
  let end = first;
  for (let next = endOf(end); next !== null; next = endOf(end)) {
    if (next.getTime() - now.getTime() > LONGEST_MS) return 'never';
    end = next;
  }
  return end;
}

/** The end of the window's occurrence that holds at `at`: it began on that day or on the one before. */
function endIn(one: QuietHours['windows'][number], zone: string, at: Date): readonly Date[] {
  const [from, to] = [msOf(one.from), msOf(one.to)];
  const { day } = wallClockAt(at, zone);
  return [addDays(day, -1), day]
    .filter((begin) => one.days === undefined || one.days.includes(weekdayOf(begin)))
    .map((begin) => ({
      begin: instantOf({ day: begin, ms: from }, zone),
      end:
        to > from && to < WHOLE_DAY_MS
          ? instantOf({ day: begin, ms: to }, zone)
          : instantOf({ day: addDays(begin, 1), ms: to % WHOLE_DAY_MS }, zone),
    }))
    .filter(({ begin, end }) => begin <= at && at < end)
    .map(({ end }) => end);
}

const latest = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.max(...dates.map((date) => date.getTime())));

const msOf = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours! * 60 + minutes!) * MINUTE_MS;
};
