import { z } from 'zod';
import { webUrl } from '../web-url.ts';
import { isSigningSecret } from './signature.ts';

/** Headers that we write, that rule the connection, or that hold secrets. */
const RESERVED =
  /^(authorization|proxy-.*|cookie|host|connection|keep-alive|te|trailer|upgrade|expect|transfer-encoding|content-.*|accept-encoding|idempotency-key|webhook-.*)$/;

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'is not the name of a header')
  .refine((name) => !RESERVED.test(name.toLowerCase()), {
    error: ({ input }) =>
      String(input).toLowerCase() === 'authorization'
        ? 'is a secret: give it as secrets.authorization'
        : 'is a header that cannot be set',
  });

/** Printable ASCII: a line break would begin another header. */
const headerValue = z
  .string()
  .max(1000)
  .regex(/^[\x20-\x7E]*$/, 'must hold printable ASCII characters only');

export const webhookSettings = z.strictObject({
  url: webUrl,
  headers: z
    .record(headerName, headerValue)
    .refine((headers) => Object.keys(headers).length <= 20, 'must have at most 20 headers')
    .exactOptional(),
});

export const webhookSecrets = z.strictObject({
  signingSecret: z
    .string()
    .refine(
      isSigningSecret,
      'must be whsec_ and 24 to 64 bytes in base64: echo "whsec_$(openssl rand -base64 32)"',
    ),
  /** The value of the header `Authorization`. */
  authorization: headerValue.min(1).exactOptional(),
});
