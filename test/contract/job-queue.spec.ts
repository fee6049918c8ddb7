import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { queueContract } from './job-queue.contract.ts';
import type { QueueSettings } from '../../src/queue/bullmq-backend.ts';
import { openJobQueue } from '../../src/queue/bullmq.job-queue.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('BullMQ on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase('queue');
  });
  afterAll(() => database.drop());
  const settings = (): QueueSettings => ({ kind: 'postgres', url: database.url });

  it('is made once by many processes that start together on an empty database', async () => {
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => openJobQueue(settings(), { logger: new RecordingLogger() })),
    );
    expect(await opened[5]!.depth()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    await Promise.all(opened.map((queue) => queue.close()));
  });

  it('keeps options that the URL itself sets', async () => {
    const withOptions = `${database.url}?options=${encodeURIComponent('-c statement_timeout=30000')}`;
    const queue = await openJobQueue(
      { kind: 'postgres', url: withOptions },
      { logger: new RecordingLogger() },
    );
    expect(await queue.depth()).toEqual({ waiting: 0, delayed: 0, active: 0 });
    await queue.close();
  });

  queueContract({
    settings,
    unreachable: { kind: 'postgres', url: 'postgres://somebody:hunter2@127.0.0.1:1/nothing' },
    cutConnections: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await client.end();
    },
  });
});

const redisUrl = process.env['REDIS_TEST_URL'];
const isRequired = process.env['CI_FULL'] === 'true';

if (redisUrl === undefined && isRequired)
  it('BullMQ on Redis is tested in a full run', () => {
    throw new Error('set REDIS_TEST_URL: with CI_FULL=true the Redis suite may not be skipped');
  });

(redisUrl === undefined ? describe.skip : describe)(
  redisUrl === undefined ? 'BullMQ on Redis (skipped: no REDIS_TEST_URL)' : 'BullMQ on Redis',
  () => {
    const url = redisUrl ?? 'redis://unset';
    const namespace = `spec-${randomUUID()}`;
    const withRedis = async (work: (redis: Redis) => Promise<unknown>): Promise<void> => {
      const redis = new Redis(url);
      await work(redis).finally(() => redis.quit());
    };
    afterAll(() =>
      withRedis(async (redis) => {
        const keys = await redis.keys(`bull:${namespace}*`);
        if (keys.length > 0) await redis.del(keys);
      }),
    );

    queueContract({
      settings: () => ({ kind: 'redis', url }),
      unreachable: { kind: 'redis', url: 'redis://:hunter2@127.0.0.1:1' },
      cutConnections: () => withRedis((redis) => redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes')),
      namespace,
    });
  },
);
