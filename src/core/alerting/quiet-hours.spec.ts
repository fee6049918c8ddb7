import { quietHours, quietUntil, type QuietHours } from './quiet-hours.ts';

type Windows = QuietHours['windows'];
const until = (timeZone: string, windows: Windows, now: string) => {
  const end = quietUntil({ timeZone, windows }, new Date(now));
  return end instanceof Date ? end.toISOString() : end;
};

const nights: Windows = [{ from: '22:00', to: '07:00' }];
const nightsAndWeekends: Windows = [...nights, { days: ['sat', 'sun'], from: '00:00', to: '24:00' }];

it.each([
  ['before they begin', nights, '2026-01-14T20:59:59Z', null],
  ['when they begin', nights, '2026-01-14T21:00:00Z', '2026-01-15T06:00:00.000Z'],
  ['after midnight', nights, '2026-01-15T02:00:00Z', '2026-01-15T06:00:00.000Z'],
  ['when they end', nights, '2026-01-15T06:00:00Z', null],
  ['over a weekend, with both nights', nightsAndWeekends, '2026-01-16T22:00:00Z', '2026-01-19T06:00:00.000Z'],
  ['on a day that has none', [{ days: ['mon'], from: '08:00', to: '18:00' }], '2026-01-13T09:00:00Z', null],
  [
    'on the morning after a window that begins on the day before',
    [{ days: ['mon'], from: '22:00', to: '06:00' }],
    '2026-01-13T03:00:00Z',
    '2026-01-13T05:00:00.000Z',
  ],
] as const)('holds %s', (_, windows, now, end) => {
  expect(until('Europe/Berlin', windows, now)).toBe(end);
});

it('follows the clock on the wall when it changes', () => {
  // the night of 29 March 2026 has no 02:30; that of 25 October has it twice
  expect(until('Europe/Berlin', nights, '2026-03-28T23:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
  expect(until('Europe/Berlin', nights, '2026-10-24T23:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
  expect(until('Europe/Berlin', [{ from: '01:00', to: '02:30' }], '2026-03-29T00:30:00Z')).toBe(
    '2026-03-29T01:30:00.000Z',
  );
});

const problemOf = (windows: unknown) =>
  quietHours
    .safeParse({ timeZone: 'UTC', windows })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

it('tells critical incidents all the same, unless told otherwise', () => {
  expect(quietHours.parse({ timeZone: 'UTC', windows: nights }).except).toEqual(['critical']);
});

it('refuses windows that cannot be meant', () => {
  expect(problemOf([{ from: '22:00', to: '22:00' }])).toEqual([
    ['windows.0.to', 'must differ from from, which must be earlier than 24:00'],
  ]);
  expect(problemOf([{ from: '7:00', to: '25:00' }])).toEqual([
    ['windows.0.from', 'is not a time of day such as 22:00'],
    ['windows.0.to', 'is not a time of day such as 22:00'],
  ]);
});

it('says what is wrong where the time zone is not known', () => {
  const parsed = quietHours.safeParse({ timeZone: 'Mars/Olympus', windows: [{ from: '8', to: '10:00' }] });
  expect(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['timeZone', 'is not an IANA time zone such as Europe/Berlin'],
    ['windows.0.from', 'is not a time of day such as 22:00'],
  ]);
});

it('refuses hours that never end', () => {
  expect(problemOf([{ from: '00:00', to: '24:00' }])).toEqual([
    ['windows', 'must leave some time in which alerts are sent'],
  ]);
  expect(
    problemOf([
      { from: '00:00', to: '12:00' },
      { from: '11:00', to: '01:00' },
    ]),
  ).toEqual([['windows', 'must leave some time in which alerts are sent']]);
});
