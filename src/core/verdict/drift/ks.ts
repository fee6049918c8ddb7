import { sum, type NumberHistogram } from './histogram.ts';

export interface KolmogorovSmirnov {
  /** 0 to 1. */
  readonly statistic: number;
  /** The edge with the largest difference: the shares of values below it differ most. Null without a difference. */
  readonly at: number | null;
  readonly pValue: number;
}

/**
 * The two-sample Kolmogorov–Smirnov test on binned values: the largest difference of the cumulative shares at the
 * edges. Between edges the difference may be larger, so the statistic is a lower bound of the exact one and the
 * p-value an upper bound; both are exact (the p-value asymptotically) when no bin holds two different values.
 * Both sides must have rows, and the same edges.
 */
export function kolmogorovSmirnovTest(
  reference: NumberHistogram,
  current: NumberHistogram,
): KolmogorovSmirnov {
  const [n, m] = [sum(reference.counts), sum(current.counts)];
  let [before, now, statistic] = [0, 0, 0];
  let at: number | null = null;
  reference.edges.forEach((edge, bin) => {
    before += reference.counts[bin]!;
    now += current.counts[bin]!;
    const difference = Math.abs(now / m - before / n);
    if (difference > statistic) [statistic, at] = [difference, edge];
  });
  return { statistic, at, pValue: kolmogorovTail(Math.sqrt((n * m) / (n + m)) * statistic) };
}

/**
 * The probability that the limit of √(nm/(n+m))·D is at least `x`, for continuous values (A. Kolmogorov 1933,
 * N. Smirnov 1948): what SciPy calls `special.kolmogorov`. (Its `ks_2samp` refines it for small samples.)
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  // Two forms of one theta function; each converges in a few terms on its side of 1.
  if (x < 1) {
    const terms = [1, 3, 5, 7].map((k) => Math.exp((-(k ** 2) * Math.PI ** 2) / (8 * x ** 2)));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum(terms);
  }
  return 2 * sum([1, 2, 3, 4, 5].map((k) => (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k ** 2 * x ** 2)));
}
