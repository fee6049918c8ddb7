import { z } from 'zod';
import { connectionLimits } from '../../core/connection.ts';
import type { Json } from '../../core/json.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { flag, pageOf } from './query.ts';

const json = z.custom<Json>().meta({ description: 'any JSON value' });

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checked together with the settings, so that a client learns of all bad fields at once; described here. */
const limitsAsGiven = z.custom<z.input<typeof connectionLimits>>(isObject, 'must be an object').meta({
  ...z.toJSONSchema(connectionLimits, { target: 'openapi-3.0', io: 'input' }),
  description: 'what Plumbline may do to this database at most',
});

/** What a client writes of a connection; settings and secrets are checked by the engine's connector. */
export const connectionBody = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('unique, without regard to case'),
    description: z.string().max(2000).optional(),
    engine: z.string().min(1).max(40).describe('postgres'),
    settings: z
      .record(z.string(), json)
      .describe(
        'of the engine. postgres: host, port (5432), database, user, and tls: mode (verify-full, require, disable) and ca',
      ),
    secrets: z
      .record(z.string(), z.string().max(10_000))
      .optional()
      .describe(
        'of the engine, never shown again. postgres: password. On PUT, absent keeps what is stored, unless the connection then points somewhere else',
      ),
    limits: limitsAsGiven.optional(),
  })
  .meta({
    id: 'ConnectionBody',
    examples: [
      {
        name: 'warehouse',
        description: 'The reporting replica',
        engine: 'postgres',
        settings: {
          host: 'replica.example.com',
          port: 5432,
          database: 'shop',
          user: 'plumbline_reader',
          tls: { mode: 'verify-full' },
        },
        secrets: { password: 'a secret' },
        limits: { maxConcurrency: 4, statementTimeout: '5m' },
      },
    ],
  });
export type ConnectionBody = z.infer<typeof connectionBody>;

const connectionExample = {
  id: exampleIds.connection,
  version: 1,
  name: 'warehouse',
  description: 'The reporting replica',
  engine: 'postgres',
  settings: {
    host: 'replica.example.com',
    port: 5432,
    database: 'shop',
    user: 'plumbline_reader',
    tls: { mode: 'verify-full' },
  },
  secretNames: ['password'],
  limits: { maxConcurrency: 4, statementTimeout: '5m', lockTimeout: '5s', connectTimeout: '10s' },
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
};

export const connectionAnswer = z
  .object({
    id: z.uuid(),
    version: z.int().describe('grows with every change; also the ETag'),
    name: z.string(),
    description: z.string().nullable(),
    engine: z.string(),
    settings: z.record(z.string(), json),
    secretNames: z.array(z.string()).describe('which secrets are set; their values never leave the server'),
    limits: connectionLimits,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Connection', examples: [connectionExample] });

export const connectionList = pageOf(connectionAnswer, 'ConnectionList', connectionExample);

export const deleteConnectionQuery = z.strictObject({
  cascade: flag.default(false).describe("also delete the connection's tests; their executions stay"),
});
export type DeleteConnectionQuery = z.infer<typeof deleteConnectionQuery>;
