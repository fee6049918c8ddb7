import type { PastValue } from '../kinds/kind.ts';
import {
  anomalyComplaints,
  anomalyInWords,
  anomalyThreshold,
  judgeAnomaly,
  pastValuesFor,
  type Judged,
} from './anomaly.ts';

const settings = (given: object = {}) => anomalyThreshold.parse(given);
const today = new Date('2024-06-30T06:00:00Z');
const day = 86_400_000;
const daysAgo = (days: number) => new Date(today.getTime() - days * day);
/** One value a day, the last one yesterday. */
const daily = (...values: (number | null)[]): PastValue[] =>
  values.map((value, i) => ({ measuredAt: daysAgo(values.length - i), value })).reverse();
const judge = (value: number, history: readonly PastValue[], given: object = {}) =>
  judgeAnomaly({ measuredAt: today, value }, history, settings({ minHistory: 7, ...given }));
const judged = (...args: Parameters<typeof judge>): Judged => {
  const result = judge(...args);
  if (result.state === 'learning') throw new Error('still learning');
  return result;
};

/** The same numbers between 0 and 1 in every run (Park and Miller's generator). */
function randomNumbers(seed = 20_240_601): () => number {
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('anomalyThreshold', () => {
  it('has defaults for everything', () => {
    expect(settings()).toEqual({
      sensitivity: 3,
      direction: 'both',
      season: 'none',
      timeZone: 'UTC',
      minHistory: 14,
      minChange: 0,
      window: 90,
    });
  });

  it.each([
    [{ sensitivity: 0 }, 'sensitivity'],
    [{ minHistory: 2 }, 'minHistory'],
    [{ minHistory: 20, window: 10 }, 'minHistory'],
    [{ minChange: -1 }, 'minChange'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ season: 'monthOfYear' }, 'season'],
  ])('refuses %j', (given, field) => {
    expect(anomalyThreshold.safeParse(given).error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});

describe('judgeAnomaly by hand', () => {
  // Median 410; distances 30 20 10 0 10 20 40, of which the median is 20.
  const week = daily(380, 390, 400, 410, 420, 430, 450);

  it('takes median and scaled median absolute deviation', () => {
    const result = judged(1200, week);
    expect(result).toMatchObject({ state: 'anomalous', median: 410, usedPoints: 7, value: 1200 });
    expect(result.deviation).toBeCloseTo(29.652, 9);
    expect(result.score).toBeCloseTo(790 / 29.652, 9);
    expect(result.lower).toBeCloseTo(410 - 88.956, 9);
    expect(result.upper).toBeCloseTo(410 + 88.956, 9);
  });

  it.each([
    [498, {}, 'normal'],
    [499, {}, 'anomalous'],
    [322, {}, 'normal'],
    [321, {}, 'anomalous'],
    [499, { sensitivity: 4 }, 'normal'],
    [440, { sensitivity: 1 }, 'anomalous'],
    [499, { direction: 'drop' }, 'normal'],
    [0, { direction: 'drop' }, 'anomalous'],
    [0, { direction: 'spike' }, 'normal'],
    [499, { direction: 'spike' }, 'anomalous'],
    [510, { minChange: 100 }, 'normal'],
    [511, { minChange: 100 }, 'anomalous'],
    [499, { minChange: 50 }, 'anomalous'],
  ])('judges %d with %j: %s', (value, given, state) => {
    expect(judge(value, week, given).state).toBe(state);
  });

  it('has no bound on a side that it does not judge', () => {
    expect(judge(410, week, { direction: 'spike' })).toMatchObject({ lower: null });
    expect(judge(410, week, { direction: 'drop' })).toMatchObject({ upper: null });
  });

  it('takes the mean of the middle two of an even number', () => {
    expect(judge(5, daily(1, 2, 3, 4, 6, 7, 8, 9))).toMatchObject({ median: 5, deviation: 2.5 * 1.4826 });
  });

  it('falls back to the mean deviation when most values are equal', () => {
    const mostly = daily(100, 100, 100, 100, 100, 100, 170);
    expect(judge(137, mostly)).toMatchObject({ median: 100, deviation: 12.53314, state: 'normal' });
    expect(judge(138, mostly)).toMatchObject({ state: 'anomalous' });
  });

  it('takes any change for anomalous when all values are equal, beyond minChange', () => {
    const constant = daily(100, 100, 100, 100, 100, 100, 100);
    expect(judge(100, constant)).toMatchObject({ state: 'normal', deviation: 0, score: null });
    expect(judge(101, constant)).toMatchObject({ state: 'anomalous', lower: 100, upper: 100 });
    expect(judge(110, constant, { minChange: 10 })).toMatchObject({ state: 'normal', lower: 90, upper: 110 });
    expect(judge(111, constant, { minChange: 10 }).state).toBe('anomalous');
  });

  it('judges no value that is not finite', () => {
    expect(() => judge(NaN, week)).toThrow(RangeError);
  });
});

describe('judgeAnomaly and its history', () => {
  it('learns until there are enough values, without counting nulls', () => {
    expect(judge(5, [])).toEqual({ state: 'learning', value: 5, needed: 7, have: 0 });
    expect(judge(5, daily(1, null, 2, null, 3))).toMatchObject({ state: 'learning', have: 3 });
    expect(judge(5, daily(1, null, 2, null, 3), { minHistory: 3 })).toMatchObject({
      median: 2,
      usedPoints: 3,
    });
  });

  it('uses the newest values of the window', () => {
    const history = daily(...Array.from({ length: 50 }, () => 1000), null, 1, 2, 3, 4, 5, 6, 7);
    expect(judge(4, history, { window: 7 })).toMatchObject({ median: 4, usedPoints: 7 });
    expect(judge(4, history)).toMatchObject({ median: 1000, usedPoints: 57 });
  });

  it('skips what was measured at or after the tested point', () => {
    const history = daily(1, 2, 3, 4, 5, 6, 7);
    const later = [
      { measuredAt: new Date(today.getTime() + day), value: 9000 },
      { measuredAt: today, value: 9000 },
    ];
    expect(judge(4, [...later, ...history])).toEqual(judge(4, history));
  });

  it('has a band that the tested value has no part in', () => {
    const random = randomNumbers();
    for (let round = 0; round < 200; round++) {
      const history = daily(...Array.from({ length: 7 + (round % 30) }, () => Math.round(random() * 1000)));
      const bandOf = (value: number, withItself: boolean) => {
        const itself = withItself ? [{ measuredAt: today, value }] : [];
        const { median, deviation, lower, upper, usedPoints } = judged(value, [...itself, ...history]);
        return { median, deviation, lower, upper, usedPoints };
      };
      const band = bandOf(0, false);
      for (const value of [random() * 1000, 1e12, -1e12]) {
        expect(bandOf(value, false)).toEqual(band);
        expect(bandOf(value, true)).toEqual(band);
      }
    }
  });

  it('is not blind on a short history, where a z-score that includes the tested value is', () => {
    const past = [99, 100, 100, 101, 100, 99, 102];
    for (const value of [200, 1e6, 1e12]) {
      const all = [...past, value];
      const mean = all.reduce((total, one) => total + one, 0) / all.length;
      const variance = all.reduce((total, one) => total + (one - mean) ** 2, 0) / (all.length - 1);
      const z = (value - mean) / Math.sqrt(variance);
      expect(z).toBeLessThanOrEqual((all.length - 1) / Math.sqrt(all.length) + 1e-12);
      expect(z).toBeLessThan(3);
      expect(judge(value, daily(...past)).state).toBe('anomalous');
    }
  });

  it.each([
    [7, 0.06, 0.12],
    [14, 0.02, 0.05],
    [90, 0.001, 0.01],
  ])('finds as little in steady data as is documented, with %d past values', (points, least, most) => {
    const random = randomNumbers();
    const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const rounds = Array.from({ length: 4000 }, () =>
      judge(normal(), daily(...Array.from({ length: points }, normal))),
    );
    const share = rounds.filter(({ state }) => state === 'anomalous').length / rounds.length;
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });

  it('keeps its band when the past holds outliers', () => {
    const clean = [99, 100, 101, 100, 99, 101, 100, 102, 98];
    expect(judge(150, daily(...clean, 1e6, 1e6)).state).toBe('anomalous');
  });
});

describe('judgeAnomaly with a season', () => {
  it('compares weekdays with weekdays', () => {
    // today is a Sunday: 10 on Sundays, 100 on all other days
    const weeks = Array.from({ length: 70 }, (_, i) => ({
      measuredAt: daysAgo(i + 1),
      value: (i + 1) % 7 ? 100 : 10,
    }));
    expect(judge(10, weeks, { season: 'dayOfWeek' })).toMatchObject({
      state: 'normal',
      median: 10,
      usedPoints: 10,
    });
    expect(judge(100, weeks, { season: 'dayOfWeek' }).state).toBe('anomalous');
    expect(judge(100, weeks).state).toBe('normal');
  });

  it('takes the weekday of the time zone', () => {
    // still Sunday in UTC, Monday already in Berlin, which is two hours ahead
    const at = new Date('2024-06-30T23:30:00Z');
    const hourly = Array.from({ length: 24 * 21 }, (_, i) => {
      const measuredAt = new Date(at.getTime() - (i + 1) * 3_600_000);
      const inBerlin = new Date(measuredAt.getTime() + 2 * 3_600_000);
      return { measuredAt, value: inBerlin.getUTCDay() === 1 ? 7 : 1 };
    });
    const by = (timeZone: string) =>
      judgeAnomaly({ measuredAt: at, value: 7 }, hourly, settings({ season: 'dayOfWeek', timeZone }));
    expect(by('Europe/Berlin')).toMatchObject({ median: 7, deviation: 0, state: 'normal' });
    expect(by('UTC')).toMatchObject({ median: 1, state: 'anomalous' });
  });

  it('follows the wall clock across a change to summer time', () => {
    // Berlin changes on 31 March 2024: 06:00 is 05:00 UTC before, 04:00 UTC from then on
    const at = new Date('2024-04-03T04:00:00Z');
    const hourly = Array.from({ length: 24 * 10 }, (_, i) => {
      const measuredAt = new Date(at.getTime() - (i + 1) * 3_600_000);
      const summer = measuredAt >= new Date('2024-03-31T01:00:00Z');
      return { measuredAt, value: measuredAt.getUTCHours() === (summer ? 4 : 5) ? 50 : 5 };
    });
    const by = (timeZone: string) =>
      judgeAnomaly(
        { measuredAt: at, value: 50 },
        hourly,
        settings({ season: 'hourOfDay', timeZone, minHistory: 7 }),
      );
    expect(by('Europe/Berlin')).toMatchObject({ state: 'normal', median: 50, deviation: 0, usedPoints: 10 });
    expect(by('UTC')).toMatchObject({ median: 5, usedPoints: 10 });
  });

  it('tells how much history to load for a window of one season', () => {
    expect(
      ['none', 'dayOfWeek', 'hourOfDay'].map((season) =>
        pastValuesFor(settings({ season, window: 10, minHistory: 7 })),
      ),
    ).toEqual([10, 70, 240]);
  });
});

describe('an anomaly in words', () => {
  const week = daily(380, 390, 400, 410, 420, 430, 450);

  it.each([
    [1200, week, {}, '1,200 is 26.6 deviations above the usual 410 (expected 321.04 to 498.96)'],
    [100, week, {}, '100 is 10.5 deviations below the usual 410 (expected 321.04 to 498.96)'],
    [
      1200,
      week,
      { direction: 'spike' },
      '1,200 is 26.6 deviations above the usual 410 (expected at most 498.96)',
    ],
    [
      100,
      week,
      { direction: 'drop' },
      '100 is 10.5 deviations below the usual 410 (expected at least 321.04)',
    ],
    [6, daily(5, 5, 5, 5, 5, 5, 5), {}, '6 is above the 5 of all 7 past values (expected 5)'],
    [
      8,
      daily(5, 5, 5, 5, 5, 5, 5),
      { minChange: 2 },
      '8 is above the 5 of all 7 past values (expected 3 to 7)',
    ],
  ])('%d', (value, history, given, words) => {
    expect(anomalyComplaints(judge(value, history, given))).toEqual([words]);
  });

  it('has no complaint about what is normal or not known yet', () => {
    const normal = judge(415, week);
    const learning = judge(415, week.slice(0, 3));
    expect([normal, learning].map(anomalyInWords)).toEqual([
      '415 is within what is usual (expected 321.04 to 498.96)',
      'learning: 3 of 7 past values',
    ]);
    expect([normal, learning].flatMap(anomalyComplaints)).toEqual([]);
  });
});
