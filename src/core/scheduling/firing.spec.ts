import { someSchedule } from '../../../test/support/records.ts';
import { decideFiring, dueAfter } from './firing.ts';

const at = (text: string) => new Date(`2026-01-05T${text}Z`);
const every10 = { cron: '*/10 * * * *' };
const dueTen = { occurrence: at('10:00:00'), dueAt: at('10:00:00'), deadline: at('11:00:00') };

describe('dueAfter', () => {
  it('is the next occurrence with its deadline, and nothing while paused', () => {
    expect(dueAfter(someSchedule(every10), at('09:55:00'))).toEqual(dueTen);
    expect(dueAfter(someSchedule({ ...every10, paused: true }), at('09:55:00'))).toBeNull();
  });
});

describe('decideFiring', () => {
  const decide = (fields: Record<string, unknown>, now: string, isBusy = false, due = dueTen) =>
    decideFiring(someSchedule({ ...every10, ...fields }), due, isBusy, at(now));

  it('fires on time with the time of the occurrence', () => {
    expect(decide({}, '10:00:00')).toEqual({
      kind: 'fire',
      occurrence: at('10:00:00'),
      at: at('10:00:00'),
      missed: 0,
      due: { occurrence: at('10:10:00'), dueAt: at('10:10:00'), deadline: at('11:10:00') },
    });
    expect(decide({}, '10:00:59')).toMatchObject({ kind: 'fire', at: at('10:00:00') });
  });

  it('fires late with the time at which it does, once for all that were missed', () => {
    expect(decide({}, '10:05:00')).toMatchObject({
      kind: 'fire',
      occurrence: at('10:00:00'),
      at: at('10:05:00'),
      missed: 0,
    });
    expect(decide({}, '12:34:56')).toMatchObject({
      kind: 'fire',
      occurrence: at('12:30:00'),
      at: at('12:34:56'),
      missed: 15,
    });
    expect(decide({}, '12:30:01')).toMatchObject({
      kind: 'fire',
      occurrence: at('12:30:00'),
      at: at('12:30:00'),
      missed: 15,
    });
  });

  it('skips what is late when missed occurrences are to be skipped', () => {
    expect(decide({ missed: 'skip' }, '12:34:56')).toMatchObject({
      kind: 'skip',
      reason: 'missed',
      occurrence: at('12:30:00'),
    });
    expect(decide({ missed: 'skip' }, '12:30:59')).toMatchObject({
      kind: 'fire',
      occurrence: at('12:30:00'),
    });
  });

  it('waits when it was looked at too early', () => {
    expect(decide({}, '09:59:59')).toEqual({ kind: 'wait', due: dueTen });
  });

  it('skips, or waits, while the runs before are not finished', () => {
    expect(decide({}, '10:00:00', true)).toMatchObject({
      kind: 'skip',
      reason: 'overlap',
      occurrence: at('10:00:00'),
    });
    expect(decide({ overlap: 'queue' }, '10:00:00', true)).toEqual({
      kind: 'wait',
      due: { occurrence: at('10:00:00'), dueAt: at('10:00:05'), deadline: at('11:00:05') },
    });
  });

  it('does not call late what waited for its own runs', () => {
    const waited = { ...dueTen, dueAt: at('10:06:30') };
    expect(decide({ overlap: 'queue', missed: 'skip' }, '10:06:31', false, waited)).toMatchObject({
      kind: 'fire',
      occurrence: at('10:00:00'),
      at: at('10:06:31'),
    });
  });

  it('starts nothing in a blackout, also what is late', () => {
    const blackouts = [{ from: '12:00', to: '13:00' }];
    expect(decide({ blackouts }, '12:34:56')).toEqual({
      kind: 'wait',
      due: { occurrence: at('10:00:00'), dueAt: at('13:00:00'), deadline: at('14:00:00') },
    });
  });

  it('starts later by its jitter', () => {
    const schedule = someSchedule({ ...every10, jitter: '5m' });
    const due = dueAfter(schedule, at('09:55:00'))!;
    const jitterMs = due.dueAt.getTime() - due.occurrence.getTime();
    expect(jitterMs).toBeGreaterThan(0);
    expect(decideFiring(schedule, due, false, new Date(due.dueAt.getTime() - 1))).toEqual({
      kind: 'wait',
      due,
    });
    expect(decideFiring(schedule, due, false, due.dueAt)).toMatchObject({ kind: 'fire', at: due.dueAt });
  });
});
