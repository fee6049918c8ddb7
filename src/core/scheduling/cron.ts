import { z } from 'zod';
import { timeZone } from '../time-zone.ts';
import { cronProblem } from './cron-problem.ts';
import { occursAtAll } from './cron-times.ts';

/** Cron with five or six fields, or `@daily` and friends, that occurs at some time. */
export const cronExpression = z
  .string()
  .max(200)
  .superRefine((pattern, ctx) => {
    const problem = cronProblem(pattern) ?? (occursAtAll(pattern) ? null : 'never occurs');
    if (problem) ctx.addIssue({ code: 'custom', message: problem });
  });

/** When a test runs by itself. */
export const schedule = z.strictObject({ cron: cronExpression, timeZone: timeZone.default('UTC') });
