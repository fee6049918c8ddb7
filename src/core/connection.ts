import { z } from 'zod';
import { duration } from './duration.ts';
import type { ConnectionId } from './ids.ts';
import type { Json } from './json.ts';

/** What Plumbline may do to the customer's database at most. Durations as in `duration()`. */
export const connectionLimits = z.strictObject({
  maxConcurrency: z.int().min(1).max(64).default(4),
  statementTimeout: duration({ min: '0.1s', max: '24h' }).default('5m'),
  lockTimeout: duration({ min: '0s', max: '10m' }).default('5s'),
  connectTimeout: duration({ min: '0.1s', max: '2m' }).default('10s'),
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
