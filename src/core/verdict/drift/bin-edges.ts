import { z } from 'zod';

/** One more bin than edges: enough for a shape, few enough for one small statement. */
const MAX_EDGES = 200;

/** Edges that a user writes. */
export const binEdges = z
  .array(z.number())
  .min(1)
  .max(MAX_EDGES)
  .superRefine((edges, ctx) => {
    edges.forEach((edge, i) => {
      if (i > 0 && edge <= edges[i - 1]!)
        ctx.addIssue({ code: 'custom', path: [i], message: 'must be above the edge before it' });
    });
  })
  .describe('ascending edges: each bin reaches from an edge to just below the next, the outer ones are open');

/**
 * Edges from the percentiles of a reference (p10 to p90, say): ascending, where values that repeat give one edge.
 * Empty for no percentiles. Throws `RangeError` when they are not finite and ascending.
 */
export function edgesFromPercentiles(percentiles: readonly number[]): number[] {
  return percentiles.filter((value, i) => {
    const before = percentiles[i - 1];
    if (!Number.isFinite(value) || (before !== undefined && value < before))
      throw new RangeError('percentiles are finite and ascending');
    return value !== before;
  });
}
