import { testDefinition } from '../quality-test.ts';
import { volume } from './volume.ts';

const measuredAt = new Date('2026-03-04T05:06:07Z');

/** The judgement on `rows`, with the counts of earlier runs newest first. */
function judge(fields: object, rows: number, earlier: readonly (number | null)[] = []) {
  const test = { ...volume.parameters.parse({ kind: 'volume', ...fields }), dataset: 'public.orders' };
  const history = earlier.map((value) => ({ measuredAt, value }));
  return volume.judge(test, { rows }, { measuredAt, history: { rows: history } });
}

describe('volume: bounds', () => {
  const both = { warn: { min: 10, max: 20 }, fail: { min: 5, max: 40 } };

  it.each([
    [4, 'failed', '4 rows: fewer than the 5 expected'],
    [5, 'warned', '5 rows: fewer than the 10 expected'],
    [9, 'warned', '9 rows: fewer than the 10 expected'],
    [10, 'passed', '10 rows, within bounds'],
    [20, 'passed', '20 rows, within bounds'],
    [21, 'warned', '21 rows: more than the 20 expected'],
    [40, 'warned', '40 rows: more than the 20 expected'],
    [41, 'failed', '41 rows: more than the 40 expected'],
  ])('%d rows are %s', (rows, status, message) => {
    expect(judge(both, rows)).toMatchObject({
      status,
      message,
      observed: { rows },
      expected: both,
      rowsTested: rows,
    });
  });

  it('an empty table is judged like any other', () => {
    expect(judge({ fail: { min: 1 } }, 0)).toMatchObject({ status: 'failed', rowsTested: 0 });
    expect(judge({ fail: { max: 0 } }, 0)).toMatchObject({ status: 'passed', rowsTested: 0 });
  });

  it('says one row, not one rows', () => {
    expect(judge({ fail: { min: 2 } }, 1).message).toBe('1 row: fewer than the 2 expected');
  });
});

describe('volume: change', () => {
  const tenPercent = { fail: { maxChangePercent: 10 } };
  const fiveRows = { fail: { maxChangeRows: 5 } };

  it.each([
    ['unchanged', tenPercent, 100, 100, 'passed'],
    ['growth at the limit', tenPercent, 100, 110, 'passed'],
    ['growth beyond it', tenPercent, 100, 111, 'failed'],
    ['a drop at the limit', tenPercent, 100, 90, 'passed'],
    ['a drop beyond it', tenPercent, 100, 89, 'failed'],
    ['a limit that binary fractions miss', { fail: { maxChangePercent: 7 } }, 1000, 1070, 'passed'],
    ['a drop to nothing', tenPercent, 100, 0, 'failed'],
    ['nothing, again', tenPercent, 0, 0, 'passed'],
    ['growth from nothing, whatever the limit', { fail: { maxChangePercent: 1e9 } }, 0, 1, 'failed'],
    ['as many rows as allowed', fiveRows, 0, 5, 'passed'],
    ['one row more', fiveRows, 0, 6, 'failed'],
    ['one row fewer', fiveRows, 10, 4, 'failed'],
    ['no change allowed, none made', { fail: { maxChangePercent: 0 } }, 7, 7, 'passed'],
    ['no change allowed, one made', { fail: { maxChangePercent: 0 } }, 7, 8, 'failed'],
  ])('%s', (_, fields, earlier, rows, status) => {
    expect(judge(fields, rows, [earlier]).status).toBe(status);
  });

  it('is shown with its numbers', () => {
    expect(judge(tenPercent, 1200, [1000])).toEqual({
      number: 1200,
      status: 'failed',
      message:
        '1,200 rows: +200 rows (+20 %) against the 1,000 of the run before, more than the 10 % allowed',
      observed: {
        rows: 1200,
        baselineRows: 1000,
        baselineMeasuredAt: '2026-03-04T05:06:07.000Z',
        changeRows: 200,
        changePercent: 20,
      },
      expected: { fail: { maxChangePercent: 10 } },
      rowsTested: 1200,
    });
  });

  it('from nothing has no percentage', () => {
    expect(judge(tenPercent, 5, [0])).toMatchObject({
      message: '5 rows: +5 rows against the 0 of the run before, more than the 10 % allowed',
      observed: { baselineRows: 0, changeRows: 5, changePercent: null },
    });
  });

  it('within the limit is told too', () => {
    expect(judge(tenPercent, 95, [100]).message).toBe('95 rows, −5 rows (−5 %) against the run before');
    expect(judge(tenPercent, 100, [100]).message).toBe('100 rows, unchanged against the run before');
  });

  it('is measured against the newest earlier count', () => {
    expect(judge(tenPercent, 100, [100, 1]).status).toBe('passed');
  });

  it.each([
    ['spike', 200, 'failed'],
    ['spike', 10, 'passed'],
    ['drop', 200, 'passed'],
    ['drop', 10, 'failed'],
  ])('with direction %s, 100 becoming %d is %s', (direction, rows, status) => {
    expect(judge({ ...tenPercent, direction }, rows, [100]).status).toBe(status);
  });

  it('every complaint of the worst level is told', () => {
    const message = judge({ fail: { min: 95, maxChangePercent: 1, maxChangeRows: 2 } }, 90, [100]).message;
    expect(message.split(/: |; /)).toHaveLength(4);
  });
});

