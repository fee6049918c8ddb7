import { z } from 'zod';
import { host, tls } from '../tls-settings.ts';

/** Texts of the start-up packet end at a zero byte: one inside would start the next field. */
const nameInPacket = z
  .string()
  .min(1)
  .max(63)
  .refine((text) => !text.includes('\0'), 'must not contain a zero byte');

/** How to reach a PostgreSQL server. Text in place of `tls` is its mode: `tls: 'disable'`. */
export const postgresSettings = z.strictObject({
  host,
  port: z.int().min(1).max(65_535).default(5432),
  database: nameInPacket,
  user: nameInPacket,
  tls,
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
