import { deadline, lastDue } from './deadline.ts';

const due = (terms: object, now: string) => {
  const { day, at, dataFrom, dataDay } = lastDue(
    deadline.parse({ time: '07:00', ...terms }),
    'Europe/Berlin',
    new Date(now),
  );
  return { day, at: at.toISOString(), dataFrom: dataFrom.toISOString(), dataDay };
};
const working = { weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] };
const before = { ...working, dataOf: 'previousBusinessDay' };

describe('the deadline that passed last', () => {
  it.each([
    ['on a Wednesday, after it', working, '2026-03-04T06:00:00Z', '2026-03-04', '2026-03-04'],
    ['a millisecond before it', working, '2026-03-04T05:59:59.999Z', '2026-03-03', '2026-03-03'],
    ['on a Monday, before it', working, '2026-03-02T05:00:00Z', '2026-02-27', '2026-02-27'],
    ['at a weekend', working, '2026-03-01T12:00:00Z', '2026-02-27', '2026-02-27'],
    ['on a Monday, for data of Friday', before, '2026-03-02T06:00:00Z', '2026-03-02', '2026-02-27'],
    ['at a weekend, for data of Thursday', before, '2026-03-01T12:00:00Z', '2026-02-27', '2026-02-26'],
    ['every day, at a weekend', {}, '2026-03-01T12:00:00Z', '2026-03-01', '2026-03-01'],
    [
      'after holidays beside a weekend',
      { ...before, holidays: ['2025-12-25', '2025-12-26', '2026-01-01'] },
      '2025-12-29T06:00:00Z',
      '2025-12-29',
      '2025-12-24',
    ],
    ['on a leap day', working, '2028-02-29T12:00:00Z', '2028-02-29', '2028-02-29'],
    ['on the day after one', before, '2028-03-01T12:00:00Z', '2028-03-01', '2028-02-29'],
    ['on the other side of midnight in UTC', {}, '2026-03-03T23:30:00Z', '2026-03-03', '2026-03-03'],
    [
      'with one business day a week',
      { weekdays: ['sun'] },
      '2026-03-04T12:00:00Z',
      '2026-03-01',
      '2026-03-01',
    ],
  ])('%s', (_, terms, now, day, dataDay) => {
    expect(due(terms, now)).toMatchObject({ day, dataDay });
  });

  it('follows the clocks when they change', () => {
    expect(due({}, '2026-03-28T12:00:00Z')).toMatchObject({
      at: '2026-03-28T06:00:00.000Z',
      dataFrom: '2026-03-27T23:00:00.000Z',
    });
    // the day of the change begins in winter time and has its 07:00 in summer time
    expect(due({}, '2026-03-29T05:00:00Z')).toMatchObject({
      day: '2026-03-29',
      at: '2026-03-29T05:00:00.000Z',
      dataFrom: '2026-03-28T23:00:00.000Z',
    });
    expect(due({}, '2026-10-25T06:00:00Z')).toMatchObject({
      at: '2026-10-25T06:00:00.000Z',
      dataFrom: '2026-10-24T22:00:00.000Z',
    });
    expect(due({}, '2026-10-25T05:59:00Z')).toMatchObject({ day: '2026-10-24' });
  });

  it('at a time that the clocks leave out is when they have gone on', () => {
    expect(due({ time: '02:30' }, '2026-03-29T01:30:00Z')).toMatchObject({ day: '2026-03-29' });
    expect(due({ time: '02:30' }, '2026-03-29T01:29:59Z')).toMatchObject({ day: '2026-03-28' });
  });

  it('is in its own zone where it names one', () => {
    expect(due({ timeZone: 'America/New_York' }, '2026-03-04T12:00:00Z')).toEqual({
      day: '2026-03-04',
      at: '2026-03-04T12:00:00.000Z',
      dataFrom: '2026-03-04T05:00:00.000Z',
      dataDay: '2026-03-04',
    });
  });

  it('is found behind as many holidays as may be named', () => {
    const holidays = Array.from({ length: 1000 }, (_, i) =>
      new Date(Date.UTC(2026, 2, 4 - i)).toISOString().slice(0, 10),
    );
    expect(due({ holidays, weekdays: ['wed'] }, '2026-03-04T12:00:00Z')).toMatchObject({ day: '2023-06-07' });
  });
});
