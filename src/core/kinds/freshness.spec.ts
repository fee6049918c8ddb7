import { freshness } from './freshness.ts';

const measuredAt = new Date('2026-03-04T12:00:00Z');
const hoursAgo = (hours: number, ms = 0) =>
  new Date(measuredAt.getTime() - hours * 3_600_000 - ms).toISOString().replace('Z', '000Z');

const parse = (fields: object) => ({
  ...freshness.parameters.parse({ kind: 'freshness', timestampColumn: 'at', ...fields }),
  dataset: 'public.orders',
});
const judge = (fields: object, measured: { rows?: number; newest: string | null; future?: number }) =>
  freshness.judge(parse(fields), { rows: 10, future: 0, ...measured }, { measuredAt, history: {} });

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
    expect(judge({ ...levels, ...(onEmpty && { onEmpty }) }, { rows: 0, newest: null })).toMatchObject({
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
      (fields) => freshness.metrics(parse(fields)),
    );
    expect(metrics[0]).toEqual(metrics[1]);
  });

  it.each([{ timeZone: 'Europe/Berlin' }, { futureTolerance: '1h' }, { timestampColumn: 'other' }])(
    'differs with %j',
    (fields) => {
      expect(freshness.metrics(parse({ ...levels, ...fields }))).not.toEqual(
        freshness.metrics(parse(levels)),
      );
    },
  );

  it('needs no history', () => {
    expect(freshness.history(parse(levels))).toEqual({});
  });
});