describe('volume: nothing to compare with', () => {
  const change = { fail: { maxChangePercent: 10 } };

  it.each([
    ['no earlier run', change, []],
    ['an earlier run without a count', change, [null]],
    ['an earlier count below minBaseline', { ...change, minBaseline: 50 }, [49]],
  ])('%s: skipped, and this count becomes the baseline', (_, fields, earlier) => {
    expect(judge(fields, 100, earlier)).toMatchObject({
      status: 'skipped',
      message: expect.stringContaining('kept as the baseline') as string,
      observed: { rows: 100 },
      rowsTested: 100,
    });
  });

  it('minBaseline itself is enough', () => {
    expect(judge({ ...change, minBaseline: 50 }, 100, [50]).status).toBe('failed');
  });

  it('bounds are judged all the same', () => {
    expect(judge({ fail: { min: 1, maxChangePercent: 10 } }, 0).status).toBe('failed');
    expect(judge({ fail: { min: 1, maxChangePercent: 10 } }, 3)).toMatchObject({
      status: 'passed',
      message: '3 rows, within bounds; no earlier count to compare with',
    });
  });
});

/** Hours before the snapshot. */
const hoursAgo = (hours: number) => new Date(measuredAt.getTime() - hours * 3_600_000);

describe('volume: which earlier counts it asks for', () => {
  const asked = (fields: object, now = measuredAt) =>
    volume.history(
      { ...volume.parameters.parse({ kind: 'volume', ...fields }), dataset: 'public.orders' },
      now,
    );
  const change = { fail: { maxChangePercent: 10 } };

  it.each([
    [{ fail: { min: 1 } }, {}],
    [{ fail: { min: 1 }, compareTo: '7d' }, {}],
    [{ warn: { maxChangeRows: 0 } }, { rows: 1 }],
    [{ warn: { min: 1 }, fail: { maxChangePercent: 0 } }, { rows: 1 }],
    [{ ...change, compareTo: 'average' }, { rows: 7 }],
    [{ ...change, compareTo: 'median', last: 30 }, { rows: 30 }],
  ])('the history for %j is %j', (fields, history) => {
    expect(asked(fields)).toEqual(history);
  });

  it.each([
    ['1d', 24, 36, 12],
    ['7d', 7 * 24, 8 * 24, 6 * 24],
    ['30d', 30 * 24, 33 * 24, 27 * 24],
  ])('%s is %d hours ago, or what is nearest between %d and %d', (compareTo, at, from, to) => {
    expect(asked({ ...change, compareTo })).toEqual({
      rows: { nearest: [{ at: hoursAgo(at), from: hoursAgo(from), to: hoursAgo(to) }] },
    });
  });

  it('sameWeekday is the same time by the clock on the wall, also over a change of clocks', () => {
    // Wednesday 08:00 in Berlin; the clocks went forward on Sunday, 29 March
    const asking = asked(
      { ...change, compareTo: 'sameWeekday', timeZone: 'Europe/Berlin' },
      new Date('2026-04-01T06:00:00Z'),
    );
    expect(asking).toEqual({
      rows: {
        nearest: ['25', '18', '11', '04'].map((day) => ({
          at: new Date(`2026-03-${day}T07:00:00Z`),
          from: new Date(new Date(`2026-03-${day}T00:00:00Z`).getTime() - 3_600_000),
          to: new Date(`2026-03-${day}T23:00:00Z`),
        })),
      },
    });
  });

  it('sameWeekday takes the day that is 23 hours long as it is', () => {
    const asking = asked(
      { ...change, compareTo: 'sameWeekday', timeZone: 'Europe/Berlin' },
      new Date('2026-04-05T00:30:00Z'),
    );
    expect(asking).toMatchObject({
      rows: {
        nearest: [
          // 02:30 does not exist on 29 March
          {
            at: new Date('2026-03-29T01:30:00Z'),
            from: new Date('2026-03-28T23:00:00Z'),
            to: new Date('2026-03-29T22:00:00Z'),
          },
          { at: new Date('2026-03-22T01:30:00Z') },
          {},
          {},
        ],
      },
    });
  });
});

