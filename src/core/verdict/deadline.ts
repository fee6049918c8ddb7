import { z } from 'zod';
import { timeZone } from '../time-zone.ts';
import { addDays, instantOf, startOfDay, wallClockAt, weekdayOf, weekdays, type Day } from '../zoned-time.ts';

/** When data has to be there, day by day. */
export const deadline = z
  .strictObject({
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 07:00')
      .describe('by when, on each business day, in timeZone'),
    timeZone: timeZone.optional().describe("of time and days; the test's own timeZone where absent"),
    weekdays: z
      .array(z.enum(weekdays))
      .min(1)
      .refine((days) => new Set(days).size === days.length, 'must not name a day twice')
      .default([...weekdays])
      .describe('the business days'),
    holidays: z
      .array(z.iso.date({ error: 'must be a day such as 2026-12-25' }))
      .max(1000)
      .default([])
      .describe('days that are no business days, whatever their weekday'),
    dataOf: z
      .enum(['today', 'previousBusinessDay'])
      .default('today')
      .describe('the day whose start the newest row must have reached'),
    onMissed: z
      .enum(['warned', 'failed'])
      .default('failed')
      .describe('status at least this bad when the deadline is missed'),
  })
  .describe('by a time of each business day, data of that day (or of the one before) must be there');
export type Deadline = z.infer<typeof deadline>;

/** The deadline that passed last. */
export interface Due {
  readonly day: Day;
  readonly at: Date;
  /** The newest row must not be from before this. */
  readonly dataFrom: Date;
  readonly dataDay: Day;
}

/** `zone` stands in where the deadline names none. A deadline counts from its very instant on. */
export function lastDue(terms: Deadline, zone: string, now: Date): Due {
  const where = terms.timeZone ?? zone;
  const [hours, minutes] = terms.time.split(':').map(Number);
  const ms = (hours! * 60 + minutes!) * 60_000;
  let day = wallClockAt(now, where).day;
  if (!isBusinessDay(day, terms) || instantOf({ day, ms }, where) > now) day = businessDayBefore(day, terms);
  const dataDay = terms.dataOf === 'today' ? day : businessDayBefore(day, terms);
  return { day, at: instantOf({ day, ms }, where), dataFrom: startOfDay(dataDay, where), dataDay };
}

/** There always is one: a weekday comes back each week, and holidays come to an end. */
function businessDayBefore(day: Day, terms: Deadline): Day {
  let before = addDays(day, -1);
  while (!isBusinessDay(before, terms)) before = addDays(before, -1);
  return before;
}

const isBusinessDay = (day: Day, terms: Deadline) =>
  terms.weekdays.includes(weekdayOf(day)) && !terms.holidays.includes(day);
