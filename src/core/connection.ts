import { z } from 'zod';
import { duration } from './duration.ts';
import type { ConnectionId } from './ids.ts';
import type { Json } from './json.ts';

const backOff = z
  .strictObject({
    maxActiveSessions: z
      .int()
      .min(1)
      .max(100_000)
      .exactOptional()
      .describe('most sessions of others that may be running a statement'),
    maxReplicaLag: duration({ min: '0.1s', max: '24h' })
      .exactOptional()
      .describe('how far a replica may be behind'),
    patience: duration({ min: '0s', max: '24h' })
      .default('10m')
      .describe('how long a run waits for a calmer moment before its tests are errored'),
  })
  .refine(
    ({ maxActiveSessions, maxReplicaLag }) => maxActiveSessions !== undefined || maxReplicaLag !== undefined,
    'needs maxActiveSessions or maxReplicaLag',
  )
  .describe('a run does not begin while the database is busier than this');

/** What Plumbline may do to the customer's database at most. Durations as in `duration()`. */
export const connectionLimits = z.strictObject({
  maxConcurrency: z.int().min(1).max(64).default(4),
  statementTimeout: duration({ min: '0.1s', max: '24h' }).default('5m'),
  lockTimeout: duration({ min: '0s', max: '10m' }).default('5s'),
  connectTimeout: duration({ min: '0.1s', max: '2m' }).default('10s'),
  maxCost: z
    .number()
    .positive()
    .max(1e15)
    .exactOptional()
    .describe(
      "what the database's planner may expect a statement to cost (EXPLAIN); dearer ones are not sent",
    ),
  maxEstimatedRows: z
    .int()
    .min(1)
    .exactOptional()
    .describe('how many rows a step of a statement may handle, by the plan; larger ones are not sent'),
  backOff: backOff.exactOptional(),
});
export type ConnectionLimits = z.infer<typeof connectionLimits>;

/** How to reach one customer database. `settings` follow the schema of the engine's connector and hold no secret. */
export interface Connection {
  readonly id: ConnectionId;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly engine: string;
  readonly settings: { readonly [key: string]: Json };
  /** The encrypted secrets, as `SecretCipher` made them; null when the engine needs none. Never leaves the server. */
  readonly sealedSecrets: string | null;
  /** Which secrets are set: their names only. */
  readonly secretNames: readonly string[];
  readonly limits: ConnectionLimits;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a connector needs to open a session: plain secrets live only here, in memory, for as long as it is open. */
export interface ConnectionTarget {
  readonly id: ConnectionId;
  readonly version: number;
  readonly engine: string;
  readonly settings: { readonly [key: string]: Json };
  readonly secrets: { readonly [name: string]: string };
  readonly limits: ConnectionLimits;
}