describe('volume: other baselines', () => {
  const against = (fields: object, rows: number, past: readonly (readonly [number, number])[]) => {
    const test = {
      ...volume.parameters.parse({ kind: 'volume', fail: { maxChangePercent: 10 }, ...fields }),
      dataset: 'public.orders',
    };
    const history = past.map(([hours, value]) => ({ measuredAt: hoursAgo(hours), value }));
    return volume.judge(test, { rows }, { measuredAt, history: { rows: history } });
  };

  it.each([
    ['1d', '1 day ago'],
    ['7d', '7 days ago'],
    ['30d', '30 days ago'],
  ])('%s', (compareTo, name) => {
    expect(against({ compareTo }, 120, [[25, 100]])).toMatchObject({
      status: 'failed',
      message: `120 rows: +20 rows (+20 %) against the 100 of ${name}, more than the 10 % allowed`,
      observed: { baselineRows: 100, baselineMeasuredAt: hoursAgo(25).toISOString(), changeRows: 20 },
    });
    expect(against({ compareTo }, 101, [[25, 100]]).message).toBe(`101 rows, +1 row (+1 %) against ${name}`);
    expect(against({ compareTo }, 100, [])).toMatchObject({
      status: 'skipped',
      message: `100 rows; no count of ${name} to compare with, this one is kept as the baseline`,
    });
  });

  it('sameWeekday: the newest of the weeks that have a count', () => {
    const twoWeeks = 14 * 24;
    expect(
      against({ compareTo: 'sameWeekday' }, 80, [
        [twoWeeks, 100],
        [21 * 24, 50],
      ]),
    ).toMatchObject({
      status: 'failed',
      message:
        '80 rows: −20 rows (−20 %) against the 100 of the same weekday (2026-02-18), more than the 10 % allowed',
    });
    expect(against({ compareTo: 'sameWeekday', minBaseline: 5 }, 80, []).message).toContain(
      'no count of the same weekday in the last 4 weeks of at least 5 to compare with',
    );
  });

  it.each([
    ['average', [100, 200, 600], 300],
    ['average', [1, 2], 1.5],
    ['median', [100, 200, 600], 200],
    ['median', [600, 100, 300, 200], 250],
    ['median', [0, 0, 9], 0],
  ])('the %s of %j is %d', (compareTo, past, baselineRows) => {
    const values = past.map((value, i) => [i + 1, value] as const);
    expect(against({ compareTo }, 1, values).observed).toMatchObject({
      baselineRows,
      baselineCounts: past.length,
    });
  });

  it('is told with how many counts it is of', () => {
    const past = [100, 100, 101].map((value, i) => [i + 1, value] as const);
    expect(against({ compareTo: 'average' }, 200, past).message).toBe(
      '200 rows: +99.67 rows (+99.34 %) against the average of the last 3 runs, 100.33, more than the 10 % allowed',
    );
    expect(against({ compareTo: 'median' }, 100, past).message).toBe(
      '100 rows, unchanged against the median of the last 3 runs',
    );
    expect(against({ compareTo: 'median' }, 100, past.slice(0, 1)).message).toContain(
      'the median of the last run',
    );
  });

  it('is none when the average is below minBaseline', () => {
    const past = [49, 50].map((value, i) => [i + 1, value] as const);
    expect(against({ compareTo: 'average', minBaseline: 50 }, 1, past).status).toBe('skipped');
    expect(against({ compareTo: 'average', minBaseline: 49 }, 1, past).status).toBe('failed');
  });

  it('is of no matter to a test that judges no change', () => {
    expect(against({ compareTo: 'average', fail: { min: 1 } }, 5, [[1, 1000]])).toMatchObject({
      message: '5 rows, within bounds',
      observed: { rows: 5 },
    });
  });
});

