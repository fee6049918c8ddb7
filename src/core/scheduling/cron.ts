import { Cron } from 'croner';
import { z } from 'zod';
import { timeZone } from '../time-zone.ts';

/** Croner takes dates and a field for years as well. */
const FIELDS = /^(?:@[a-z]+|\S+(?:\s+\S+){4,5})$/i;
/** Any instant will do: without years, what occurs at all occurs again and again. */
const SOME_DAY = new Date('2024-01-01T00:00:00Z');

/** Why a pattern cannot be used, or null. */
function patternProblem(pattern: string): string | null {
  if (!FIELDS.test(pattern.trim())) return 'is not a cron expression: write five or six fields, or @daily';
  try {
    return new Cron(pattern, { paused: true }).nextRun(SOME_DAY) === null ? 'never occurs' : null;
  } catch (error) {
    return `is not a cron expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** When a test runs by itself: cron with five or six fields (or `@daily` and friends) in a time zone. */
export const schedule = z.strictObject({
  cron: z
    .string()
    .max(200)
    .superRefine((pattern, ctx) => {
      const problem = patternProblem(pattern);
      if (problem) ctx.addIssue({ code: 'custom', message: problem });
    }),
  timeZone: timeZone.default('UTC'),
});
