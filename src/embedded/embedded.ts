import type { ConfigStoreSettings, Env } from '../config/env.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { startEmbeddedDynamo } from './dynamodb.ts';
import { loadOrCreateKey } from './encryption-key.ts';
import { asStartError, EmbeddedStartError, type EmbeddedPartDied } from './errors.ts';
import { startEmbeddedPostgres } from './postgres.ts';

/** How to reach a config store that is there. */
export type ConfigStoreAddress = Exclude<ConfigStoreSettings, { kind: 'embedded' }>;

export interface EmbeddedParts {
  /** A secret: it holds the password. */
  readonly resultsDbUrl: string;
  readonly dynamo: ConfigStoreAddress;
  /** 32 bytes. */
  readonly encryptionKey: Buffer;
  /** Resolves, and only then, when an embedded part ends without `stop` having been called. */
  readonly died: Promise<EmbeddedPartDied>;
  /** Stops what was started, in reverse order, and gives the data directory free. Idempotent. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the parts that `env` leaves to us and passes on the addresses of the others. With nothing to
 * start it touches no file. Throws `EmbeddedStartError`, having stopped what had started.
 */
export async function startEmbeddedParts(env: Env): Promise<EmbeddedParts> {
  const stops: (() => Promise<void>)[] = [];
  try {
    if (env.resultsDb.kind === 'embedded' || env.configStore.kind === 'embedded')
      stops.push((await lockDataDir(env.dataDir)).release);
    const encryptionKey = env.encryptionKey ?? (await loadOrCreateKey(env.dataDir));
    const [results, dynamo] = await bothOrNone(resultsDb(env, stops), configStore(env, stops));
    let stopping: Promise<void> | null = null;
    return { ...results, dynamo, encryptionKey, stop: () => (stopping ??= stopAll(stops)) };
  } catch (error) {
    await stopAll(stops);
    throw asStartError(error, `cannot start the embedded parts in ${env.dataDir}`);
  }
}

/** Last started, first stopped; one that fails to stop does not keep the others running. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let next = stops.pop(); next; next = stops.pop())
    await next().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'an embedded part did not stop in order');
}

async function resultsDb({ resultsDb: settings, dataDir }: Env, stops: (() => Promise<void>)[]) {
  if (settings.kind === 'url')
    return { resultsDbUrl: settings.url, died: new Promise<never>(() => undefined) };
  const postgres = await startEmbeddedPostgres({ dataDir, port: settings.port, durable: true });
  stops.push(postgres.stop);
  return { resultsDbUrl: postgres.url, died: postgres.died };
}

async function configStore(
  { configStore: settings, dataDir }: Env,
  stops: (() => Promise<void>)[],
): Promise<ConfigStoreAddress> {
  if (settings.kind !== 'embedded') return settings;
  const dynamo = await startEmbeddedDynamo({ dataDir, port: settings.port });
  stops.push(dynamo.stop);
  return { kind: 'endpoint', endpoint: dynamo.endpoint, region: 'us-east-1' };
}

/** Waits for both even when one fails: only what has started can be stopped. */
async function bothOrNone<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([one, other]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const reasons = [a, b].flatMap((part) => (part.status === 'rejected' ? [part.reason as unknown] : []));
  if (reasons.length === 1) throw reasons[0];
  throw new EmbeddedStartError(
    reasons.map((reason) => asStartError(reason, 'cannot start').message).join('\n'),
    {
      cause: new AggregateError(reasons),
    },
  );
}
