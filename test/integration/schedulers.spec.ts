import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestId } from '../../src/core/ids.ts';
import { TickSettings } from '../../src/features/schedules/fire-due-schedules.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someConnectionId, someSchedule, someTest } from '../support/records.ts';
import { createScheduler, RecordingQueue, SetClock, type Scheduler } from '../support/scheduler.ts';

/** Longer than a tick takes, short enough to wait for. */
const LEASE_MS = 150;
const MINUTE_MS = 60_000;
const START = Date.parse('2026-01-05T09:59:30Z');
const MINUTES = 20;

let database: TestDatabase;
let dynamo: TestDynamo;
let results: ResultsStore;
let sql: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  dynamo = await startDynamo();
  results = await openResultsStore({ url: database.url, retentionDays: 400 });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
});

afterAll(async () => {
  await sql.end();
  await results.close();
  await dynamo.stop();
  await database.drop();
});

class Killed extends Error {}

/** A fixed sequence of numbers from 0 to 1. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The same adapter, but its process dies before or after some of the calls, and does nothing any more from then on. */
function mortal<T extends object>(adapter: T, life: { isOver: boolean }, dies: () => boolean): T {
  return new Proxy(adapter, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const mayDie = () => {
          life.isOver ||= dies();
          if (life.isOver) throw new Killed();
        };
        mayDie();
        const answer = await method.apply(target, args);
        mayDie();
        return answer;
      };
    },
  });
}

/** Which minutes after the start a test ran at, each as often as it did. */
async function minutesOf(ids: readonly TestId[]): Promise<Record<string, number[]>> {
  const { rows } = await sql.query<{ test_id: TestId; queued_at: Date }>(
    'SELECT test_id, queued_at FROM plumbline.test_executions WHERE test_id = ANY ($1) ORDER BY queued_at',
    [ids],
  );
  const minutes = (id: TestId) =>
    rows
      .filter((row) => row.test_id === id)
      .map((row) => (row.queued_at.getTime() - START - MINUTE_MS / 2) / MINUTE_MS);
  return Object.fromEntries(ids.map((id, i) => [`test ${i + 1}`, minutes(id)]));
}

const executionIdsIn = (job: object): readonly string[] =>
  'executionIds' in job ? (job.executionIds as string[]) : [];

const everyNth = (n: number) =>
  Array.from({ length: MINUTES }, (_, minute) => minute).filter((minute) => minute % n === 0);

describe('three schedulers whose clocks differ, each of them dying again and again', () => {
  it.each([1, 22, 333])(
    'run every occurrence exactly once, whatever dies between which steps (seed %i)',
    async (seed) => {
      const prefix = `t${randomUUID()}`;
      await ensureTables(dynamo.client, prefix);
      const time = { now: new Date(START) };
      const random = sequence(seed);
      const queue = new RecordingQueue();
      let deaths = 0;

      const fresh = (offsetMs: number): Scheduler => {
        const life = { isOver: false };
        const dies = () => {
          const dead = random() < 0.04;
          if (dead) deaths += 1;
          return dead;
        };
        return createScheduler({
          client: dynamo.client,
          prefix,
          clock: new SetClock(time, offsetMs),
          queue,
          settings: new TickSettings(LEASE_MS, 3),
          results: {
            dues: mortal(results.dues, life, dies),
            firings: mortal(results.firings, life, dies),
            ledger: mortal(results.ledger, life, dies),
            scheduleWatch: results.scheduleWatch,
            incidents: results.incidents,
          },
        });
      };

      const writer = createScheduler({
        client: dynamo.client,
        prefix,
        results,
        clock: new SetClock(time),
        queue,
      });
      const connectionId = someConnectionId();
      const tests = [
        someTest({ name: 'a', connectionId }),
        someTest({ name: 'b', connectionId, tags: ['even'] }),
        someTest({ name: 'c', connectionId, tags: ['even'] }),
        someTest({ name: 'd', connectionId, dataset: 'public.stock' }),
        someTest({ name: 'e', connectionId, schedule: { cron: '*/3 * * * *' } }),
      ];
      for (const test of tests) await writer.tests.create(test);
      const ids = tests.map(({ id }) => id);
      const schedules = [
        someSchedule({ cron: '* * * * *', select: { testIds: [ids[0], ids[1]] } }),
        someSchedule({ cron: '*/2 * * * *', select: { tags: ['even'] } }),
        someSchedule({ cron: '*/5 * * * *', select: { testIds: [ids[3]] }, missed: 'skip' }),
      ];
      for (const schedule of schedules) await writer.writer.create(schedule);
      await writer.reconcile();

      const offsets = [-2000, 0, 3000];
      const fleet = offsets.map(fresh);
      for (
        ;
        time.now.getTime() < START + MINUTES * MINUTE_MS;
        time.now = new Date(time.now.getTime() + 10_000)
      ) {
        for (let isIdle = false; !isIdle;) {
          const ticks = await Promise.allSettled(fleet.map((one) => one.tick()));
          for (const [i, tick] of ticks.entries()) {
            if (tick.status === 'fulfilled') continue;
            expect(tick.reason).toBeInstanceOf(Killed);
            fleet[i] = fresh(offsets[i]!);
          }
          const { rowCount } = await sql.query(
            'SELECT FROM plumbline.schedule_dues WHERE claimed_until IS NOT NULL OR due_at <= $1',
            [time.now],
          );
          isIdle = rowCount === 0 && ticks.every(({ status }) => status === 'fulfilled');
          if (!isIdle) await sleep(20);
        }
        await sql.query(`UPDATE plumbline.test_executions SET status = 'passed' WHERE status = 'queued'`);
      }

      expect(deaths).toBeGreaterThan(10);
      expect(await minutesOf(ids)).toEqual({
        'test 1': everyNth(1),
        'test 2': everyNth(1),
        'test 3': everyNth(2),
        'test 4': everyNth(5),
        'test 5': everyNth(3),
      });
      const { rows } = await sql.query<{ state: string; missed: number }>(
        `SELECT DISTINCT state, missed FROM plumbline.schedule_firings WHERE schedule_id = ANY ($1)`,
        [schedules.map(({ id }) => id)],
      );
      expect(rows).toEqual([{ state: 'fired', missed: 0 }]);
      // tests that are due together on a dataset share a run, whichever schedule they come from
      const shared = await sql.query<{ runs: string }>(
        `SELECT count(DISTINCT run_id)::text AS runs FROM plumbline.test_executions
          WHERE test_id = ANY ($1) GROUP BY connection_id, dataset, queued_at HAVING count(DISTINCT run_id) > 1`,
        [ids],
      );
      expect(shared.rows).toEqual([]);
      // and every execution has a job
      const executions = await sql.query<{ id: string }>(
        'SELECT id FROM plumbline.test_executions WHERE test_id = ANY ($1)',
        [ids],
      );
      const inJobs = new Set<string>([...queue.jobs.values()].flatMap((job) => executionIdsIn(job)));
      expect(executions.rows.filter(({ id }) => !inJobs.has(id))).toEqual([]);
    },
  );
});
