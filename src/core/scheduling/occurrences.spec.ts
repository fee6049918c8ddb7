import { occursAtAll } from './cron-times.ts';
import { lastOccurrence, nextOccurrence } from './occurrences.ts';

/** The next occurrences after an instant, to the minute (or second), in UTC. */
function next(cron: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at = new Date(after);
  for (let i = 0; i < count; i++) {
    const occurrence = nextOccurrence({ cron, timeZone }, at);
    if (occurrence === null) break;
    found.push(occurrence.toISOString().replace(/(:00)?\.000Z$/, 'Z'));
    at = occurrence;
  }
  return found;
}

describe('nextOccurrence', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00:30Z', ['2026-01-01T00:01Z', '2026-01-01T00:02Z']],
    ['*/5 * * * *', '2026-01-01T00:05:00Z', ['2026-01-01T00:10Z', '2026-01-01T00:15Z']],
    [
      '*/20 * * * * *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T00:00:20Z', '2026-01-01T00:00:40Z', '2026-01-01T00:01Z'],
    ],
    ['0 6 * * mon-fri', '2026-01-02T06:00:00Z', ['2026-01-05T06:00Z', '2026-01-06T06:00Z']],
    ['0 0 L * *', '2026-01-15T00:00:00Z', ['2026-01-31T00:00Z', '2026-02-28T00:00Z']],
    ['0 0 29 2 *', '2026-01-15T00:00:00Z', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
    ['0 0 * * fri#2', '2026-01-01T00:00:00Z', ['2026-01-09T00:00Z', '2026-02-13T00:00Z']],
    ['@hourly', '2026-01-01T00:30:00Z', ['2026-01-01T01:00Z', '2026-01-01T02:00Z']],
    ['@daily', '2026-01-01T00:00:00Z', ['2026-01-02T00:00Z', '2026-01-03T00:00Z']],
    ['@weekly', '2026-01-01T00:00:00Z', ['2026-01-04T00:00Z', '2026-01-11T00:00Z']],
    ['@monthly', '2026-01-01T00:00:00Z', ['2026-02-01T00:00Z', '2026-03-01T00:00Z']],
    ['@yearly', '2026-01-01T00:00:00Z', ['2027-01-01T00:00Z', '2028-01-01T00:00Z']],
  ])('of %s', (cron, after, expected) => {
    expect(next(cron, 'UTC', after, expected.length)).toEqual(expected);
  });

  it('is null for what never occurs', () => {
    expect(
      nextOccurrence({ cron: '0 0 30 2 *', timeZone: 'Europe/Berlin' }, new Date('2026-01-01T00:00:00Z')),
    ).toBeNull();
    expect([occursAtAll('0 0 31 4,6 *'), occursAtAll('0 0 29 2 *')]).toEqual([false, true]);
  });

  it('follows the clocks of a zone without daylight saving', () => {
    expect(next('30 6 * * *', 'Asia/Kolkata', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T01:00Z',
    ]);
  });
});

/** Clocks go forward on 2026-03-29 at 01:00Z (02:00 becomes 03:00) and back on 2026-10-25 at 01:00Z (03:00 becomes 02:00). */
describe('in Berlin, when clocks go forward', () => {
  it.each([
    [
      'a time in the hour left out is an hour later',
      '30 2 * * *',
      ['2026-03-28T01:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z'],
    ],
    [
      'several times of that hour are each an hour later',
      '15,45 2 * * *',
      [
        '2026-03-28T01:15Z',
        '2026-03-28T01:45Z',
        '2026-03-29T01:15Z',
        '2026-03-29T01:45Z',
        '2026-03-30T00:15Z',
      ],
    ],
    [
      'steps of minutes in that hour too',
      '*/30 2 * * *',
      [
        '2026-03-28T01:00Z',
        '2026-03-28T01:30Z',
        '2026-03-29T01:00Z',
        '2026-03-29T01:30Z',
        '2026-03-30T00:00Z',
      ],
    ],
    [
      'two times that become one instant are one occurrence',
      '30 2,3 * * *',
      ['2026-03-28T01:30Z', '2026-03-28T02:30Z', '2026-03-29T01:30Z', '2026-03-30T00:30Z'],
    ],
    [
      'shifted times stay in order with the others',
      '0,30 2,3 * * *',
      [
        '2026-03-28T01:00Z',
        '2026-03-28T01:30Z',
        '2026-03-28T02:00Z',
        '2026-03-28T02:30Z',
        '2026-03-29T01:00Z',
        '2026-03-29T01:30Z',
        '2026-03-30T00:00Z',
      ],
    ],
    [
      'the times around it are not touched',
      '0 1,4 * * *',
      [
        '2026-03-28T00:00Z',
        '2026-03-28T03:00Z',
        '2026-03-29T00:00Z',
        '2026-03-29T02:00Z',
        '2026-03-29T23:00Z',
      ],
    ],
  ])('%s', (_, cron, expected) => {
    expect(next(cron, 'Europe/Berlin', '2026-03-27T23:30:00Z', expected.length)).toEqual(expected);
  });

  it.each([
    ['*/30 * * * *', ['2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z', '2026-03-29T02:00Z']],
    ['30 * * * *', ['2026-03-29T00:30Z', '2026-03-29T01:30Z', '2026-03-29T02:30Z']],
    ['30 */2 * * *', ['2026-03-29T02:30Z', '2026-03-29T04:30Z']],
    ['@hourly', ['2026-03-29T01:00Z', '2026-03-29T02:00Z']],
  ])('%s goes on by the time that passes', (cron, expected) => {
    expect(next(cron, 'Europe/Berlin', '2026-03-29T00:00:00Z', expected.length)).toEqual(expected);
  });
});

