import { sum, totalOf, type AlignedCounts, type CategoryHistogram } from './histogram.ts';

type Category = string | null;

export interface AlignedCategories extends AlignedCounts {
  /** What each bin holds; the last bin is of all others when `hasOther`. */
  readonly categories: readonly Category[];
  readonly hasOther: boolean;
  /** Categories that certainly have rows in the current histogram only. */
  readonly appeared: readonly Category[];
  /** Categories that certainly have rows in the reference only. */
  readonly vanished: readonly Category[];
}

/**
 * Two histograms over the same bins, in the order of the reference's categories, then of the current's.
 *
 * A category that one side lists may hide among the `other` rows of the other side, and then its count there is
 * unknown, not 0: it joins the bin of all others on both sides. Merging bins never makes the difference larger.
 */
export function alignCategories(reference: CategoryHistogram, current: CategoryHistogram): AlignedCategories {
  const [left, right] = [countsOf(reference), countsOf(current)];
  const categories = certainCategories([reference, current]);
  const bins = (counts: Map<Category, number>, histogram: CategoryHistogram) => {
    const own = categories.map((category) => counts.get(category) ?? 0);
    return hasOther ? [...own, totalOf(histogram) - sum(own)] : own;
  };
  const hasOther = reference.other > 0 || current.other > 0;
  const onlyIn = (here: Map<Category, number>, there: Map<Category, number>) =>
    categories.filter((category) => (here.get(category) ?? 0) > 0 && (there.get(category) ?? 0) === 0);
  return {
    categories,
    hasOther,
    reference: bins(left, reference),
    current: bins(right, current),
    appeared: onlyIn(right, left),
    vanished: onlyIn(left, right),
  };
}

/** One histogram of the rows of several; null of none. What hides in the others of any is in the others of the sum. */
export function addCategoryHistograms(histograms: readonly CategoryHistogram[]): CategoryHistogram | null {
  if (histograms.length === 0) return null;
  const each = histograms.map(countsOf);
  const counts = certainCategories(histograms).map((category) => ({
    category,
    count: sum(each.map((one) => one.get(category) ?? 0)),
  }));
  const total = sum(histograms.map(totalOf));
  return { kind: 'categories', counts, other: total - sum(counts.map(({ count }) => count)) };
}

/** The categories whose count is known in every one of the histograms. */
function certainCategories(histograms: readonly CategoryHistogram[]): Category[] {
  const each = histograms.map((histogram) => ({ listed: countsOf(histogram), other: histogram.other }));
  const all = new Set(each.flatMap(({ listed }) => [...listed.keys()]));
  return [...all].filter((category) =>
    each.every(({ listed, other }) => other === 0 || listed.has(category)),
  );
}

function countsOf(histogram: CategoryHistogram): Map<Category, number> {
  const counts = new Map<Category, number>();
  for (const { category, count } of histogram.counts)
    counts.set(category, (counts.get(category) ?? 0) + count);
  return counts;
}
