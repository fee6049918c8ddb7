import { z } from 'zod';
import { webUrl } from '../web-url.ts';

export const teamsSettings = z.strictObject({});

export const teamsSecrets = z.strictObject({
  /** What the workflow "Post to a channel when a webhook request is received" shows; its `sig` lets anybody post. */
  url: webUrl,
});
