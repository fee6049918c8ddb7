import { someConnectionId, someTest } from '../../../test/support/records.ts';
import type { Outcome, Unmeasured } from '../metrics/metric.ts';
import { errored, judgeTest } from './judge-test.ts';
import { historyOf } from './past-values.ts';
import { metricsOf } from './wanted-metrics.ts';

const measuredAt = new Date('2026-03-04T12:00:00Z');
const context = { measuredAt, history: {} };
const newest = '2026-03-04T11:00:00.000000Z';

const freshness = someTest({ kind: 'freshness', timestampColumn: 'at', fail: { maxAge: '6h' } });
const volume = someTest({ kind: 'volume', fail: { min: 5 } });

const measured = (value: number | string | null): Outcome => ({ kind: 'measured', value });
const unmeasured = (code: Unmeasured['code']): Outcome => ({
  kind: 'unmeasured',
  reason: { code, message: `because ${code}` },
});
/** Outcomes of a test's metrics, by the names its kind gives them. */
const outcomes = (test: typeof volume, byName: { readonly [name: string]: Outcome }) =>
  new Map(
    metricsOf(test).flatMap(({ name, historyKey }) =>
      byName[name] ? [[historyKey, byName[name]] as const] : [],
    ),
  );

const fresh = { rows: measured(10), newest: measured(newest), future: measured(0) };

describe('judgeTest', () => {
  it('lets the kind judge what was measured', () => {
    expect(judgeTest(volume, outcomes(volume, { rows: measured(4) }), context)).toMatchObject({
      status: 'failed',
      errorCode: null,
      observed: { rows: 4 },
      expected: { fail: { min: 5 } },
      rowsTested: 4,
    });
  });

  it.each(['rows', 'newest', 'future'])('neither passes nor fails while %s is unmeasured', (name) => {
    const verdict = judgeTest(
      freshness,
      outcomes(freshness, { ...fresh, [name]: unmeasured('TIME_OUT') }),
      context,
    );
    expect(verdict).toMatchObject({
      status: 'errored',
      errorCode: 'TIME_OUT',
      message: 'because TIME_OUT',
      observed: {},
      expected: {},
      rowsTested: null,
    });
    expect(verdict.metrics.map((metric) => metric.name)).toEqual(
      ['rows', 'newest', 'future'].filter((other) => other !== name),
    );
  });

  it.each(['rows', 'newest', 'future'])('is errored when nobody measured %s', (name) => {
    const { [name as keyof typeof fresh]: _, ...others } = fresh;
    expect(judgeTest(freshness, outcomes(freshness, others), context)).toMatchObject({
      status: 'errored',
      errorCode: 'INTERNAL',
      message: `${name} was planned but not measured`,
    });
  });

  it('tells the first of several reasons', () => {
    const verdict = judgeTest(
      freshness,
      outcomes(freshness, { ...fresh, newest: unmeasured('MISSING_COLUMN'), future: unmeasured('TIME_OUT') }),
      context,
    );
    expect(verdict.errorCode).toBe('MISSING_COLUMN');
  });

  it('is cancelled, not errored, when the measuring was cancelled', () => {
    expect(judgeTest(volume, outcomes(volume, { rows: unmeasured('CANCELLED') }), context)).toMatchObject({
      status: 'cancelled',
      errorCode: 'CANCELLED',
    });
  });

  it('does not take a metric measured over other rows', () => {
    const paid = someTest({ kind: 'volume', fail: { min: 5 }, filter: "status = 'paid'" });
    expect(judgeTest(paid, outcomes(volume, { rows: measured(9) }), context).status).toBe('errored');
  });

  it('keeps the values as numbers: counts as they are, instants in epoch seconds, null as null', () => {
    const values = (byName: typeof fresh) =>
      judgeTest(freshness, outcomes(freshness, byName), context).metrics.map(({ name, value }) => [
        name,
        value,
      ]);
    expect(values(fresh)).toEqual([
      ['rows', 10],
      ['newest', Date.parse(newest) / 1000],
      ['future', 0],
      ['judged', 3600],
    ]);
    expect(values({ ...fresh, newest: measured(null) })).toContainEqual(['newest', null]);
  });

  it('judges a change against the history it is given', () => {
    const test = someTest({ kind: 'volume', fail: { maxChangePercent: 10 } });
    const history = { rows: [{ measuredAt, value: 100 }] };
    const verdict = (rows: number) =>
      judgeTest(test, outcomes(test, { rows: measured(rows) }), { measuredAt, history }).status;
    expect([110, 111].map(verdict)).toEqual(['passed', 'failed']);
  });
});

