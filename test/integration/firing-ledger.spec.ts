import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newRunId, newScheduleId, type ScheduleId } from '../../src/core/ids.ts';
import { openResultsStore, type ResultsStore } from '../../src/stores/results/results-store.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let store: ResultsStore;
beforeAll(async () => {
  database = await createDatabase();
  store = await openResultsStore({ url: database.url, retentionDays: 400 });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const LONG = 60_000;
const at = (time: string) => new Date(`2026-01-05T${time}Z`);
const dueAt = (time: string) => ({ occurrence: at(time), dueAt: at(time), deadline: at('23:00:00') });

async function planned(time: string, version = 1): Promise<ScheduleId> {
  const scheduleId = newScheduleId(new Date());
  await store.dues.plan({ scheduleId, version, due: dueAt(time) });
  return scheduleId;
}
const take = async (now: string, lease: { leaseMs?: number; limit?: number } = {}) => {
  const token = randomUUID();
  const taken = await store.firings.take(at(now), { token, leaseMs: LONG, limit: 100, ...lease });
  return { token, taken, ids: taken.map(({ scheduleId }) => scheduleId) };
};
const firingOf = (scheduleId: ScheduleId, time: string) => ({
  scheduleId,
  occurrence: at(time),
  at: at(time),
  deadline: at('23:00:00'),
  missed: 0,
});
const fired = (scheduleId: ScheduleId, time: string, next: string, version = 1) => ({
  scheduleId,
  version,
  due: dueAt(next),
  firing: {
    occurrence: at(time),
    outcome: { state: 'fired' as const, tests: 1, runIds: [newRunId(at(time))] },
  },
});
afterEach(async () => {
  // what a case left behind is not due in the next one
  const { ids } = await take('22:00:00', { leaseMs: 0 });
  await store.dues.forget(ids);
});

describe('taking', () => {
  it('gives what is due, the longest due first, up to a limit, and nothing twice', async () => {
    const [late, later, soon] = [
      await planned('10:05:00'),
      await planned('10:10:00'),
      await planned('10:00:00'),
    ];
    await planned('10:20:00');
    const first = await take('10:15:00', { limit: 2 });
    expect(first.ids).toEqual([soon, late]);
    expect(first.taken[0]).toEqual({
      scheduleId: soon,
      version: 1,
      due: dueAt('10:00:00'),
      begun: null,
      isBusy: false,
      isOld: false,
    });
    expect((await take('10:15:00')).ids).toEqual([later]);
    expect((await take('10:15:00')).ids).toEqual([]);
  });

  it('gives each of many schedules to one of many callers', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => planned('10:00:00')));
    const callers = await Promise.all(Array.from({ length: 6 }, () => take('10:00:00', { limit: 20 })));
    const rest = await take('10:00:00');
    expect([...callers.flatMap((one) => one.ids), ...rest.ids].sort()).toEqual([...ids].sort());
  });

  it('gives what its taker let go of, with what that one had begun', async () => {
    const id = await planned('10:00:00');
    const dead = await take('10:00:00', { leaseMs: 0 });
    await store.firings.begin([firingOf(id, '10:00:00')], dead.token);
    await sleep(2);
    // by an edit it is due much later, and still what was begun is finished
    await store.dues.plan({ scheduleId: id, version: 2, due: dueAt('20:00:00') });
    const { taken, token } = await take('10:00:05');
    expect(taken).toMatchObject([{ scheduleId: id, version: 2, begun: firingOf(id, '10:00:00') }]);
    expect(await store.firings.begin([firingOf(id, '10:01:00')], dead.token)).toEqual([]);
    await store.firings.settle([fired(id, '10:00:00', '10:10:00', 1)], token);
    expect(await store.dues.dueOf([id])).toEqual(new Map([[id, dueAt('20:00:00')]]));
    expect(await store.firings.lastOf(id, 5)).toMatchObject([
      { state: 'fired', occurrence: at('10:00:00'), tests: 1 },
    ]);
  });
});

