/** How many values fall between ascending edges. Dates count as their epoch days or seconds. */
export interface NumberHistogram {
  readonly kind: 'numbers';
  /** Ascending and distinct. */
  readonly edges: readonly number[];
  /** One more than edges: below the first, from each edge to just below the next, at or above the last. */
  readonly counts: readonly number[];
  /** Smallest and largest value; null without values, or when nobody measured them. */
  readonly min: number | null;
  readonly max: number | null;
}

/** How many rows each of the most frequent categories has; null is a category like the others. */
export interface CategoryHistogram {
  readonly kind: 'categories';
  readonly counts: readonly CategoryCount[];
  /** Rows of the categories that are not listed. */
  readonly other: number;
}

export interface CategoryCount {
  readonly category: string | null;
  readonly count: number;
}

export type Histogram = NumberHistogram | CategoryHistogram;

/** Two lists of counts over the same bins. */
export interface AlignedCounts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rows in the histogram. Throws `RangeError` when it is malformed: that is our fault, not the data's. */
export function totalOf(histogram: Histogram): number {
  const counts =
    histogram.kind === 'numbers'
      ? histogram.counts
      : [...histogram.counts.map(({ count }) => count), histogram.other];
  if (counts.some((count) => !Number.isFinite(count) || count < 0))
    throw new RangeError('a count is a number from 0');
  if (histogram.kind === 'numbers') {
    const { edges } = histogram;
    if (counts.length !== edges.length + 1)
      throw new RangeError(`${edges.length} edges make ${edges.length + 1} bins, not ${counts.length}`);
    if (!edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!)))
      throw new RangeError('edges are finite and ascending');
  }
  return sum(counts);
}

/** The share of each count in their sum, 0 to 1; all 0 when nothing was counted. */
export function proportionsOf(counts: readonly number[]): number[] {
  const total = sum(counts);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

export const sameEdges = (a: NumberHistogram, b: NumberHistogram): boolean =>
  a.edges.length === b.edges.length && a.edges.every((edge, i) => edge === b.edges[i]);

/**
 * One histogram of the values of several, such as a window of runs; null of none.
 * Throws `RangeError` when their edges differ.
 */
export function addNumberHistograms(histograms: readonly NumberHistogram[]): NumberHistogram | null {
  const [first] = histograms;
  if (first === undefined) return null;
  if (!histograms.every((one) => sameEdges(first, one)))
    throw new RangeError('histograms with different edges have no sum');
  const filled = histograms.filter((one) => totalOf(one) > 0);
  // An extreme that one of them lacks is unknown for the sum too.
  const extreme = (which: 'min' | 'max') => {
    const known = filled.flatMap((one) => one[which] ?? []);
    return known.length === 0 || known.length < filled.length ? null : Math[which](...known);
  };
  return {
    kind: 'numbers',
    edges: first.edges,
    counts: first.counts.map((_, bin) => sum(histograms.map((one) => one.counts[bin]!))),
    min: extreme('min'),
    max: extreme('max'),
  };
}
