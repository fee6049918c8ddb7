import {
  createPostgresBackend,
  createRedisBackend,
  withBackend,
  type DefaultJobOptions,
  type Processor,
  type JobState,
  type PostgresPoolConfig,
  type RedisOptions,
  type WorkerOptions,
} from 'bullmq';
import { within } from './deadline.ts';
import { patient } from './patient-backend.ts';

/** Which backend BullMQ works on. `url` may hold a password: never log it. */
export type QueueSettings =
  { readonly kind: 'postgres'; readonly url: string } | { readonly kind: 'redis'; readonly url: string };

/** The part of BullMQ's classes that is used here; their full types differ from backend to backend. */
export interface BullQueue {
  add(name: string, data: unknown, options: { jobId: string; priority: number }): Promise<unknown>;
  addBulk(
    jobs: { name: string; data: unknown; opts: { jobId: string; priority: number } }[],
  ): Promise<unknown>;
  getJobCounts(...states: JobState[]): Promise<{ readonly [state: string]: number }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
export interface BullWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'active', listener: () => void): unknown;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  pause(doNotWaitActive: boolean): Promise<void>;
  close(force: boolean): Promise<void>;
  disconnect(): Promise<void>;
}
export type BullProcessor = Processor<unknown, void>;

/** How many connections one queue or worker may open, beside the one on which a worker listens. */
const MAX_CONNECTIONS = 4;
/** BullMQ records every step of every job; nothing here reads that back. */
const MAX_EVENTS = 100;
const CONNECT_TIMEOUT_MS = 10_000;

const onPostgres = withBackend(patient(createPostgresBackend));
const onRedis = withBackend(patient(createRedisBackend));

export function openBullQueue(
  settings: QueueSettings,
  name: string,
  defaultJobOptions: DefaultJobOptions,
): BullQueue {
  const options = { defaultJobOptions, streams: { events: { maxLen: MAX_EVENTS } } };
  return settings.kind === 'postgres'
    ? new onPostgres.Queue(name, { ...options, connection: postgresConnection(settings.url) })
    : new onRedis.Queue(name, {
        ...options,
        // A producer must hear at once that the queue is down; the default waits in memory for ever.
        connection: { ...redisConnection(settings.url), enableOfflineQueue: false, maxRetriesPerRequest: 1 },
      });
}

/** The worker takes jobs once `run` is called: one that runs before it has reached its backend cannot be stopped. */
export function openBullWorker(
  settings: QueueSettings,
  name: string,
  process: BullProcessor,
  given: Omit<WorkerOptions, 'connection' | 'autorun'>,
): BullWorker {
  const options = { ...given, autorun: false };
  return settings.kind === 'postgres'
    ? new onPostgres.Worker(name, process, { ...options, connection: postgresConnection(settings.url) })
    : new onRedis.Worker(name, process, {
        ...options,
        connection: { ...redisConnection(settings.url), maxRetriesPerRequest: null },
      });
}

/** Throws when one of them has not reached its backend in time: BullMQ itself would try for ever. */
export async function waitUntilReady(
  parts: readonly (BullQueue | BullWorker)[],
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<void> {
  const isReady = await within(timeoutMs, Promise.all(parts.map((part) => part.waitUntilReady())));
  if (!isReady) throw new Error(`no answer from the queue's backend within ${timeoutMs} ms`);
}

/** BullMQ sets the schema through libpq's `options`, which an `options` parameter of the URL would silently undo. */
function postgresConnection(url: string): PostgresPoolConfig {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options');
  const limits = { max: MAX_CONNECTIONS, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  if (options === null) return { connectionString: url, ...limits };
  parsed.searchParams.delete('options');
  return { connectionString: parsed.href, options, ...limits };
}

const redisConnection = (url: string): RedisOptions & { url: string } => ({
  url,
  retryStrategy: (times) => Math.min(times * 200, 2000),
  // Its timer runs out even after a clean end, and the process with it.
  disconnectTimeout: 300,
});
