import { randomUUID } from 'node:crypto';
import { ScheduleNotFound } from '../../src/core/errors.ts';
import { newTestId, type ScheduleId } from '../../src/core/ids.ts';
import type { Schedule } from '../../src/core/scheduling/schedule.ts';
import type { ScheduleStore } from '../../src/ports/schedule-store.ts';
import { DynamoScheduleStore } from '../../src/stores/dynamo/dynamo.schedule-store.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryScheduleStore } from '../../src/stores/memory/memory.schedule-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someSchedule } from '../support/records.ts';
import { namedListContract } from './named-list.contract.ts';
import { namedRecordsContract } from './named-records.contract.ts';
import { pagesOf, type NamedRecordsCase } from './named-store.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const stores: Record<string, () => Promise<ScheduleStore>> = {
  MemoryScheduleStore: async () => new MemoryScheduleStore(),
  DynamoScheduleStore: async () => {
    const prefix = `t${randomUUID()}`;
    await ensureTables(dynamo.client, prefix);
    return new DynamoScheduleStore(dynamo.client, prefix);
  },
};

describe.each(Object.entries(stores))('%s', (_, open) => {
  const contract: NamedRecordsCase<Schedule> = {
    open: async () => {
      const store = await open();
      return {
        create: (schedule) => store.create(schedule),
        get: (id) => store.get(id),
        list: (page) => store.list({}, page),
        replace: (schedule) => store.replace(schedule),
        delete: (id, version) => store.delete(id, version),
      };
    },
    some: someSchedule,
    notFound: ScheduleNotFound,
  };
  namedRecordsContract(contract);
  namedListContract(contract);

  it('keeps all of a schedule as it is', async () => {
    const store = await open();
    const schedule = someSchedule({
      description: 'before the report',
      cron: '30 5 * * mon-fri',
      timeZone: 'Europe/Berlin',
      select: { connectionId: randomUUID(), dataset: 'public.orders', tags: ['a', 'b'], kind: 'volume' },
      jitter: '2m',
      overlap: 'queue',
      missed: 'skip',
      tolerance: '45m',
      blackouts: [
        { days: ['sun'], from: '22:00', to: '04:00', reason: 'maintenance' },
        { from: '2026-12-24T18:00', to: '2026-12-27T06:00' },
      ],
      paused: true,
    });
    await store.create(schedule);
    expect(await store.get(schedule.id)).toEqual(schedule);
    expect(await store.getMany([schedule.id, schedule.id, someSchedule().id])).toEqual([schedule]);
  });

  it('lists those that name a test, or belong to it', async () => {
    const store = await open();
    const [one, other] = [newTestId(new Date()), newTestId(new Date())];
    const belonging = {
      ...someSchedule({ select: { testIds: [other] } }),
      name: `test:${one}`,
      origin: { testId: one },
    };
    const schedules = [
      someSchedule({ name: 'both', select: { testIds: [one, other] } }),
      someSchedule({ name: 'other', select: { testIds: [other] } }),
      someSchedule({ name: 'by tag' }),
      belonging,
    ];
    for (const schedule of schedules) await store.create(schedule);
    const pages = await pagesOf((page) => store.list({ testId: one }, page), 1);
    expect(pages.map((page) => page.map(({ name }) => name))).toEqual([['both'], [`test:${one}`]]);
  });

  it('names the ids of all schedules', async () => {
    const store = await open();
    const schedules = Array.from({ length: 30 }, () => someSchedule());
    for (const schedule of schedules) await store.create(schedule);
    const ids: ScheduleId[] = [];
    for await (const some of store.ids()) ids.push(...some);
    expect([...ids].sort()).toEqual(schedules.map(({ id }) => id).sort());
  });
});
