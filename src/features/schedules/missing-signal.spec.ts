import { someConnectionId, someTest } from '../../../test/support/records.ts';
import type { ScheduleId } from '../../core/ids.ts';
import { scheduleFields, type Schedule } from '../../core/scheduling/schedule.ts';
import { missingSignal } from './missing-signal.ts';

const id = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01' as ScheduleId;
const overdue = {
  scheduleId: id,
  occurrence: new Date('2026-03-29T04:00:00Z'),
  deadline: new Date('2026-03-29T05:00:00Z'),
  isFired: false,
};
const scheduleOf = (select: object, origin: Schedule['origin'] = null): Schedule => ({
  ...scheduleFields.parse({ name: 'mornings', cron: '0 6 * * *', timeZone: 'Europe/Berlin', select }),
  id,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  origin,
});

it('says the time by the clocks of the schedule, and what kept it', () => {
  const schedule = scheduleOf({ tags: ['sales'] });
  expect(missingSignal(overdue, schedule, [])).toEqual({
    key: `missing/${id}/2026-03-29T04:00:00.000Z`,
    kind: 'missing',
    subject: { type: 'schedule', id, name: 'mornings' },
    connectionId: null,
    dataset: null,
    tags: ['sales'],
    owner: null,
    severity: 'high',
    message:
      'no verdict for 2026-03-29T06:00:00+02:00 by 2026-03-29T07:00:00+02:00: no scheduler has started it',
  });
  expect(missingSignal({ ...overdue, isFired: true }, schedule, []).message).toMatch(
    /its runs are not finished$/,
  );
});

it('bears the name and the marks of the test whose own schedule it is', () => {
  const test = someTest({ name: 'orders', tags: ['sales'], owner: 'finance', severity: 'critical' });
  const signal = missingSignal(overdue, scheduleOf({ testIds: [test.id] }, { testId: test.id }), [test]);
  expect(signal).toMatchObject({
    subject: { name: 'orders' },
    connectionId: test.connectionId,
    dataset: 'public.orders',
    tags: ['sales'],
    owner: 'finance',
    severity: 'critical',
  });
});

it('says of several tests what they have in common, and is as severe as the worst', () => {
  const connectionId = someConnectionId();
  const tests = [
    someTest({ connectionId, dataset: 'public.orders', tags: ['a', 'b'], owner: 'x', severity: 'low' }),
    someTest({ connectionId, dataset: 'public.stock', tags: ['b', 'c'] }),
  ];
  const signal = missingSignal(overdue, scheduleOf({ testIds: tests.map((test) => test.id) }), tests);
  expect(signal).toMatchObject({ connectionId, dataset: null, tags: ['b'], owner: null, severity: 'medium' });
  expect(signal.subject.name).toBe('mornings');
});

it('speaks of a schedule that is gone by its id', () => {
  expect(missingSignal(overdue, null, []).subject.name).toBe(id);
});
