import { testDefinition } from '../quality-test.ts';
import { freshness } from './freshness.ts';

const measuredAt = new Date('2026-03-04T12:00:00Z');
const hoursAgo = (hours: number, ms = 0) =>
  new Date(measuredAt.getTime() - hours * 3_600_000 - ms).toISOString().replace('Z', '000Z');

const parse = (fields: object) => ({
  ...freshness.parameters.parse({ kind: 'freshness', timestampColumn: 'at', ...fields }),
  dataset: 'public.orders',
});
const nothingKnown = { past: {}, prepared: {} };
type Measured = Partial<Parameters<typeof freshness.judge>[1]>;
const judge = (fields: object, measured: Measured & { newest: string | null }) =>
  freshness.judge(
    parse(fields),
    { rows: { count: 10, isExact: true }, future: 0, ...measured },
    { measuredAt, history: {} },
  );

const levels = { warn: { maxAge: '2h' }, fail: { maxAge: '6h' } };

describe('freshness: age', () => {
  it.each([
    ['just written', hoursAgo(0), 'passed'],
    ['exactly as old as warn allows', hoursAgo(2), 'passed'],
    ['a millisecond older', hoursAgo(2, 1), 'warned'],
    ['exactly as old as fail allows', hoursAgo(6), 'warned'],
    ['a millisecond older than that', hoursAgo(6, 1), 'failed'],
    ['from before the epoch', '1950-01-01T00:00:00.000000Z', 'failed'],
    ['ahead of the clock, within the tolerance', hoursAgo(0, -60_000), 'passed'],
  ])('newest row %s', (_, newest, status) => {
    expect(judge(levels, { newest }).status).toBe(status);
  });

  it('is told with the limit it breaks', () => {
    expect(judge(levels, { newest: hoursAgo(7.5) })).toEqual({
      number: 27_000,
      status: 'failed',
      message: `newest row is 7 h 30 min old (${hoursAgo(7.5)}); older than the 6h allowed`,
      observed: { newest: hoursAgo(7.5), ageSeconds: 27_000, futureRows: 0 },
      expected: levels,
      rowsTested: 10,
    });
  });
});

describe('freshness: future rows', () => {
  const fresh = { newest: hoursAgo(1), future: 2 };

  it.each([
    [undefined, 'warned'],
    ['passed', 'passed'],
    ['warned', 'warned'],
    ['failed', 'failed'],
  ])('with onFuture %s make a fresh table %s', (onFuture, status) => {
    const judgement = judge({ ...levels, ...(onFuture && { onFuture }) }, fresh);
    expect(judgement.status).toBe(status);
    expect(judgement.message).toContain('2 rows dated in the future');
  });

  it('never make a stale table look better', () => {
    expect(judge({ ...levels, onFuture: 'passed' }, { newest: hoursAgo(9), future: 2 }).status).toBe(
      'failed',
    );
    expect(judge({ ...levels, onFuture: 'warned' }, { newest: hoursAgo(9), future: 2 }).status).toBe(
      'failed',
    );
  });

  it('do not count as fresh when there is nothing else', () => {
    expect(judge({ ...levels, onFuture: 'passed' }, { newest: null, future: 10 })).toMatchObject({
      status: 'failed',
      message: 'none of 10 rows has a usable timestamp: 10 rows dated in the future',
    });
  });
});

