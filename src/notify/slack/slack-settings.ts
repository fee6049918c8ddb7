import { z } from 'zod';

export const slackSettings = z.strictObject({
  channel: z
    .string()
    .regex(
      /^([CGD][A-Z0-9]{5,20}|#[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u,
      'must be the id of a channel, such as C0123456789, or its name with #, such as #data-alerts',
    ),
});

export const slackSecrets = z.strictObject({
  botToken: z
    .string()
    .max(300)
    .regex(/^xoxb-[A-Za-z0-9-]{5,}$/, 'must be the token of a bot, which begins with xoxb-'),
});
