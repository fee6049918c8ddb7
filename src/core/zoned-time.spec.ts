import { addDays, instantOf, startOfDay, wallClockAt, weekdayOf } from './zoned-time.ts';

const HOUR = 3_600_000;
const clock = (text: string) => {
  const [day, hour, minute] = text.split(/[T:]/);
  return { day: day!, ms: Number(hour) * HOUR + Number(minute) * 60_000 };
};

describe('the instant of a wall clock', () => {
  it.each([
    ['winter', 'Europe/Berlin', '2026-01-15T07:00', '2026-01-15T06:00:00.000Z'],
    ['summer', 'Europe/Berlin', '2026-07-15T07:00', '2026-07-15T05:00:00.000Z'],
    ['just before clocks go forward', 'Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['in the hour that is not there', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['just after it', 'Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['in the hour that is there twice', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['after it', 'Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['clocks forward in America', 'America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['clocks back in America', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    [
      'half an hour of daylight saving',
      'Australia/Lord_Howe',
      '2026-10-04T02:15',
      '2026-10-03T15:45:00.000Z',
    ],
    ['far to the east', 'Pacific/Kiritimati', '2026-01-01T00:00', '2025-12-31T10:00:00.000Z'],
    ['far to the west', 'Pacific/Pago_Pago', '2026-01-01T00:00', '2026-01-01T11:00:00.000Z'],
    ['a quarter of an hour', 'Asia/Kathmandu', '2026-01-01T00:00', '2025-12-31T18:15:00.000Z'],
    ['a leap day', 'Europe/Berlin', '2028-02-29T00:00', '2028-02-28T23:00:00.000Z'],
    ['a day that was left out', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z'],
  ])('%s', (_, timeZone, text, instant) => {
    expect(instantOf(clock(text), timeZone).toISOString()).toBe(instant);
  });

  it.each([
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ])('is found again in %s, every half hour of a year', (timeZone) => {
    const wrong: string[] = [];
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR / 2) {
      const again = instantOf(wallClockAt(new Date(at), timeZone), timeZone).getTime();
      // an hour that is there twice is taken as its first
      if (again !== at && !(at - again === HOUR || at - again === HOUR / 2))
        wrong.push(new Date(at).toISOString());
    }
    expect(wrong).toEqual([]);
  });
});

describe('the wall clock at an instant', () => {
  it.each([
    ['2026-03-29T00:59:59.999Z', { day: '2026-03-29', ms: 2 * HOUR - 1 }],
    ['2026-03-29T01:00:00.000Z', { day: '2026-03-29', ms: 3 * HOUR }],
    ['2026-10-25T00:30:00.000Z', { day: '2026-10-25', ms: 2.5 * HOUR }],
    ['2026-10-25T01:30:00.000Z', { day: '2026-10-25', ms: 2.5 * HOUR }],
    ['2025-12-31T23:00:00.000Z', { day: '2026-01-01', ms: 0 }],
    ['1969-12-31T22:59:59.500Z', { day: '1969-12-31', ms: 24 * HOUR - 500 }],
  ])('%s in Berlin', (instant, shown) => {
    expect(wallClockAt(new Date(instant), 'Europe/Berlin')).toEqual(shown);
  });
});

describe('days', () => {
  it('begin after midnight where clocks go forward at midnight', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(startOfDay('2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z');
  });

  it('are as long as the clocks make them', () => {
    const lengthOf = (day: string) =>
      (startOfDay(addDays(day, 1), 'Europe/Berlin').getTime() - startOfDay(day, 'Europe/Berlin').getTime()) /
      HOUR;
    expect([lengthOf('2026-03-29'), lengthOf('2026-06-01'), lengthOf('2026-10-25')]).toEqual([23, 24, 25]);
  });

  it('are counted over ends of months, leap days and years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('2028-03-01', -366)).toBe('2027-03-01');
  });

  it('have weekdays', () => {
    expect(weekdayOf('2026-03-29')).toBe('sun');
    expect(weekdayOf('2028-02-29')).toBe('tue');
    expect(weekdayOf('1969-12-31')).toBe('wed');
  });
});
