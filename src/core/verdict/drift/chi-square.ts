import jStat from 'jstat';
import { sum, type AlignedCounts } from './histogram.ts';

export interface ChiSquare {
  readonly statistic: number;
  /** Bins with rows on either side, less one. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** The least count that the test expects in a cell of the 2 × k table. */
  readonly smallestExpected: number;
  /** Cells, of 2 per bin, that expect fewer than 5. */
  readonly cellsBelowFive: number;
  /** Cochran's rule (1954): no cell expects fewer than 1, at most a fifth of them fewer than 5. */
  readonly isReliable: boolean;
}

/**
 * Pearson's chi-square test of homogeneity: whether both lists of counts can be samples of one distribution.
 * Without continuity correction. Bins that are empty on both sides are left out; with one bin left there is nothing
 * to tell apart, and the p-value is 1. Both sides must have rows.
 */
export function chiSquareTest({ reference, current }: AlignedCounts): ChiSquare {
  const columns = reference
    .map((count, bin) => [count, current[bin]!] as const)
    .filter(([before, now]) => before + now > 0);
  const rowTotals = [sum(reference), sum(current)] as const;
  const total = rowTotals[0] + rowTotals[1];
  const cells = columns.flatMap(([before, now]) =>
    [before, now].map((observed, side) => ({
      observed,
      expected: ((before + now) / total) * rowTotals[side]!,
    })),
  );
  const statistic =
    columns.length === 1
      ? 0
      : sum(cells.map(({ observed, expected }) => (observed - expected) ** 2 / expected));
  const degreesOfFreedom = columns.length - 1;
  const smallestExpected = cells.reduce((least, { expected }) => Math.min(least, expected), Infinity);
  const cellsBelowFive = cells.filter(({ expected }) => expected < 5).length;
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareTail(statistic, degreesOfFreedom),
    smallestExpected,
    cellsBelowFive,
    isReliable: smallestExpected >= 1 && cellsBelowFive <= cells.length / 5,
  };
}

/**
 * The probability of a chi-square value of at least `statistic`, right to 1e-9 (absolute); below about 1e-15 it is 0.
 * With no degrees of freedom the value is always 0.
 */
export function chiSquareTail(statistic: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return statistic > 0 ? 0 : 1;
  return Math.min(1, Math.max(0, 1 - jStat.chisquare.cdf(statistic, degreesOfFreedom)));
}