describe('volume: what it counts', () => {
  const metrics = (fields: object) =>
    volume.metrics(
      {
        ...volume.parameters.parse({ kind: 'volume', fail: { min: 1 }, ...fields }),
        dataset: 'public.orders',
      },
      { past: {}, prepared: {} },
    );

  it.each([
    [{}, { type: 'rowCount' }],
    [{ estimate: true }, { type: 'estimatedRowCount' }],
    [
      { timestampColumn: 'at', window: '1d' },
      { type: 'recentRowCount', column: 'at', timeZone: 'UTC', windowMs: 86_400_000 },
    ],
    [
      { timestampColumn: 'at', window: '90m', timeZone: 'Asia/Tokyo', epochUnit: 'ms' },
      { type: 'recentRowCount', column: 'at', timeZone: 'Asia/Tokyo', epochUnit: 'ms', windowMs: 5_400_000 },
    ],
  ])('%j: %j', (fields, rows) => {
    expect(metrics(fields)).toEqual({ rows });
  });

  it('says within which window', () => {
    expect(judge({ timestampColumn: 'at', window: '1d', fail: { min: 5 } }, 3)).toMatchObject({
      status: 'failed',
      message: '3 rows in the last 1d: fewer than the 5 expected',
      rowsTested: 3,
    });
  });

  it('says that an estimate is one, and claims no row tested', () => {
    expect(judge({ estimate: true, fail: { min: 2_000_000 } }, 1_234_000)).toEqual({
      number: 1_234_000,
      status: 'failed',
      message: 'about 1,234,000 rows (estimate of the catalogue): fewer than the 2,000,000 expected',
      observed: { rows: 1_234_000, estimated: true },
      expected: { fail: { min: 2_000_000 } },
      rowsTested: null,
    });
    expect(judge({ estimate: true, fail: { min: 1 } }, 0).message).toContain('about 0 rows');
  });
});

describe('volume: input', () => {
  const problems = (fields: object) =>
    testDefinition
      .safeParse({
        kind: 'volume',
        name: 'a test',
        connectionId: '01890000-0000-7000-8000-000000000000',
        dataset: 'public.orders',
        fail: { min: 1 },
        ...fields,
      })
      .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

  it.each([
    [{ window: '1h' }, 'timestampColumn is required with window'],
    [{ timestampColumn: 'at' }, 'window is required with timestampColumn'],
    [{ epochUnit: 's' }, 'epochUnit has no effect without window'],
    [{ timeZone: 'UTC' }, 'timeZone has no effect without window or compareTo sameWeekday'],
    [{ last: 5 }, 'last goes with compareTo average or median only'],
    [{ estimate: true, filter: 'a > 1' }, 'filter does not go with estimate, which is of all rows'],
    [
      { estimate: true, timestampColumn: 'at', window: '1h' },
      'window does not go with estimate, which is of all rows',
    ],
    [
      { compareTo: 'sameWeekday', timeZone: '+02:00' },
      'timeZone is not an IANA time zone such as Europe/Berlin',
    ],
    [{ timestampColumn: 'at', window: '0s' }, 'window must be at least 1s'],
  ])('%j: %s', (fields, problem) => {
    expect(problems(fields)).toEqual([problem]);
  });

  it.each([
    { timestampColumn: 'at', window: '1h', epochUnit: 'us', timeZone: 'Europe/Berlin' },
    { compareTo: 'sameWeekday', timeZone: 'Europe/Berlin' },
    { compareTo: 'average', last: 2 },
    { estimate: true },
  ])('%j is fine', (fields) => {
    expect(problems(fields)).toBeUndefined();
  });

  it.each(['2d', 'avg', ''])('compareTo %j is not known', (compareTo) => {
    expect(problems({ compareTo })).toHaveLength(1);
  });
});
