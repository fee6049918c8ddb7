import { sum, type NumberHistogram } from './histogram.ts';

/** In what the distance is expressed: the values' own unit, or a spread of the reference. */
export const scales = ['none', 'standardDeviation', 'interquartileRange'] as const;
export type Scale = (typeof scales)[number];

export interface Point {
  readonly value: number;
  readonly count: number;
}

/**
 * Where the mass of each bin with rows is taken to be, ascending: in the middle of the part of the bin that lies
 * between the smallest and the largest value. Outer bins end at those; without them the mass is at the bin's edge.
 * Null when rows have no place at all (no edge, no smallest and largest value).
 * A far outlier therefore carries its outer bin along: edges in the tails (p95, p99) keep its share small.
 */
export function pointsOf({ edges, counts, min, max }: NumberHistogram): Point[] | null {
  const points: Point[] = [];
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    const low = largest(edges[bin - 1], min);
    const high = smallest(edges[bin], max);
    const [from, to] = [low ?? high, high ?? low];
    if (from === null || to === null) return null;
    points.push({ value: from / 2 + to / 2, count });
  }
  return points;
}

/**
 * The first Wasserstein ("earth mover's") distance: the area between the two cumulative shares, in the values' unit.
 * See L. V. Kantorovich (1942); the form on cumulative shares by Vallender (1974). Both sides must have rows.
 */
export function wassersteinDistance(reference: readonly Point[], current: readonly Point[]): number {
  const totals = [total(reference), total(current)] as const;
  const steps = [
    ...reference.map(({ value, count }) => ({ value, step: -count / totals[0] })),
    ...current.map(({ value, count }) => ({ value, step: count / totals[1] })),
  ].sort((a, b) => a.value - b.value);
  let [difference, distance] = [0, 0];
  steps.forEach(({ value, step }, i) => {
    difference += step;
    distance += Math.abs(difference) * ((steps[i + 1]?.value ?? value) - value);
  });
  return distance;
}

/** A spread of the points: the population's standard deviation, or the range between the points at a quarter and at three. */
export function spreadOf(points: readonly Point[], scale: Exclude<Scale, 'none'>): number {
  const n = total(points);
  if (scale === 'interquartileRange') return quantile(points, 0.75) - quantile(points, 0.25);
  const mean = sum(points.map(({ value, count }) => value * (count / n)));
  return Math.sqrt(sum(points.map(({ value, count }) => (value - mean) ** 2 * (count / n))));
}

/** The first point with at least this share of the mass at or below it. */
function quantile(points: readonly Point[], share: number): number {
  const needed = share * total(points);
  let below = 0;
  for (const { value, count } of points) {
    below += count;
    if (below >= needed) return value;
  }
  throw new RangeError('no quantile of no points');
}

const total = (points: readonly Point[]): number => sum(points.map(({ count }) => count));

const largest = (edge: number | undefined, min: number | null): number | null =>
  edge === undefined ? min : min === null ? edge : Math.max(edge, min);
const smallest = (edge: number | undefined, max: number | null): number | null =>
  edge === undefined ? max : max === null ? edge : Math.min(edge, max);
