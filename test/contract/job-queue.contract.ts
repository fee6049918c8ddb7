import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestNotFound, Unavailable } from '../../src/core/errors.ts';
import type { ConnectionId, ExecutionId, RunId } from '../../src/core/ids.ts';
import { Postponed, type JobAttempt, type JobPayload } from '../../src/core/jobs.ts';
import { openBullQueue, type QueueSettings } from '../../src/queue/bullmq-backend.ts';
import { consumeJobs, type JobConsumerOptions } from '../../src/queue/bullmq.job-consumer.ts';
import { openJobQueue, type BullmqJobQueue } from '../../src/queue/bullmq.job-queue.ts';
import type { JobHandlers } from '../../src/queue/job-runner.ts';
import { queueName } from '../../src/queue/queue-name.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

type Payload = JobPayload<'executeRun'>;

const payloadFor = (dataset: string): Payload => ({
  runId: randomUUID() as RunId,
  connectionId: randomUUID() as ConnectionId,
  dataset,
  executionIds: [randomUUID() as ExecutionId],
});

/** Polls until the claim holds; what fails then is the test's time limit, not a measured time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}

/** What every backend of the job queue must do. */
export function queueContract(backend: {
  readonly settings: () => QueueSettings;
  readonly unreachable: QueueSettings;
  readonly cutConnections: () => Promise<void>;
  readonly namespace?: string;
}): void {
  let namespace: string;
  let logger: RecordingLogger;
  let queue: BullmqJobQueue;
  let closers: (() => Promise<unknown>)[];
  const nothing = { waiting: 0, delayed: 0, active: 0 };
  const isEmpty = async () => Object.values(await queue.depth()).every((n) => n === 0);

  const openQueue = async (retryDelayMs = 20) => {
    const opened = await openJobQueue(backend.settings(), { namespace, logger, retryDelayMs });
    closers.push(() => opened.close());
    queue = opened;
  };
  const consume = async (
    executeRun: JobHandlers['executeRun'],
    options: Partial<JobConsumerOptions> = {},
  ) => {
    const consumer = await consumeJobs(
      backend.settings(),
      { executeRun, deliverAlert: async () => {} },
      { namespace, logger, concurrency: 1, ...options },
    );
    closers.unshift(() => consumer.drain(0));
    return consumer;
  };
  /** A consumer that only notes which datasets it was given, in order. */
  const note = async (options: Partial<JobConsumerOptions> = {}) => {
    const seen: string[] = [];
    await consume(async ({ dataset }) => void seen.push(dataset), options);
    return seen;
  };
  /** A handler that runs until it is let go or aborted. */
  const gate = () => {
    const started: string[] = [];
    let letGo = () => {};
    const opened = new Promise<void>((resolve) => (letGo = resolve));
    const handler = async ({ dataset }: Payload, signal: AbortSignal) => {
      started.push(dataset);
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('aborted'))),
      );
      await Promise.race([opened, aborted]);
    };
    return { started, letGo, handler };
  };

  beforeEach(async () => {
    namespace = `${backend.namespace ?? 'spec'}-${randomUUID()}`;
    logger = new RecordingLogger();
    closers = [];
    await openQueue();
  });
  afterEach(async () => {
    for (const close of closers) await close();
  });

  it('hands over a job once, with its payload', async () => {
    const payload = payloadFor('public.orders');
    const received: Payload[] = [];
    await consume(async (given) => void received.push(given));
    await queue.add('executeRun', payload, { id: 'one' });
    await until(async () => received.length > 0 && (await isEmpty()));
    expect(received).toEqual([payload]);
  });

  it('ignores an id that is waiting', async () => {
    await queue.add('executeRun', payloadFor('first'), { id: 'same' });
    await queue.add('executeRun', payloadFor('second'), { id: 'same' });
    await queue.add('executeRun', payloadFor('last'), { id: 'last' });
    const seen = await note();
    await until(isEmpty);
    expect(seen).toEqual(['first', 'last']);
  });

  it('takes an id once of many that are added at the same time', async () => {
    await queue.add('executeRun', payloadFor('first'), { id: 'id-0' });
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        queue.add('executeRun', payloadFor(`${i}`), { id: `id-${i % 3}` }),
      ),
    );
    expect(await queue.depth()).toEqual({ ...nothing, waiting: 3 });
    const seen = await note();
    await until(isEmpty);
    expect(seen).toHaveLength(3);
  });

  it('ignores an id that is running', async () => {
    const { started, letGo, handler } = gate();
    await consume(handler);
    await queue.add('executeRun', payloadFor('first'), { id: 'same' });
    await until(() => started.length === 1);
    await queue.add('executeRun', payloadFor('second'), { id: 'same' });
    expect(await queue.depth()).toEqual({ ...nothing, active: 1 });
    letGo();
    await until(isEmpty);
    expect(started).toEqual(['first']);
  });

  it('takes an id again once its job is done', async () => {
    const seen = await note();
    for (const dataset of ['first', 'second']) {
      await queue.add('executeRun', payloadFor(dataset), { id: 'same' });
      await until(async () => seen.includes(dataset) && (await isEmpty()));
    }
    expect(seen).toEqual(['first', 'second']);
  });

  it('takes an id again once its job has failed for good', async () => {
    const seen: string[] = [];
    await consume(async ({ dataset }) => {
      seen.push(dataset);
      if (dataset === 'first') throw new TestNotFound('t1');
    });
    for (const dataset of ['first', 'second']) {
      await queue.add('executeRun', payloadFor(dataset), { id: 'same' });
      await until(async () => seen.includes(dataset) && (await isEmpty()));
    }
    expect(seen).toEqual(['first', 'second']);
  });

  it('runs lower priorities first, 10 where none is given, and equal ones in order', async () => {
    for (const [dataset, priority] of [['e', 20], ['c'], ['d', 10], ['b', 1], ['a', 0]] as const)
      await queue.add('executeRun', payloadFor(dataset), {
        id: dataset,
        ...(priority !== undefined && { priority }),
      });
    const seen = await note();
    await until(isEmpty);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it.each(['', '42', '-7', 'a:b', 'run/1', 'x y', 'x'.repeat(201)])('refuses the id %j', async (id) => {
    await expect(queue.add('executeRun', payloadFor('t'), { id })).rejects.toThrow(RangeError);
    expect(await queue.depth()).toEqual(nothing);
  });

  it.each([-1, 1.5, 2 ** 22])('refuses the priority %d', async (priority) => {
    await expect(queue.add('executeRun', payloadFor('t'), { id: 'a', priority })).rejects.toThrow(RangeError);
    expect(await queue.depth()).toEqual(nothing);
  });

  it('tries a failing job as often as the catalogue says, then drops it', async () => {
    let tries = 0;
    await consume(async () => {
      tries++;
      throw new Unavailable('not now');
    });
    await queue.add('executeRun', payloadFor('t'), { id: 'a' });
    await until(async () => tries > 0 && (await isEmpty()));
    expect(tries).toBe(3);
    expect(logger.lines).toEqual(
      [1, 2, 3].map((n) => `warn job executeRun a: attempt ${n} of 3 failed: not now`),
    );
  });

  it('waits before it tries again', async () => {
    await openQueue(3_600_000);
    let tries = 0;
    await consume(async () => {
      tries++;
      throw new Error('broken');
    });
    await queue.add('executeRun', payloadFor('t'), { id: 'a' });
    await until(async () => (await queue.depth()).delayed === 1);
    expect(tries).toBe(1);
  });

  it('tells each try which one it is', async () => {
    const attempts: JobAttempt[] = [];
    await consume(async (_payload, _signal, attempt) => {
      attempts.push(attempt);
      throw new Unavailable('not now');
    });
    await queue.add('executeRun', payloadFor('t'), { id: 'a' });
    await until(async () => attempts.length > 0 && (await isEmpty()));
    expect(attempts).toEqual([
      { number: 1, isLast: false },
      { number: 2, isLast: false },
      { number: 3, isLast: true },
    ]);
  });

  it('runs a postponed job later, and does not count that as a try', async () => {
    const attempts: JobAttempt[] = [];
    await consume(async (_payload, _signal, attempt) => {
      attempts.push(attempt);
      if (attempts.length < 5) throw new Postponed(1);
    });
    await queue.add('executeRun', payloadFor('t'), { id: 'a' });
    await until(async () => attempts.length > 4 && (await isEmpty()));
    expect(attempts.map(({ number }) => number)).toEqual([1, 1, 1, 1, 1]);
    expect(logger.lines).toEqual([]);
  });

  it('does not try again what cannot succeed', async () => {
    let tries = 0;
    await consume(async () => {
      tries++;
      throw new TestNotFound('t1');
    });
    await queue.add('executeRun', payloadFor('t'), { id: 'a' });
    await until(async () => tries > 0 && (await isEmpty()));
    expect(tries).toBe(1);
    expect(logger.lines).toEqual(['error job executeRun a: given up: no test with id t1']);
  });

  it('drops a payload that does not parse, and names the fields but not their values', async () => {
    const raw = openBullQueue(backend.settings(), queueName('executeRun', { namespace }), {
      removeOnFail: true,
    });
    closers.push(() => raw.close());
    await raw.waitUntilReady();
    await raw.add('executeRun', { ...payloadFor('t'), runId: 'hunter2' }, { jobId: 'bad', priority: 1 });
    await queue.add('executeRun', payloadFor('good'), { id: 'good' });
    const seen = await note();
    await until(isEmpty);
    expect(seen).toEqual(['good']);
    expect(logger.lines).toEqual(['error job executeRun bad: given up: the payload is not valid: runId']);
  });

  it('counts what waits, waits for another try and runs', async () => {
    await openQueue(3_600_000);
    const { started, handler } = gate();
    await consume(async (payload, signal) => {
      if (payload.dataset === 'fails') throw new Error('broken');
      await handler(payload, signal);
    });
    await queue.add('executeRun', payloadFor('fails'), { id: 'fails' });
    await until(async () => (await queue.depth()).delayed === 1);
    await queue.add('executeRun', payloadFor('runs'), { id: 'runs' });
    await until(() => started.length === 1);
    await queue.add('executeRun', payloadFor('waits'), { id: 'waits' });
    expect(await queue.depth()).toEqual({ waiting: 1, delayed: 1, active: 1 });
  });

  it('runs each job in one consumer only', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `job-${i}`);
    const [mine, yours] = await Promise.all([note({ concurrency: 8 }), note({ concurrency: 8 })]);
    await Promise.all(ids.map((id) => queue.add('executeRun', payloadFor(id), { id })));
    await until(isEmpty);
    expect([...mine, ...yours].sort()).toEqual(ids.sort());
    expect(Math.min(mine.length, yours.length)).toBeGreaterThan(0);
  });

  describe('a consumer that drains', () => {
    it('waits for what runs and takes nothing new', async () => {
      const { started, letGo, handler } = gate();
      const consumer = await consume(handler, { concurrency: 2 });
      await queue.add('executeRun', payloadFor('running'), { id: 'running' });
      await until(() => started.length === 1);
      const drained = consumer.drain(60_000);
      await queue.add('executeRun', payloadFor('late'), { id: 'late' });
      letGo();
      expect(await drained).toBe(true);
      expect(started).toEqual(['running']);
      expect(await queue.depth()).toEqual({ ...nothing, waiting: 1 });
    });

    it('stops at once when nothing runs', async () => {
      const consumer = await consume(async () => {});
      expect(await consumer.drain(60_000)).toBe(true);
    });

    it('aborts what does not finish in time and gives it back untried', async () => {
      const { started, handler } = gate();
      const consumer = await consume(handler);
      await queue.add('executeRun', payloadFor('slow'), { id: 'slow' });
      await until(() => started.length === 1);
      expect(await consumer.drain(0)).toBe(false);
      expect(await queue.depth()).toEqual({ ...nothing, waiting: 1 });
      expect(logger.lines).toEqual([]);
      const seen = await note();
      await until(isEmpty);
      expect(seen).toEqual(['slow']);
    });

    it('leaves behind what ignores the signal, and another consumer gets it', async () => {
      let letGo = () => {};
      let hasStarted = false;
      const consumer = await consume(
        () => {
          hasStarted = true;
          return new Promise<void>((resolve) => (letGo = resolve));
        },
        { graceMs: 50, lockMs: 500 },
      );
      await queue.add('executeRun', payloadFor('stuck'), { id: 'stuck' });
      await until(() => hasStarted);
      expect(await consumer.drain(0)).toBe(false);
      const seen = await note({ lockMs: 500 });
      await until(isEmpty);
      expect(seen).toEqual(['stuck']);
      letGo();
    });
  });

  it('goes on by itself after its connections were cut, and says so once', async () => {
    const seen = await note();
    await queue.add('executeRun', payloadFor('before'), { id: 'before' });
    await until(async () => seen.length === 1 && (await isEmpty()));
    await backend.cutConnections();
    await until(async () => {
      try {
        await queue.add('executeRun', payloadFor('after'), { id: 'after' });
        return true;
      } catch (error) {
        if (error instanceof Unavailable) return false;
        throw error;
      }
    });
    await until(async () => seen.includes('after') && (await isEmpty()));
    expect(seen).toEqual(['before', 'after']);
    expect(new Set(logger.lines).size).toBe(logger.lines.length);
  });

  it('says that it cannot be reached, without the password', async () => {
    const options = { namespace, logger, connectTimeoutMs: 200, graceMs: 50, concurrency: 1 };
    const down = { kind: 'unavailable', code: 'QUEUE_UNAVAILABLE' };
    await expect(openJobQueue(backend.unreachable, options)).rejects.toMatchObject(down);
    await expect(
      consumeJobs(backend.unreachable, { executeRun: async () => {}, deliverAlert: async () => {} }, options),
    ).rejects.toMatchObject(down);
    expect(logger.lines.join()).not.toContain('hunter2');
  });
}
