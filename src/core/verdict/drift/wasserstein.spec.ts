import fixture from './fixtures/wasserstein.json' with { type: 'json' };
import { pointsOf, spreadOf, wassersteinDistance } from './wasserstein.ts';

const unzip = (points: ReturnType<typeof pointsOf>) => [
  points?.map(({ value }) => value),
  points?.map(({ count }) => count),
];
const of = (values: number[], counts = values.map(() => 1)) =>
  values.map((value, i) => ({ value, count: counts[i]! })).sort((a, b) => a.value - b.value);

describe('binned points', () => {
  it.each(fixture.cases)('lie where they are documented to: $name', ({ edges, ...known }) => {
    expect(unzip(pointsOf({ kind: 'numbers', edges, ...known.reference }))).toEqual(known.referencePoints);
    expect(unzip(pointsOf({ kind: 'numbers', edges, ...known.current }))).toEqual(known.currentPoints);
  });

  it('are exact for a constant, wherever it lies in its bin', () => {
    const constant = { kind: 'numbers', edges: [0, 100], counts: [0, 5, 0], min: 7, max: 7 } as const;
    expect(pointsOf(constant)).toEqual([{ value: 7, count: 5 }]);
  });

  it('have no place without edges and extremes', () => {
    expect(pointsOf({ kind: 'numbers', edges: [], counts: [5], min: null, max: null })).toBeNull();
  });
});

describe('wassersteinDistance', () => {
  it.each(fixture.cases)('agrees with SciPy: $name', ({ edges, ...known }) => {
    const from = pointsOf({ kind: 'numbers', edges, ...known.reference })!;
    const to = pointsOf({ kind: 'numbers', edges, ...known.current })!;
    const size = Math.max(1, known.distance);
    expect(wassersteinDistance(from, to) / size).toBeCloseTo(known.distance / size, 9);
    expect(wassersteinDistance(to, from) / size).toBeCloseTo(known.distance / size, 9);
    const spread = Math.max(1, known.standardDeviation);
    expect(spreadOf(from, 'standardDeviation') / spread).toBeCloseTo(known.standardDeviation / spread, 9);
    expect(spreadOf(from, 'interquartileRange')).toBeCloseTo(known.interquartileRange, 9);
  });

  // The examples of SciPy's documentation of scipy.stats.wasserstein_distance.
  it('agrees with published examples', () => {
    expect(wassersteinDistance(of([0, 1, 3]), of([5, 6, 8]))).toBeCloseTo(5, 12);
    expect(wassersteinDistance(of([0, 1], [3, 1]), of([0, 1], [2, 2]))).toBeCloseTo(0.25, 12);
    expect(
      wassersteinDistance(of([3.4, 3.9, 7.5, 7.8], [1.4, 0.9, 3.1, 7.2]), of([4.5, 1.4], [3.2, 3.5])),
    ).toBeCloseTo(4.078133143804786, 12);
  });
});
