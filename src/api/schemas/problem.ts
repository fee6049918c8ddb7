import { z } from 'zod';

/** RFC 9457, with a stable code and the list of bad fields. */
export const problem = z
  .object({
    type: z.string().describe('a URN that names the kind of problem'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('stable; switch on this one'),
    detail: z.string().describe('what happened, for people'),
    instance: z.string().describe('the path that was asked for'),
    requestId: z.string().describe('also in the X-Request-Id header and in our log'),
    errors: z
      .array(
        z.object({
          path: z.string().describe('dotted; empty means the input as a whole'),
          message: z.string(),
        }),
      )
      .describe('every bad field; empty when the problem is not about fields'),
  })
  .meta({ id: 'Problem', description: 'What went wrong.' });
export type ProblemBody = z.infer<typeof problem>;
