import { isIP } from 'node:net';
import { z } from 'zod';
import { host, tls } from '../tls-settings.ts';

/** Texts of the handshake end at a zero byte: one inside would start the next field. */
const textInPacket = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !text.includes('\0'), 'must not contain a zero byte');

/** How to reach a MySQL or MariaDB server. Text in place of `tls` is its mode: `tls: 'disable'`. */
export const mysqlSettings = z
  .strictObject({
    host,
    port: z.int().min(1).max(65_535).default(3306),
    database: textInPacket(64).describe('where tables without a schema in their name are looked up'),
    user: textInPacket(80),
    tls,
  })
  // the driver would compare the certificate with "localhost" where it is given an address
  .refine((settings) => settings.tls.mode !== 'verify-full' || isIP(settings.host) === 0, {
    path: ['host'],
    message:
      'must be a name, for the certificate is verified against it: an IP address needs tls.mode "require"',
  });
export type MysqlSettings = z.output<typeof mysqlSettings>;

export const mysqlSecrets = z.strictObject({ password: textInPacket(1000).exactOptional() });
