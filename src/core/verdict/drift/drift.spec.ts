import { driftBetween, driftMethods, numberMethods } from './drift.ts';
import type { CategoryHistogram, NumberHistogram } from './histogram.ts';

const numbers = (counts: number[], more: Partial<NumberHistogram> = {}): NumberHistogram => ({
  kind: 'numbers',
  edges: [10, 20],
  counts,
  min: 0,
  max: 30,
  ...more,
});
const categories = (counts: Record<string, number>, other = 0): CategoryHistogram => ({
  kind: 'categories',
  counts: Object.entries(counts).map(([category, count]) => ({ category, count })),
  other,
});

describe('driftBetween numbers', () => {
  it.each(driftMethods)('%s scores 0 without drift, and a p-value of 1 where there is one', (method) => {
    const drift = driftBetween(method, numbers([10, 20, 30]), numbers([100, 200, 300]));
    expect(drift.score).toBeCloseTo(0, 12);
    expect(drift.pValue).toBe(method === 'ks' || method === 'chiSquare' ? 1 : null);
  });

  it.each(driftMethods)('%s grows with drift', (method) => {
    const [small, large] = [numbers([12, 20, 28]), numbers([30, 20, 10])].map(
      (current) => driftBetween(method, numbers([10, 20, 30]), current).score!,
    );
    expect(small).toBeGreaterThan(0);
    expect(large).toBeGreaterThan(small!);
  });

  it('tells what each method knows beside the score', () => {
    const details = driftMethods.map((method) => {
      const drift = driftBetween(method, numbers([10, 20, 30]), numbers([30, 20, 10]));
      return 'details' in drift ? Object.keys(drift.details) : drift.reason;
    });
    expect(details).toEqual([['contributions'], [], ['test'], ['at'], ['distance']]);
  });

  it('expresses a distance in the spread of the reference', () => {
    // Points 5, 15 and 25 with a standard deviation of √50 and quartiles of 5 and 25.
    const [reference, current] = [numbers([10, 0, 10]), numbers([0, 10, 10])];
    const scaled = (scale: 'none' | 'standardDeviation' | 'interquartileRange') =>
      driftBetween('wasserstein', reference, current, { scale }).score;
    expect(scaled('none')).toBeCloseTo(5, 12);
    expect(scaled('standardDeviation')).toBeCloseTo(0.5, 12);
    expect(scaled('interquartileRange')).toBeCloseTo(0.25, 12);
  });

  it('has no score in the spread of a constant, unless nothing moved', () => {
    const constant = (value: number) => numbers([0, 5, 0], { min: value, max: value });
    const scale = 'standardDeviation';
    expect(driftBetween('wasserstein', constant(12), constant(17), { scale })).toEqual({
      score: null,
      pValue: null,
      reason: 'the reference has no standard deviation to express the distance in',
    });
    expect(driftBetween('wasserstein', constant(12), constant(12), { scale }).score).toBe(0);
    expect(driftBetween('wasserstein', constant(12), constant(17)).score).toBe(5);
  });
});

describe('driftBetween categories', () => {
  it('reports new and vanished categories', () => {
    const drift = driftBetween('psi', categories({ a: 50, b: 50 }), categories({ a: 50, c: 50 }));
    expect(drift).toMatchObject({ pValue: null, details: { appeared: ['c'], vanished: ['b'] } });
    expect(drift.score).toBeGreaterThan(0.25);
  });

  it('does not take the limit of listed categories for drift', () => {
    const drift = driftBetween(
      'chiSquare',
      categories({ a: 50, b: 10 }, 40),
      categories({ a: 50, c: 10 }, 40),
    );
    expect(drift).toMatchObject({ score: 0, pValue: 1 });
  });

  it.each(numberMethods)('has no score by %s', (method) => {
    expect(driftBetween(method, categories({ a: 1 }), categories({ a: 1 }))).toMatchObject({
      score: null,
      reason: `${method} compares numbers, and these are categories`,
    });
  });
});

describe('driftBetween has a reason instead of a score', () => {
  const some = numbers([1, 2, 3]);
  const empty = numbers([0, 0, 0], { min: null, max: null });

  it.each(driftMethods)('%s: of nothing', (method) => {
    expect(driftBetween(method, empty, some)).toMatchObject({
      score: null,
      reason: 'the reference is empty',
    });
    expect(driftBetween(method, some, empty)).toMatchObject({
      score: null,
      reason: 'there is nothing to compare with the reference',
    });
  });

  it('of different bins, or different kinds', () => {
    expect(driftBetween('psi', numbers([1, 2, 3], { edges: [10, 21] }), some)).toMatchObject({
      score: null,
      reason: 'the reference has other bins',
    });
    expect(driftBetween('psi', categories({ a: 1 }), some)).toMatchObject({
      score: null,
      reason: 'the reference is of categories, not of numbers',
    });
  });

  it('of values without a place', () => {
    const lost = numbers([5], { edges: [], min: null, max: null });
    expect(driftBetween('wasserstein', lost, lost)).toMatchObject({ score: null });
  });
});

it('refuses a malformed histogram', () => {
  expect(() => driftBetween('psi', numbers([1, 2]), numbers([1, 2, 3]))).toThrow(RangeError);
});
