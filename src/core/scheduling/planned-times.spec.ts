import type { ScheduleId } from '../ids.ts';
import { blackouts } from './blackouts.ts';
import { isEveryOccurrenceBlackedOut, jitterMsOf, lastAllowed, nextAllowedTimes } from './planned-times.ts';

const id = '01982f6c-3b5a-7c90-92d1-7f8e9a0b1c2d' as ScheduleId;
const timing = (cron: string, windows: unknown[] = [], timeZone = 'UTC') => ({
  cron,
  timeZone,
  blackouts: blackouts.parse(windows),
});
const times = (of: ReturnType<typeof timing>, after: string, count = 3, jitterMs = 0) =>
  nextAllowedTimes(of, jitterMs, new Date(after), count).map((at) => at.toISOString().slice(0, 16));

describe('occurrences in blackouts', () => {
  it('are left out, those at its end are not', () => {
    const hourly = timing('0 * * * *', [{ from: '02:00', to: '05:00' }]);
    expect(times(hourly, '2026-01-05T00:30:00Z', 4)).toEqual([
      '2026-01-05T01:00',
      '2026-01-05T05:00',
      '2026-01-05T06:00',
      '2026-01-05T07:00',
    ]);
  });

  it('are left out for years at the cost of one look', () => {
    const everySecond = timing('* * * * * *', [{ from: '2026-01-01T00:00', to: '2036-01-01T00:00' }]);
    expect(times(everySecond, '2026-01-05T00:00:00Z', 2)).toEqual(['2036-01-01T00:00', '2036-01-01T00:00']);
  });

  it('may be all of them, which is found out', () => {
    const atThree = timing('0 3 * * *', [{ from: '02:00', to: '05:00' }]);
    expect(times(atThree, '2026-01-05T00:00:00Z')).toEqual([]);
    expect(isEveryOccurrenceBlackedOut(atThree)).toBe(true);
    expect(
      isEveryOccurrenceBlackedOut(timing('0 3 * * *', [{ days: ['sun'], from: '02:00', to: '05:00' }])),
    ).toBe(false);
  });

  it('are also those whose jitter would carry their start into one', () => {
    const hourly = timing('0 * * * *', [{ from: '02:10', to: '02:50' }]);
    expect(times(hourly, '2026-01-05T00:30:00Z', 3)).toEqual([
      '2026-01-05T01:00',
      '2026-01-05T02:00',
      '2026-01-05T03:00',
    ]);
    expect(times(hourly, '2026-01-05T00:30:00Z', 3, 20 * 60_000)).toEqual([
      '2026-01-05T01:00',
      '2026-01-05T03:00',
      '2026-01-05T04:00',
    ]);
  });

  it('do not count as missed', () => {
    const hourly = timing('0 * * * *', [{ from: '02:00', to: '05:00' }]);
    const first = new Date('2026-01-05T00:00:00Z');
    expect(lastAllowed(hourly, 0, first, new Date('2026-01-05T06:30:00Z'))).toEqual({
      occurrence: new Date('2026-01-05T06:00:00Z'),
      count: 4,
      next: new Date('2026-01-05T07:00:00Z'),
    });
  });
});

describe('jitter', () => {
  it('is the same each time, less than what is allowed, and differs between schedules', () => {
    expect(jitterMsOf({ id })).toBe(0);
    expect(jitterMsOf({ id, jitter: '10m' })).toBe(jitterMsOf({ id, jitter: '10m' }));
    const ids = Array.from(
      { length: 200 },
      (_, i) => `${id.slice(0, -3)}${String(i).padStart(3, '0')}` as ScheduleId,
    );
    const jitters = ids.map((one) => jitterMsOf({ id: one, jitter: '10m' }));
    expect(Math.max(...jitters)).toBeLessThan(600_000);
    expect(Math.min(...jitters)).toBeGreaterThanOrEqual(0);
    expect(new Set(jitters).size).toBeGreaterThan(190);
    expect(jitters.filter((ms) => ms < 300_000).length).toBeGreaterThan(70);
    expect(jitters.filter((ms) => ms >= 300_000).length).toBeGreaterThan(70);
  });
});
