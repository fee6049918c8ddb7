import { Cron } from 'croner';
import { z } from 'zod';
import { timeZone } from '../time-zone.ts';

/** When a test runs by itself: cron with five or six fields (or `@daily` and friends) in a time zone. */
export const schedule = z.strictObject({
  cron: z
    .string()
    .max(200)
    .superRefine((pattern, ctx) => {
      try {
        new Cron(pattern, { paused: true });
      } catch (error) {
        ctx.addIssue({
          code: 'custom',
          message: `is not a cron expression: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    }),
  timeZone: timeZone.default('UTC'),
});