describe('freshness: nothing to measure', () => {
  it.each([
    [undefined, 'warned'],
    ['passed', 'passed'],
    ['warned', 'warned'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
  ])('with onEmpty %s an empty table is %s', (onEmpty, status) => {
    expect(
      judge({ ...levels, ...(onEmpty && { onEmpty }) }, { rows: { count: 0, isExact: true }, newest: null }),
    ).toMatchObject({
      status,
      observed: { newest: null, ageSeconds: null },
      rowsTested: 0,
    });
  });

  it.each([
    [levels, 'failed'],
    [{ fail: { maxAge: '6h' } }, 'failed'],
    [{ warn: { maxAge: '6h' } }, 'warned'],
  ])('rows that are all null have the worst level of %j', (fields, status) => {
    expect(judge({ ...fields, onEmpty: 'passed' }, { newest: null })).toMatchObject({
      status,
      message: 'none of 10 rows has a usable timestamp: "at" is null',
      rowsTested: 10,
    });
  });
});

describe('freshness: what it measures', () => {
  it('is the same for tests that differ only in their thresholds', () => {
    const metrics = [levels, { fail: { maxAge: '1d' }, onFuture: 'failed', onEmpty: 'skipped' }].map(
      (fields) => freshness.metrics(parse(fields), nothingKnown),
    );
    expect(metrics[0]).toEqual(metrics[1]);
  });

  it.each([
    { timeZone: 'Europe/Berlin' },
    { futureTolerance: '1h' },
    { timestampColumn: 'other' },
    { epochUnit: 's' },
  ])('differs with %j', (fields) => {
    expect(freshness.metrics(parse({ ...levels, ...fields }), nothingKnown)).not.toEqual(
      freshness.metrics(parse(levels), nothingKnown),
    );
  });

  it('says of numbers that they may be no time at all', () => {
    expect(judge({ ...levels, epochUnit: 's' }, { newest: null }).message).toContain(
      '"at" is null or out of range',
    );
  });

  it('needs no history', () => {
    expect(freshness.history(parse(levels), measuredAt)).toEqual({});
  });
});

describe('freshness: how many future rows are too many', () => {
  const some = { warn: { maxFutureRows: 0 }, fail: { maxFutureRows: 10 } };

  it.each([
    [0, 'passed'],
    [1, 'warned'],
    [10, 'warned'],
    [11, 'failed'],
  ])('%d: %s', (future, status) => {
    expect(judge(some, { newest: hoursAgo(1), future }).status).toBe(status);
  });

  it('is told, and onFuture has no say in it', () => {
    const fields = { fail: { maxFutureRows: 10 }, onFuture: 'failed' };
    expect(judge(fields, { newest: hoursAgo(1), future: 11 }).message).toBe(
      `newest row is 1 h old (${hoursAgo(1)}); 11 rows dated in the future, more than the 10 allowed`,
    );
    expect(judge(fields, { newest: hoursAgo(1), future: 10 })).toMatchObject({
      status: 'passed',
      message: `newest row is 1 h old (${hoursAgo(1)}); 10 rows dated in the future`,
    });
  });
});

describe('freshness: deadline', () => {
  // Wednesday, 13:00 in Berlin
  const terms = { time: '07:00', timeZone: 'Europe/Berlin' };

  it.each([
    ['data of today', terms, '2026-03-03T23:00:00.000000Z', 'passed'],
    ['data of the last minute of yesterday', terms, '2026-03-03T22:59:59.999999Z', 'failed'],
    ['a milder policy', { ...terms, onMissed: 'warned' }, '2026-03-03T22:59:00.000000Z', 'warned'],
    ['a deadline still to come', { ...terms, time: '13:01' }, '2026-03-02T23:00:00.000000Z', 'passed'],
    [
      'a deadline still to come, and none of yesterday',
      { ...terms, time: '13:01' },
      '2026-03-02T22:00:00.000000Z',
      'failed',
    ],
    ['a deadline at this minute', { ...terms, time: '13:00' }, '2026-03-03T22:00:00.000000Z', 'failed'],
    [
      'data of the day before',
      { ...terms, dataOf: 'previousBusinessDay' },
      '2026-03-02T23:00:00.000000Z',
      'passed',
    ],
    [
      'nothing of the day before',
      { ...terms, dataOf: 'previousBusinessDay' },
      '2026-03-02T22:00:00.000000Z',
      'failed',
    ],
    [
      'a day that is no business day',
      { ...terms, weekdays: ['mon', 'tue'] },
      '2026-03-02T23:00:00.000000Z',
      'passed',
    ],
    ['a holiday', { ...terms, holidays: ['2026-03-04'] }, '2026-03-02T23:00:00.000000Z', 'passed'],
  ])('%s', (_, deadline, newest, status) => {
    expect(judge({ deadline }, { newest }).status).toBe(status);
  });

  it('is told with what was due', () => {
    expect(judge({ deadline: terms }, { newest: '2026-03-03T12:00:00.000000Z' })).toEqual({
      number: 86_400,
      status: 'failed',
      message:
        'newest row is 1 d old (2026-03-03T12:00:00.000000Z); no data of 2026-03-04, due on 2026-03-04 at 07:00 (Europe/Berlin)',
      observed: { newest: '2026-03-03T12:00:00.000000Z', ageSeconds: 86_400, futureRows: 0 },
      expected: { deadline: { dueAt: '2026-03-04T06:00:00.000Z', dataFrom: '2026-03-03T23:00:00.000Z' } },
      rowsTested: 10,
    });
  });

  it('without a zone is one of the test', () => {
    const fields = { timeZone: 'Asia/Tokyo', deadline: { time: '21:00' } };
    expect(judge(fields, { newest: '2026-03-03T15:00:00.000000Z' }).status).toBe('passed');
    expect(judge(fields, { newest: '2026-03-03T14:59:59.000000Z' }).status).toBe('failed');
  });

  it('stands beside an age', () => {
    const both = { deadline: { ...terms, onMissed: 'warned' }, fail: { maxAge: '6h' } };
    const judgement = judge(both, { newest: hoursAgo(30) });
    expect(judgement.status).toBe('failed');
    expect(judgement.message).toContain('older than the 6h allowed; no data of 2026-03-04');
    expect(judge(both, { newest: hoursAgo(5) }).status).toBe('passed');
  });

  it('decides when there is no usable timestamp at all', () => {
    expect(judge({ deadline: terms }, { newest: null }).status).toBe('failed');
    expect(judge({ deadline: { ...terms, onMissed: 'warned' } }, { newest: null }).status).toBe('warned');
  });
});

describe('freshness: delay', () => {
  const HOUR = 3_600_000;
  const fields = { ingestionColumn: 'arrived_at', warn: { maxDelay: '1h' }, fail: { maxDelay: '3h' } };
  const delayed = (
    more: object,
    delays: Partial<{ pairs: number; negative: number; maxMs: number | null }>,
    delay?: number,
  ) =>
    judge(
      { ...fields, ...more },
      {
        newest: hoursAgo(1),
        delays: { pairs: 10, negative: 0, maxMs: 0, ...delays },
        ...(delay !== undefined && { delay }),
      },
    );

  it.each([
    [-HOUR, 'passed'],
    [HOUR, 'passed'],
    [HOUR + 1, 'warned'],
    [3 * HOUR, 'warned'],
    [3 * HOUR + 1, 'failed'],
  ])('of %d ms at most: %s', (maxMs, status) => {
    expect(delayed({}, { maxMs }).status).toBe(status);
  });

  it('is told with the limit it breaks', () => {
    expect(delayed({}, { maxMs: 1.5 * HOUR, negative: 2 })).toMatchObject({
      status: 'warned',
      message:
        `newest row is 1 h old (${hoursAgo(1)}); longest delay is 1 h 30 min, longer than the 1h allowed; ` +
        '2 of 10 rows with "arrived_at" before "at"',
      observed: { delaySeconds: 5400, delayedRows: 10, negativeDelays: 2 },
    });
  });

  it('of a percentile', () => {
    const p95 = { delayStatistic: 'p95' };
    expect(delayed(p95, { maxMs: 9 * HOUR }, HOUR)).toMatchObject({
      status: 'passed',
      observed: { delaySeconds: 3600 },
    });
    expect(delayed(p95, { maxMs: 9 * HOUR }, 2 * HOUR).message).toContain(
      'p95 of delays is 2 h, longer than the 1h allowed',
    );
  });

  it('of no row is what onEmpty says', () => {
    const none = { pairs: 0, maxMs: null };
    expect(delayed({}, none)).toMatchObject({
      status: 'warned',
      observed: { delaySeconds: null, delayedRows: 0 },
    });
    expect(delayed({ onEmpty: 'passed', delayWindow: '1d' }, none)).toMatchObject({
      status: 'passed',
      message: expect.stringContaining('no row of the last 1d has both times') as string,
    });
    expect(delayed({ onEmpty: 'skipped' }, none).status).toBe('skipped');
  });

  it.each([
    [{}, ['rows', 'newest', 'future', 'delays']],
    [{ delayStatistic: 'max' }, ['rows', 'newest', 'future', 'delays']],
    [{ delayStatistic: 'p50' }, ['rows', 'newest', 'future', 'delays', 'delay']],
  ])('with %j measures %j', (more, names) => {
    expect(Object.keys(freshness.metrics(parse({ ...fields, ...more }), nothingKnown))).toEqual(names);
  });

  it('is measured between the two columns', () => {
    const more = { delayStatistic: 'p05', delayWindow: '1d', epochUnit: 's', timeZone: 'Asia/Tokyo' };
    const inputs = {
      from: { column: 'at', timeZone: 'Asia/Tokyo', epochUnit: 's' },
      to: { column: 'arrived_at', timeZone: 'Asia/Tokyo', epochUnit: 's' },
      windowMs: 24 * HOUR,
    };
    expect(freshness.metrics(parse({ ...fields, ...more }), nothingKnown)).toMatchObject({
      delays: { type: 'delays', ...inputs },
      delay: { type: 'delayPercentile', fraction: 0.05, ...inputs },
    });
  });
});

describe('freshness: input', () => {
  const problems = (fields: object) =>
    testDefinition
      .safeParse({
        kind: 'freshness',
        name: 'a test',
        connectionId: '01890000-0000-7000-8000-000000000000',
        dataset: 'public.orders',
        timestampColumn: 'at',
        ...fields,
      })
      .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  const delay = { fail: { maxDelay: '1h' }, ingestionColumn: 'arrived_at' };
  const withDeadline = (more: object) => ({ deadline: { time: '07:00', ...more } });

  it.each([
    [{}, 'fail set warn, fail or deadline'],
    [{ fail: {} }, 'fail needs maxAge, maxDelay, maxFutureRows or anomaly'],
    [{ fail: { maxDelay: '1h' } }, 'ingestionColumn is required with maxDelay'],
    [{ ...levels, ingestionColumn: 'arrived_at' }, 'ingestionColumn has no effect without maxDelay'],
    [{ ...levels, delayStatistic: 'max' }, 'delayStatistic has no effect without maxDelay'],
    [{ ...levels, delayWindow: '1d' }, 'delayWindow has no effect without maxDelay'],
    [{ ...delay, ingestionColumn: 'at' }, 'ingestionColumn must be another column than timestampColumn'],
    [{ ...delay, warn: { maxDelay: '60m' } }, 'warn.maxDelay must be shorter than fail.maxDelay'],
    [
      { warn: { maxFutureRows: 5 }, fail: { maxFutureRows: 5 } },
      'warn.maxFutureRows must be less than fail.maxFutureRows',
    ],
    [withDeadline({ time: '24:00' }), 'deadline.time must be a time of day such as 07:00'],
    [withDeadline({ time: '7:00' }), 'deadline.time must be a time of day such as 07:00'],
    [
      withDeadline({ timeZone: 'Berlin' }),
      'deadline.timeZone is not an IANA time zone such as Europe/Berlin',
    ],
    [withDeadline({ weekdays: ['mon', 'mon'] }), 'deadline.weekdays must not name a day twice'],
    [withDeadline({ holidays: ['2026-02-29'] }), 'deadline.holidays.0 must be a day such as 2026-12-25'],
  ])('%j: %s', (fields, problem) => {
    expect(problems(fields)).toEqual([problem]);
  });

  it.each([
    [withDeadline({ weekdays: [] }), 'deadline.weekdays'],
    [withDeadline({ weekdays: ['monday'] }), 'deadline.weekdays.0'],
    [{ deadline: {} }, 'deadline.time'],
    [{ ...levels, epochUnit: 'ns' }, 'epochUnit'],
    [{ ...delay, delayStatistic: 'p100' }, 'delayStatistic'],
  ])('%j is wrong at %s', (fields, path) => {
    expect(problems(fields)?.map((problem) => problem.split(' ')[0])).toEqual([path]);
  });

  it.each([
    withDeadline({ holidays: ['2028-02-29'], weekdays: ['sat'], dataOf: 'previousBusinessDay' }),
    { ...delay, delayStatistic: 'p95', delayWindow: '1d', epochUnit: 'us' },
    { warn: { maxFutureRows: 0 }, fail: { maxAge: '1h' } },
  ])('%j is fine', (fields) => {
    expect(problems(fields)).toBeUndefined();
  });
});
