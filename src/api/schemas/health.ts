import { z } from 'zod';

export const liveAnswer = z
  .object({ status: z.literal('live') })
  .meta({ id: 'Live', examples: [{ status: 'live' }] });

/** Shared by 200 and 503. */
export const readyAnswer = z
  .object({
    status: z.enum(['ready', 'notReady']),
    parts: z
      .record(z.string(), z.string().nullable())
      .describe('what this process depends on: null when it answers, else what is wrong'),
  })
  .meta({
    id: 'Ready',
    examples: [
      { status: 'ready', parts: { results: null, config: null, queue: null } },
      { status: 'notReady', parts: { results: null, config: null, queue: 'does not answer' } },
    ],
  });