describe('beginning', () => {
  it('happens once for an occurrence, and only for who holds the schedule', async () => {
    const id = await planned('10:00:00');
    const holder = await take('10:00:00');
    expect(await store.firings.begin([firingOf(id, '10:00:00')], randomUUID())).toEqual([]);
    expect(await store.firings.begin([firingOf(id, '10:00:00')], holder.token)).toHaveLength(1);
    expect(await store.firings.begin([firingOf(id, '10:00:00')], holder.token)).toEqual([]);
    expect(await store.firings.begin([], holder.token)).toEqual([]);
  });
});

describe('settling', () => {
  it('says when the schedule is due next, and gives it back', async () => {
    const id = await planned('10:00:00');
    const { token } = await take('10:00:00');
    await store.firings.begin([firingOf(id, '10:00:00')], token);
    await store.firings.settle([fired(id, '10:00:00', '10:10:00')], token);
    expect((await take('10:09:59')).ids).toEqual([]);
    expect((await take('10:10:00')).ids).toEqual([id]);
  });

  it('by who lost the schedule moves nothing', async () => {
    const id = await planned('10:00:00');
    const slow = await take('10:00:00', { leaseMs: 0 });
    await sleep(2);
    const quick = await take('10:00:00');
    expect(quick.ids).toEqual([id]);
    await store.firings.settle(
      [{ scheduleId: id, version: 1, due: dueAt('21:00:00'), firing: null }],
      slow.token,
    );
    expect(await store.dues.dueOf([id])).toEqual(new Map([[id, dueAt('10:00:00')]]));
  });

  it('leaves to a later version when it is due', async () => {
    const id = await planned('10:00:00');
    const { token } = await take('10:00:00');
    await store.dues.plan({ scheduleId: id, version: 2, due: dueAt('12:00:00') });
    await store.firings.settle([{ scheduleId: id, version: 1, due: dueAt('21:00:00'), firing: null }], token);
    expect(await store.dues.dueOf([id])).toEqual(new Map([[id, dueAt('12:00:00')]]));
    await store.dues.plan({ scheduleId: id, version: 1, due: dueAt('13:00:00') });
    expect(await store.dues.dueOf([id])).toEqual(new Map([[id, dueAt('12:00:00')]]));
  });

  it('tells why an occurrence was skipped', async () => {
    const id = await planned('10:00:00');
    const { token } = await take('10:00:00');
    await store.firings.begin([firingOf(id, '10:00:00')], token);
    const outcome = { state: 'skipped', reason: 'nothingSelected' } as const;
    await store.firings.settle(
      [{ scheduleId: id, version: 1, due: null, firing: { occurrence: at('10:00:00'), outcome } }],
      token,
    );
    expect(await store.firings.lastOf(id, 1)).toEqual([
      {
        scheduleId: id,
        occurrence: at('10:00:00'),
        at: at('10:00:00'),
        state: 'skipped',
        reason: 'nothingSelected',
        missed: 0,
        tests: 0,
        runIds: [],
        settledAt: expect.any(Date),
      },
    ]);
    expect(await store.dues.dueOf([id])).toEqual(new Map());
  });
});

describe('the index', () => {
  it('may be told to look earlier, never later', async () => {
    const id = await planned('10:00:00');
    await store.dues.lookBy(id, at('11:00:00'));
    await store.dues.lookBy(id, at('09:00:00'));
    expect((await take('09:00:00')).taken).toMatchObject([
      { due: { occurrence: at('10:00:00'), dueAt: at('09:00:00') } },
    ]);
  });

  it('keeps the time of a version that is due at the same times', async () => {
    const id = await planned('10:00:00');
    await store.dues.keep(id, 2);
    expect((await take('10:00:00')).taken).toMatchObject([{ version: 2, due: dueAt('10:00:00') }]);
  });

  it('knows what is not planned, and forgets', async () => {
    const [id, stranger] = [await planned('10:00:00'), newScheduleId(new Date())];
    expect(await store.dues.unplanned([id, stranger])).toEqual([stranger]);
    await store.dues.forget([id]);
    expect(await store.dues.unplanned([id, stranger])).toEqual([id, stranger]);
  });
});
