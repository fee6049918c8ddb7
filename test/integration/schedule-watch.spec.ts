import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someConnectionId, someSchedule, someTest } from '../support/records.ts';
import { createScheduler, RecordingQueue, SetClock, type Scheduler } from '../support/scheduler.ts';

let database: TestDatabase;
let dynamo: TestDynamo;
let results: ResultsStore;
let sql: pg.Client;
beforeAll(async () => {
  [database, dynamo] = await Promise.all([createDatabase(), startDynamo()]);
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

const at = (time: string) => new Date(`2026-01-05T${time}Z`);
let time: { now: Date };
let scheduler: Scheduler;
let queue: RecordingQueue;
beforeEach(async () => {
  const prefix = `t${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  for (const table of ['schedule_dues', 'schedule_firings', 'test_executions', 'incidents'])
    await sql.query(`DELETE FROM plumbline.${table}`);
  time = { now: at('09:59:30') };
  queue = new RecordingQueue();
  scheduler = createScheduler({ client: dynamo.client, prefix, results, clock: new SetClock(time), queue });
});

async function createDaily(fields: Record<string, unknown> = {}) {
  const test = someTest({ connectionId: someConnectionId() });
  await scheduler.tests.create(test);
  const schedule = someSchedule({
    cron: '0 10 * * *',
    tolerance: '30m',
    select: { testIds: [test.id] },
    ...fields,
  });
  await scheduler.writer.create(schedule);
  return { test, schedule };
}
const tickAt = (now: string) => {
  time.now = at(now);
  return scheduler.tick();
};
const watchAt = (now: string) => {
  time.now = at(now);
  return scheduler.watch();
};
const finish = () =>
  sql.query(`UPDATE plumbline.test_executions SET status = 'passed' WHERE status = 'queued'`);
const incidents = async () =>
  (await results.incidentReader.list({}, { limit: 10, cursor: null })).items.map(
    ({ kind, status, subject, message }) => ({
      kind,
      status,
      subject: subject.id,
      message,
    }),
  );

describe('the dead-man check', () => {
  it('is quiet while there are verdicts in time', async () => {
    const { schedule } = await createDaily();
    await tickAt('10:00:00');
    expect(await watchAt('10:29:59')).toBe(0);
    await finish();
    expect(await watchAt('10:31:00')).toBe(0);
    expect(await incidents()).toEqual([]);
    expect(await results.firings.lastOf(schedule.id, 1)).toMatchObject([
      { state: 'fired', settledAt: at('10:31:00') },
    ]);
  });

  it('raises an incident once for runs that are not finished in time, and settles it when they are', async () => {
    const { schedule } = await createDaily();
    await tickAt('10:00:00');
    expect(await watchAt('10:30:00')).toBe(1);
    expect(await watchAt('10:31:00')).toBe(0);
    const incident = { kind: 'missing', subject: schedule.id };
    expect(await incidents()).toEqual([
      {
        ...incident,
        status: 'open',
        message:
          'no verdict for 2026-01-05T10:00:00+00:00 by 2026-01-05T10:30:00+00:00: its runs are not finished',
      },
    ]);
    await finish();
    await watchAt('10:32:00');
    expect(await incidents()).toMatchObject([{ ...incident, status: 'resolved' }]);
  });

  it('raises an incident when no scheduler is there at all, and settles it when one has come back', async () => {
    const { schedule } = await createDaily({ timeZone: 'Europe/Berlin', cron: '0 11 * * *' });
    expect(await watchAt('10:30:00')).toBe(1);
    expect(await watchAt('10:31:00')).toBe(0);
    expect(await incidents()).toMatchObject([
      {
        status: 'open',
        message:
          'no verdict for 2026-01-05T11:00:00+01:00 by 2026-01-05T11:30:00+01:00: no scheduler has started it',
      },
    ]);
    await tickAt('10:45:00');
    expect(await results.firings.lastOf(schedule.id, 5)).toMatchObject([
      { state: 'fired', at: at('10:45:00') },
    ]);
    await watchAt('10:46:00');
    expect(await incidents()).toMatchObject([{ status: 'open' }]);
    await finish();
    await watchAt('10:47:00');
    expect(await incidents()).toMatchObject([{ status: 'resolved' }]);
  });

  it('opens one incident when many processes look at once', async () => {
    await createDaily();
    time.now = at('10:30:00');
    await Promise.all([scheduler.watch(), scheduler.watch(), scheduler.watch()]);
    expect(await incidents()).toHaveLength(1);
  });

  it('settles what it raised when the schedule is paused, and forgets what is deleted', async () => {
    const { schedule } = await createDaily();
    await watchAt('10:30:00');
    await scheduler.writer.replace(schedule, { ...schedule, version: 2, paused: true });
    await watchAt('10:31:00');
    expect(await incidents()).toMatchObject([{ status: 'resolved' }]);

    const second = (await createDaily({ name: 'second' })).schedule;
    time.now = new Date('2026-01-06T10:30:00Z');
    await scheduler.watch();
    await scheduler.writer.delete(second.id, null);
    expect((await incidents()).filter(({ status }) => status !== 'resolved')).toEqual([]);
    time.now = new Date('2026-01-07T10:30:00Z');
    expect(await scheduler.watch()).toBe(0);
  });
});

describe('a tick', () => {
  it('skips an occurrence whose runs before are not finished, or waits for them', async () => {
    const { schedule } = await createDaily({ cron: '* * * * *' });
    await tickAt('10:00:00');
    await tickAt('10:01:00');
    expect(await results.firings.lastOf(schedule.id, 2)).toMatchObject([
      { state: 'skipped', reason: 'overlap' },
      { state: 'fired' },
    ]);

    const waiting = { ...schedule, version: 2, overlap: 'queue' as const };
    await scheduler.writer.replace(schedule, waiting);
    await tickAt('10:02:00');
    await tickAt('10:02:01');
    await finish();
    await tickAt('10:02:04');
    expect((await results.firings.lastOf(schedule.id, 1))[0]).toMatchObject({ occurrence: at('10:01:00') });
    await tickAt('10:02:05');
    expect((await results.firings.lastOf(schedule.id, 1))[0]).toMatchObject({
      occurrence: at('10:02:00'),
      state: 'fired',
      missed: 0,
    });
  });

  it('says so when nothing is selected', async () => {
    const { schedule } = await createDaily({ select: { tags: ['nobody'] } });
    await tickAt('10:00:00');
    expect(await results.firings.lastOf(schedule.id, 1)).toMatchObject([
      { state: 'skipped', reason: 'nothingSelected', tests: 0 },
    ]);
    expect(queue.jobs.size).toBe(0);
  });

  it('forgets what has no definition, but not what may be about to get one', async () => {
    const orphan = someSchedule();
    const due = { occurrence: at('10:00:00'), dueAt: at('10:00:00'), deadline: at('11:00:00') };
    await results.dues.plan({ scheduleId: orphan.id, version: 1, due });
    await tickAt('10:00:00');
    expect(await results.dues.unplanned([orphan.id])).toEqual([]);
    await sql.query(`UPDATE plumbline.schedule_dues SET updated_at = updated_at - INTERVAL '2 minutes'`);
    await tickAt('10:00:10');
    expect(await results.dues.unplanned([orphan.id])).toEqual([orphan.id]);
  });

  it('goes by a definition that is newer than the index', async () => {
    const { schedule } = await createDaily({ cron: '0 10 * * *' });
    // as if the process had died after it wrote the definition
    await results.dues.lookBy(schedule.id, at('09:59:45'));
    await scheduler.schedules.replace({
      ...schedule,
      cron: '0 12 * * *',
      version: 2,
      updatedAt: at('09:59:40').toISOString(),
    });
    await tickAt('09:59:45');
    expect((await results.dues.dueOf([schedule.id])).get(schedule.id)).toMatchObject({
      occurrence: at('12:00:00'),
    });
    await tickAt('10:00:30');
    expect(await results.firings.lastOf(schedule.id, 1)).toEqual([]);
  });

  it("takes over what the test says when the test's own schedule is out of step, and goes with the test", async () => {
    const test = someTest({ schedule: { cron: '0 10 * * *' } });
    await scheduler.tests.create(test);
    expect(await scheduler.reconcile()).toBe(1);
    expect(await scheduler.reconcile()).toBe(0);
    const [kept] = (await scheduler.schedules.list({ testId: test.id }, { limit: 1, cursor: null })).items;
    await scheduler.tests.replace({ ...test, version: 2, schedule: { cron: '0 11 * * *', timeZone: 'UTC' } });
    await tickAt('10:00:00');
    expect(await scheduler.schedules.get(kept!.id)).toMatchObject({ cron: '0 11 * * *' });
    expect(queue.jobs.size).toBe(0);
    await tickAt('11:00:00');
    expect(queue.jobs.size).toBe(1);
    await finish();
    await scheduler.tests.delete(test.id, null);
    time.now = new Date('2026-01-06T11:00:00Z');
    await scheduler.tick();
    expect(await scheduler.schedules.get(kept!.id)).toBeNull();
    expect(await results.dues.unplanned([kept!.id])).toEqual([kept!.id]);
  });
});

it('a reconciliation plans schedules that the index has lost', async () => {
  const { schedule } = await createDaily();
  await sql.query('DELETE FROM plumbline.schedule_dues');
  expect(await scheduler.reconcile()).toBe(1);
  expect((await results.dues.dueOf([schedule.id])).get(schedule.id)).toMatchObject({
    occurrence: at('10:00:00'),
  });
});
