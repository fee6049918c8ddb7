import { blackouts, blackoutUntil } from './blackouts.ts';

const until = (window: unknown, at: string, timeZone = 'Europe/Berlin') =>
  blackoutUntil(blackouts.parse([window]), timeZone, new Date(at))?.toISOString() ?? null;

describe('a window by date', () => {
  const christmas = { from: '2026-12-24T18:00', to: '2026-12-27T06:00', reason: 'closed' };
  it.each([
    ['2026-12-24T16:59:59Z', null],
    ['2026-12-24T17:00:00Z', '2026-12-27T05:00:00.000Z'],
    ['2026-12-27T04:59:59Z', '2026-12-27T05:00:00.000Z'],
    ['2026-12-27T05:00:00Z', null],
  ])('at %s', (at, expected) => {
    expect(until(christmas, at)).toBe(expected);
  });
});

describe('a window every day', () => {
  it.each([
    ['08:00', '09:30', '2026-01-05T06:59:00Z', null],
    ['08:00', '09:30', '2026-01-05T07:00:00Z', '2026-01-05T08:30:00.000Z'],
    ['08:00', '09:30', '2026-01-05T08:30:00Z', null],
    ['22:00', '04:00', '2026-01-05T21:00:00Z', '2026-01-06T03:00:00.000Z'],
    ['22:00', '04:00', '2026-01-06T02:00:00Z', '2026-01-06T03:00:00.000Z'],
    ['22:00', '04:00', '2026-01-06T03:00:00Z', null],
    ['22:00', '22:00', '2026-01-06T12:00:00Z', '2026-01-06T21:00:00.000Z'],
  ])('from %s to %s, at %s', (from, to, at, expected) => {
    expect(until({ from, to }, at)).toBe(expected);
  });

  it('follows the clocks when they change', () => {
    expect(until({ from: '01:00', to: '04:00' }, '2026-03-29T00:30:00Z')).toBe('2026-03-29T02:00:00.000Z');
    expect(until({ from: '01:00', to: '04:00' }, '2026-10-25T00:30:00Z')).toBe('2026-10-25T03:00:00.000Z');
  });
});

it('on certain days begins on those days, and may end on the next', () => {
  const sundayNight = { days: ['sun'], from: '22:00', to: '04:00' };
  expect(until(sundayNight, '2026-01-04T22:00:00Z')).toBe('2026-01-05T03:00:00.000Z');
  expect(until(sundayNight, '2026-01-05T02:00:00Z')).toBe('2026-01-05T03:00:00.000Z');
  expect(until(sundayNight, '2026-01-05T22:00:00Z')).toBeNull();
  expect(until(sundayNight, '2026-01-04T02:00:00Z')).toBeNull();
});

it('of several windows the one that ends last counts', () => {
  const windows = blackouts.parse([
    { from: '08:00', to: '10:00' },
    { from: '2026-01-05T00:00', to: '2026-01-06T00:00' },
  ]);
  expect(blackoutUntil(windows, 'UTC', new Date('2026-01-05T09:00:00Z'))).toEqual(
    new Date('2026-01-06T00:00:00Z'),
  );
});

it.each([
  [{ from: '2026-01-02T00:00', to: '2026-01-01T00:00' }, 'to', 'must be later than from'],
  [{ from: '2026-01-02T00:00', to: '05:00' }, 'to', 'must be of the same form as from'],
  [{ from: '22:00', to: '2026-01-01T00:00' }, 'to', 'must be of the same form as from'],
  [
    { from: '2026-01-02T00:00', to: '2026-01-03T00:00', days: ['sun'] },
    'days',
    'go with times of day, not with a date',
  ],
  [{ from: '25:00', to: '04:00' }, 'from', expect.stringMatching(/^must be a time of day such as 22:30, or/)],
  [{ from: '22:00', to: '2026-01-01T00:00Z' }, 'to', expect.stringMatching(/^must be a time of day/)],
  [{ from: '22:00', to: '04:00', days: ['sunday'] }, 'days.0', expect.any(String)],
  [{ from: '22:00', to: '04:00', days: [] }, 'days', expect.any(String)],
  [{ from: '22:00' }, 'to', expect.any(String)],
])('refuses %j', (window, path, message) => {
  const issues = blackouts.safeParse([window]).error!.issues;
  expect(issues.map((issue) => [issue.path.slice(1).join('.'), issue.message])).toEqual([[path, message]]);
});
