import { proportionsOf, sum, type AlignedCounts } from './histogram.ts';

/**
 * The least share that a bin counts with. Without one an empty bin would make the index infinite; 0.0001 is what
 * is commonly put in the place of 0 (M. Burke's Python package `population-stability-index`, Evidently). Here every
 * smaller share is raised to it as well, so that an emptier bin never looks fuller. Shares are not rescaled afterwards.
 */
const SMALLEST_SHARE = 0.0001;

export interface PopulationStability {
  /** From 0 (equal) without limit; by convention below 0.1 is stable, 0.1 to 0.25 a shift, above that a major one. */
  readonly index: number;
  /** What each bin adds to the index, never negative. */
  readonly contributions: readonly number[];
}

/**
 * The population stability index, Σ (current − reference) · ln(current ÷ reference) over the bins' shares: the
 * symmetrised Kullback–Leibler divergence of Jeffreys (1946). See N. Siddiqi, "Credit Risk Scorecards" (2006).
 * Both sides must have rows. Bins that are empty on both add nothing.
 */
export function populationStability({ reference, current }: AlignedCounts): PopulationStability {
  const before = proportionsOf(reference);
  const contributions = proportionsOf(current).map((share, bin) => {
    const now = Math.max(share, SMALLEST_SHARE);
    const then = Math.max(before[bin]!, SMALLEST_SHARE);
    return (now - then) * Math.log(now / then);
  });
  return { index: sum(contributions), contributions };
}
