import { z } from 'zod';
import { host, tls } from '../tls-settings.ts';

const name = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !text.includes('\0'), 'must not contain a zero byte');

/**
 * How to reach a SQL Server. Text in place of `tls` is its mode: `tls: 'disable'`. Named instances are reached by their
 * port: looking one up would ask a second port of the host, over UDP.
 */
export const sqlServerSettings = z.strictObject({
  host,
  port: z.int().min(1).max(65_535).default(1433),
  database: name,
  user: name,
  tls,
  applicationIntent: z
    .enum(['ReadOnly', 'ReadWrite'])
    .default('ReadOnly')
    .describe(
      'ReadOnly lets an availability group send the session to a secondary replica. It forbids nothing: only ' +
        'the rights of the login do',
    ),
});
export type SqlServerSettings = z.output<typeof sqlServerSettings>;

export const sqlServerSecrets = z.strictObject({
  password: z
    .string()
    .min(1)
    .max(128)
    .refine((text) => !text.includes('\0'), 'must not contain a zero byte')
    .exactOptional(),
});
