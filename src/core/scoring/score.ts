import type { FinalStatus } from '../execution.ts';

type Counts = { readonly [status in FinalStatus]?: number };

/** Verdicts about data. What errored, was cancelled or skipped says nothing about it and is not evaluated. */
const evaluated = (counts: Counts): number =>
  (counts.passed ?? 0) + (counts.warned ?? 0) + (counts.failed ?? 0);

/** passed ÷ evaluated, between 0 and 1; null when nothing was evaluated: unknown is not perfect. */
export function scoreOf(counts: Counts): number | null {
  const all = evaluated(counts);
  return all === 0 ? null : (counts.passed ?? 0) / all;
}