describe('historyOf', () => {
  it('is empty for tests that look at one run only', () => {
    expect(historyOf(volume, measuredAt)).toEqual([]);
    expect(historyOf(freshness, measuredAt)).toEqual([]);
  });

  it('names the metric, under the key by which its values are kept', () => {
    const test = someTest({ kind: 'volume', fail: { maxChangePercent: 10 }, filter: 'a > 1' });
    const { metrics } = judgeTest(test, outcomes(test, { rows: measured(1) }), context);
    const { name, historyKey } = metricsOf(test)[0]!;
    expect(historyOf(test, measuredAt)).toEqual([{ name, historyKey, wanted: 1 }]);
    expect(historyOf(test, measuredAt)[0]!.historyKey).toBe(metrics[0]!.key);
  });

  it.each([
    ['filters', { filter: 'a > 2' }],
    ['datasets', { dataset: 'public.returns' }],
    ['connections', { connectionId: someConnectionId() }],
  ])('does not mix the values of different %s', (_, other) => {
    const fields = {
      kind: 'volume',
      fail: { maxChangeRows: 1 },
      filter: 'a > 1',
      connectionId: someConnectionId(),
    };
    const [here, there, again] = [
      fields,
      { ...fields, ...other },
      { ...fields, fail: { maxChangeRows: 2 } },
    ].map((given) => historyOf(someTest(given), measuredAt)[0]!.historyKey);
    expect(there).not.toBe(here);
    expect(again).toBe(here);
  });
});

describe('errored', () => {
  it.each([
    ['UNREACHABLE', 'errored'],
    ['INTERNAL', 'errored'],
    ['CANCELLED', 'cancelled'],
  ] as const)('for %s is %s', (code, status) => {
    expect(errored({ code, message: 'why' })).toMatchObject({
      status,
      errorCode: code,
      message: 'why',
      metrics: [],
    });
  });
});

describe('anomaly thresholds', () => {
  const test = someTest({
    kind: 'volume',
    fail: { anomaly: { sensitivity: 4, minHistory: 5 } },
    warn: { min: 1, anomaly: { minHistory: 5 } },
  });
  const past = [90, 100, 110, 95, 105, 100].map((value, i) => ({
    measuredAt: new Date(measuredAt.getTime() - (i + 1) * 86_400_000),
    value,
  }));
  const judge = (rows: number, judged = past, of = test) =>
    judgeTest(of, outcomes(of, { rows: measured(rows) }), { measuredAt, history: { judged } });

  it('ask for the past of the number that is judged, under the key by which it is kept', () => {
    const [wanted] = historyOf(test, measuredAt);
    expect(wanted).toMatchObject({ name: 'judged', wanted: 90 });
    expect(judge(100).metrics).toContainEqual({ name: 'judged', key: wanted!.historyKey, value: 100 });
    const renamed = someTest({ ...test, name: 'other', fail: { max: 9, anomaly: {} } });
    expect(historyOf(renamed, measuredAt)[0]!.historyKey).toBe(wanted!.historyKey);
    const filtered = someTest({ ...test, filter: 'a > 1' });
    expect(historyOf(filtered, measuredAt)[0]!.historyKey).not.toBe(wanted!.historyKey);
  });

  // median 100, absolute deviations 0 0 5 5 10 10: one deviation is 5 × 1.4826
  it.each([
    [122, 'passed'],
    [123, 'warned'],
    [129, 'warned'],
    [130, 'failed'],
    [70, 'failed'],
  ])('%d rows: %s', (rows, status) => {
    expect(judge(rows).status).toBe(status);
  });

  it('are told with the band that was expected', () => {
    expect(judge(130)).toMatchObject({
      message: '130 rows, within bounds; 130 is 4 deviations above the usual 100 (expected 70.35 to 129.65)',
      observed: { rows: 130, anomaly: { state: 'anomalous', median: 100, usedPoints: 6 } },
    });
  });

  it('never make a verdict better', () => {
    expect(judge(0).status).toBe('failed');
    expect(judge(0, past.slice(0, 3))).toMatchObject({
      status: 'warned',
      observed: { anomaly: { state: 'learning' } },
    });
  });

  it('learn before they judge, and a test with nothing else is skipped meanwhile', () => {
    const only = someTest({ kind: 'volume', fail: { anomaly: { minHistory: 5 } } });
    expect(judge(7, past.slice(0, 4), only)).toMatchObject({
      status: 'skipped',
      message: '7 rows; learning: 4 of 5 past values',
    });
    expect(judge(100, past, only).status).toBe('passed');
    expect(judge(7, past.slice(0, 4)).status).toBe('passed');
  });

  it('do not go with groups', () => {
    expect(() => someTest({ kind: 'volume', fail: { anomaly: {} }, groupBy: ['country'] })).toThrow(
      'does not go with anomaly thresholds',
    );
  });
});
