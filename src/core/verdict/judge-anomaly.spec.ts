import type { Judgement } from '../kinds/kind.ts';
import { anomalyThreshold } from './anomaly.ts';
import { JUDGED, judgedHistoryOf, withAnomalies } from './judge-anomaly.ts';

const measuredAt = new Date('2026-03-04T12:00:00Z');
const anomaly = (fields: object = {}) => anomalyThreshold.parse({ minHistory: 5, ...fields });
const past = (...values: readonly (number | null)[]) =>
  values.map((value, i) => ({ measuredAt: new Date(measuredAt.getTime() - (i + 1) * 86_400_000), value }));
/** Median 100, median of the distances 5. */
const usual = past(90, 100, 110, 95, 105, 100);

const judgement = (fields: Partial<Judgement> = {}): Judgement => ({
  status: 'passed',
  message: 'said',
  observed: { rows: 1 },
  expected: {},
  rowsTested: 1,
  number: 200,
  ...fields,
});
const judge = (test: object, fields: Partial<Judgement> = {}, history = usual) =>
  withAnomalies(test, judgement(fields), { measuredAt, history: { [JUDGED]: history } });

describe('judgedHistoryOf', () => {
  it('is as much as the level that needs most', () => {
    expect(
      judgedHistoryOf({ fail: { anomaly: anomaly() }, warn: { anomaly: anomaly({ window: 120 }) } }),
    ).toBe(120);
    expect(judgedHistoryOf({ warn: { anomaly: anomaly({ window: 20, season: 'dayOfWeek' }) } })).toBe(140);
  });

  it.each([[{}], [{ fail: { maxCount: 0 } }], [{ warn: undefined, fail: { anomaly: undefined } }]])(
    'is null for %j',
    (test) => {
      expect(judgedHistoryOf(test)).toBeNull();
    },
  );
});

describe('withAnomalies', () => {
  it('says what was expected beside what the kind said', () => {
    expect(judge({ warn: { anomaly: anomaly() } })).toEqual({
      ...judgement(),
      status: 'warned',
      message: 'said; 200 is 13.5 deviations above the usual 100 (expected 77.76 to 122.24)',
      observed: {
        rows: 1,
        anomaly: {
          state: 'anomalous',
          value: 200,
          median: 100,
          deviation: expect.closeTo(7.413, 9) as number,
          score: expect.closeTo(13.49, 2) as number,
          lower: expect.closeTo(77.761, 9) as number,
          upper: expect.closeTo(122.239, 9) as number,
          usedPoints: 6,
        },
      },
    });
  });

  it.each([
    ['passed', 'warn', 'warned'],
    ['warned', 'warn', 'warned'],
    ['failed', 'warn', 'failed'],
    ['passed', 'fail', 'failed'],
    ['warned', 'fail', 'failed'],
  ] as const)('%s, and anomalous for %s: %s', (status, level, expected) => {
    expect(judge({ [level]: { anomaly: anomaly() } }, { status }).status).toBe(expected);
  });

  it('tells of the worse of two levels', () => {
    const test = { fail: { anomaly: anomaly({ sensitivity: 10 }) }, warn: { anomaly: anomaly() } };
    expect(judge(test)).toMatchObject({
      status: 'failed',
      observed: { anomaly: { upper: expect.closeTo(174.13, 2) as number } },
    });
    expect(judge(test, { number: 130 })).toMatchObject({
      status: 'warned',
      observed: { anomaly: { upper: expect.closeTo(122.24, 2) as number } },
    });
  });

  it('leaves a judgement alone that has no number, or an endless one, or was skipped', () => {
    const test = { fail: { anomaly: anomaly() } };
    for (const fields of [{ number: null }, { number: Infinity }, { status: 'skipped' } as const])
      expect(judge(test, fields)).toEqual(judgement(fields));
    const { number: _, ...without } = judgement();
    const context = { measuredAt, history: { [JUDGED]: usual } };
    expect(withAnomalies(test, without, context)).toEqual(without);
  });

  it('leaves a test without such thresholds alone', () => {
    expect(judge({ fail: { maxCount: 0 } })).toEqual(judgement());
  });

  it('past values that are null teach nothing', () => {
    expect(judge({ fail: { anomaly: anomaly() } }, {}, past(90, null, 110, null, 105, 100))).toMatchObject({
      status: 'skipped',
      observed: { anomaly: { state: 'learning', have: 4, needed: 5 } },
    });
  });

  it('without any history it learns from the first value on', () => {
    expect(
      withAnomalies({ fail: { anomaly: anomaly() } }, judgement(), { measuredAt, history: {} }),
    ).toMatchObject({ status: 'skipped', message: 'said; learning: 0 of 5 past values' });
  });

  it.each([
    ['failed', 'failed'],
    ['warned', 'warned'],
  ] as const)('while it learns, what %s stays so', (status, expected) => {
    expect(judge({ fail: { anomaly: anomaly() } }, { status }, []).status).toBe(expected);
  });

  it('one level may judge while the other still learns', () => {
    const test = { fail: { anomaly: anomaly({ minHistory: 50 }) }, warn: { anomaly: anomaly() } };
    expect(judge(test).status).toBe('warned');
    expect(judge(test, { number: 100 })).toMatchObject({
      status: 'skipped',
      observed: { anomaly: { have: 6 } },
    });
  });
});
