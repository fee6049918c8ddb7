import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/;

/** Where a server is reached over TCP. */
export const host = z
  .string()
  .max(253)
  .refine(
    (text) => HOST_NAME.test(text) || isIP(text) !== 0,
    'must be a host name or an IP address: no socket path, no port, no URL',
  );

const certificate = z
  .string()
  .max(100_000)
  .refine(isCertificate, 'is not a certificate in PEM (-----BEGIN CERTIFICATE-----)');

const tlsObject = z
  .strictObject({
    mode: z
      .enum(['disable', 'require', 'verify-full'])
      .describe(
        'verify-full: encrypted, and the certificate must be valid for the host. require: encrypted, ' +
          'but whoever answers is believed. disable: not encrypted',
      ),
    ca: certificate
      .exactOptional()
      .describe("the authority that signed the server's certificate, in PEM; the public ones where absent"),
  })
  .refine(({ mode, ca }) => ca === undefined || mode === 'verify-full', {
    path: ['ca'],
    message: 'is checked only with mode verify-full',
  });

/** Whether and how the connection is encrypted. Text in its place is the mode: `tls: 'disable'`. */
export const tls = z
  .preprocess((value) => (typeof value === 'string' ? { mode: value } : value), tlsObject)
  .default({ mode: 'verify-full' });
export type TlsSettings = z.output<typeof tls>;

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
