import { proportionsOf, sum, type AlignedCounts } from './histogram.ts';

/**
 * The Jensen–Shannon distance: the square root of the divergence with base 2 (J. Lin 1991; a metric by Endres and
 * Schindelin 2003). 0 is equal, 1 is nothing in common. Both sides must have rows; empty bins need no smoothing.
 */
export function jensenShannonDistance({ reference, current }: AlignedCounts): number {
  const before = proportionsOf(reference);
  const now = proportionsOf(current);
  const mixed = before.map((share, bin) => (share + now[bin]!) / 2);
  const divergence = (relativeEntropy(before, mixed) + relativeEntropy(now, mixed)) / 2;
  // Rounding leaves equal shares a hair below 0, and disjoint ones above 1.
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

/** In bits. `q` is positive wherever `p` is. */
const relativeEntropy = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((share, bin) => (share === 0 ? 0 : share * Math.log2(share / q[bin]!))));
