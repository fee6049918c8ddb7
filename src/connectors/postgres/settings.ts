import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/;

/** Texts of the start-up packet end at a zero byte: one inside would start the next field. */
const nameInPacket = z
  .string()
  .min(1)
  .max(63)
  .refine((text) => !text.includes('\0'), 'must not contain a zero byte');

const certificate = z
  .string()
  .max(100_000)
  .refine(isCertificate, 'is not a certificate in PEM (-----BEGIN CERTIFICATE-----)');

const tls = z
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

/** How to reach a PostgreSQL server. Text in place of `tls` is its mode: `tls: 'disable'`. */
export const postgresSettings = z.strictObject({
  host: z
    .string()
    .max(253)
    .refine(
      (host) => HOST_NAME.test(host) || isIP(host) !== 0,
      'must be a host name or an IP address: no socket path, no port, no URL',
    ),
  port: z.int().min(1).max(65_535).default(5432),
  database: nameInPacket,
  user: nameInPacket,
  tls: z
    .preprocess((value) => (typeof value === 'string' ? { mode: value } : value), tls)
    .default({ mode: 'verify-full' }),
});
export type PostgresSettings = z.output<typeof postgresSettings>;

export const postgresSecrets = z.strictObject({
  password: z
    .string()
    .min(1)
    .max(1000)
    .refine((text) => !text.includes('\0'), 'must not contain a zero byte')
    .exactOptional(),
});

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