describe('in Berlin, when clocks go back', () => {
  it.each([
    [
      'a time that comes twice occurs the first time',
      '30 2 * * *',
      ['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'several of them too',
      '15,45 2 * * *',
      [
        '2026-10-24T00:15Z',
        '2026-10-24T00:45Z',
        '2026-10-25T00:15Z',
        '2026-10-25T00:45Z',
        '2026-10-26T01:15Z',
      ],
    ],
    [
      'the times around it are not touched',
      '0 1,3 * * *',
      [
        '2026-10-23T23:00Z',
        '2026-10-24T01:00Z',
        '2026-10-24T23:00Z',
        '2026-10-25T02:00Z',
        '2026-10-26T00:00Z',
      ],
    ],
  ])('%s', (_, cron, expected) => {
    expect(next(cron, 'Europe/Berlin', '2026-10-23T22:30:00Z', expected.length)).toEqual(expected);
  });

  it.each([
    [
      '*/30 * * * *',
      [
        '2026-10-25T00:00Z',
        '2026-10-25T00:30Z',
        '2026-10-25T01:00Z',
        '2026-10-25T01:30Z',
        '2026-10-25T02:00Z',
      ],
    ],
    ['45 * * * *', ['2026-10-24T23:45Z', '2026-10-25T00:45Z', '2026-10-25T01:45Z', '2026-10-25T02:45Z']],
    ['0 */2 * * *', ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T03:00Z']],
  ])('%s runs in both passes of the hour', (cron, expected) => {
    expect(next(cron, 'Europe/Berlin', '2026-10-24T23:40:00Z', expected.length)).toEqual(expected);
  });

  it('gives the same answer from within either pass', () => {
    for (const after of ['2026-10-25T00:40:00Z', '2026-10-25T01:10:00Z', '2026-10-25T01:40:00Z'])
      expect([after, next('30 2 * * *', 'Europe/Berlin', after, 1)]).toEqual([after, ['2026-10-26T01:30Z']]);
    expect(next('50 * * * *', 'Europe/Berlin', '2026-10-25T00:45:00Z', 2)).toEqual([
      '2026-10-25T00:50Z',
      '2026-10-25T01:50Z',
    ]);
  });
});

describe('in other zones', () => {
  it.each([
    // forward 2026-03-08 at 07:00Z, back 2026-11-01 at 06:00Z
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00Z', ['2026-03-08T07:30Z', '2026-03-09T06:30Z']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z']],
    ['America/New_York', '30 * * * *', '2026-11-01T05:00:00Z', ['2026-11-01T05:30Z', '2026-11-01T06:30Z']],
    // by half an hour: forward 2026-10-03 at 15:30Z (02:00 becomes 02:30), back 2026-04-04 at 15:00Z (02:00 becomes 01:30)
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T16:00:00Z', ['2026-10-03T15:45Z', '2026-10-04T15:15Z']],
    [
      'Australia/Lord_Howe',
      '0,15,30 2 * * *',
      '2026-10-03T12:00:00Z',
      ['2026-10-03T15:30Z', '2026-10-03T15:45Z', '2026-10-04T15:00Z'],
    ],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-03T16:00:00Z', ['2026-04-04T14:45Z', '2026-04-05T15:15Z']],
    [
      'Australia/Lord_Howe',
      '45 * * * *',
      '2026-04-04T14:00:00Z',
      ['2026-04-04T14:45Z', '2026-04-04T15:15Z', '2026-04-04T16:15Z'],
    ],
    // a whole day was left out: 2011-12-30 in Samoa
    [
      'Pacific/Apia',
      '0 12 * * *',
      '2011-12-29T00:00:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T22:00Z', '2011-12-31T22:00Z'],
    ],
  ])('%s: %s', (timeZone, cron, after, expected) => {
    expect(next(cron, timeZone, after, expected.length)).toEqual(expected);
  });
});

it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])(
  'in %s, occurrences of a year are strictly increasing, and a day has one of each of its times',
  (timeZone) => {
    const days = new Set<string>();
    let at = new Date('2026-01-01T00:00:00Z');
    for (let i = 0; i < 365; i++) {
      const occurrence = nextOccurrence({ cron: '10 2 * * *', timeZone }, at)!;
      expect(occurrence.getTime()).toBeGreaterThan(at.getTime());
      days.add(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(occurrence));
      at = occurrence;
    }
    expect(days.size).toBe(365);
  },
);

describe('lastOccurrence', () => {
  const last = (cron: string, first: string, until: string) => {
    const nextAfter = (after: Date) => nextOccurrence({ cron, timeZone: 'UTC' }, after);
    const { occurrence, count } = lastOccurrence(nextAfter, new Date(first), new Date(until));
    return [occurrence.toISOString(), count];
  };

  it.each([
    ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:00:59Z', ['2026-01-01T00:00:00.000Z', 1]],
    ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:03:00Z', ['2026-01-01T00:03:00.000Z', 4]],
    ['0 * * * *', '2026-01-01T00:00:00Z', '2026-01-03T00:30:00Z', ['2026-01-03T00:00:00.000Z', 49]],
  ])('of %s from %s until %s', (cron, first, until, expected) => {
    expect(last(cron, first, until)).toEqual(expected);
  });

  it.each([
    ['* * * * * *', '2026-02-01T00:00:00Z', '2026-02-01T00:00:00.000Z'],
    ['* * * * *', '2026-02-01T00:00:30Z', '2026-02-01T00:00:00.000Z'],
    ['* 3 * * *', '2026-02-01T02:59:59Z', '2026-01-31T03:59:00.000Z'],
  ])('of %s counts no further than it must after a month', (cron, until, expected) => {
    expect(last(cron, '2026-01-01T03:00:00Z', until)).toEqual([expected, 60]);
  });
});
