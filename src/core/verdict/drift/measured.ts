import type { Json } from '../../json.ts';
import type { PastStructure } from '../../kinds/kind.ts';
import type { CategoryCounts, HistogramCounts } from '../../metrics/metric.ts';
import { addCategoryHistograms } from './categories.ts';
import {
  addNumberHistograms,
  sameEdges,
  type CategoryHistogram,
  type Histogram,
  type NumberHistogram,
} from './histogram.ts';

/** What was measured of a column, as a histogram. `present` are the rows that have a value. */
export function asHistogram(measured: HistogramCounts | CategoryCounts, present: number): Histogram {
  if ('edges' in measured) return { kind: 'numbers', ...measured };
  const listed = measured.categories.reduce((total, { count }) => total + count, 0);
  return {
    kind: 'categories',
    counts: measured.categories,
    other: measured.isComplete ? 0 : present - listed,
  };
}

/** A histogram as it is kept for later executions and for charts; `pastHistograms` reads it back. */
export const inJson = (histogram: Histogram): Json => ({ ...histogram }) as unknown as Json;

/** Histograms of earlier executions, newest first. What was kept in another form is left out. */
export const pastHistograms = (past: readonly PastStructure[] = []): readonly Histogram[] =>
  past.flatMap(({ value }) => (isHistogram(value) ? [value] : []));

const isHistogram = (value: unknown): value is Histogram =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'numbers' || value.kind === 'categories');

/** The edges of the newest of some histograms; null when none has any. */
export const edgesOf = (past: readonly Histogram[]): readonly number[] | null =>
  past.find((one) => one.kind === 'numbers')?.edges ?? null;

/** One histogram of several earlier ones, of those that are like `now` and have its bins; null when there is none. */
export function joined(past: readonly Histogram[], now: Histogram): Histogram | null {
  if (now.kind === 'categories')
    return addCategoryHistograms(past.filter((one): one is CategoryHistogram => one.kind === 'categories'));
  return addNumberHistograms(
    past.filter((one): one is NumberHistogram => one.kind === 'numbers' && sameEdges(one, now)),
  );
}
