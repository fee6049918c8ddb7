import { refusalsOf } from '../../../test/support/refusals.ts';
import { testDefinition } from '../quality-test.ts';
import { metricsOf } from '../verdict/wanted-metrics.ts';

const base = {
  name: 'a test',
  connectionId: '01890000-0000-7000-8000-000000000000',
  dataset: 'public.orders',
  sampling: { percent: 1 },
  fail: { maxPercent: 5 },
};
const range = { ...base, kind: 'range', column: 'net', min: 0 };

describe('sampling', () => {
  it.each<[object, string, string]>([
    [
      { ...range, fail: { maxCount: 0 } },
      'fail.maxCount',
      'a sample does not count all rows: use maxPercent',
    ],
    [
      { ...range, warn: { maxCount: 3 } },
      'warn.maxCount',
      'a sample does not count all rows: use maxPercent',
    ],
    [{ ...range, fail: undefined }, 'fail', 'set warn or fail: of a sample, in percent'],
    [{ ...range, sampling: { percent: 0 } }, 'sampling.percent', 'must be at least 0.001'],
    [{ ...range, sampling: { percent: 51 } }, 'sampling.percent', 'must be at most 50'],
    [
      { ...base, kind: 'distribution', column: 'net', statistic: 'max', fail: { max: 9 } },
      'statistic',
      'a sample does not tell the minimum, maximum or sum',
    ],
    [
      { ...base, kind: 'acceptedValues', column: 'a', values: ['x'], onMissing: 'failed' },
      'onMissing',
      'a sample does not tell which values occur nowhere',
    ],
    [{ ...base, kind: 'uniqueness', columns: ['id'] }, 'sampling', 'is not known'],
  ])('%j is refused', (given, path, message) => {
    expect(refusalsOf(testDefinition, given)).toContainEqual({ path, message });
  });

  it('makes other metrics of them: what is known of all rows is not known of these', () => {
    const keys = (given: object) =>
      metricsOf(testDefinition.parse(given as never)).map(({ historyKey }) => historyKey);
    const sampled = keys(range);
    const whole = keys({ ...range, sampling: undefined });
    expect(new Set([...sampled, ...whole]).size).toBe(sampled.length + whole.length);
  });
});
