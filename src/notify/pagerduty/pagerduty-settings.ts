import { z } from 'zod';

/** Where the account lives. */
export const pagerdutySettings = z.strictObject({ region: z.enum(['us', 'eu']).default('us') });

export const pagerdutySecrets = z.strictObject({
  routingKey: z
    .string()
    .regex(
      /^[A-Za-z0-9]{32}$/,
      'must be the integration key of an Events API v2 integration: 32 letters and digits',
    ),
});
