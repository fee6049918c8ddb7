import { datasetText, type DatasetName } from '../../core/dataset.ts';
import { isFromCatalogue } from '../../core/metrics/catalogue.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { inNumber } from '../../core/words.ts';
import type { Snapshot } from '../../ports/connector.ts';
import type { Wish } from './scanner.ts';

/** A wish that would read more rows than its test allows, and the words for it. */
interface TooDear {
  readonly wish: Wish;
  readonly reason: Unmeasured;
}

/**
 * Which wishes may be measured, by the row budgets of their tests. Rows are those that the catalogue estimates, of which
 * a sampled test reads its share: without an estimate nothing is known, and nothing refused. What the catalogue answers
 * itself costs no row. It is asked only when a test has a budget.
 */
export async function withinBudgets(
  snapshot: Snapshot,
  dataset: DatasetName,
  wishes: readonly Wish[],
): Promise<{ readonly affordable: readonly Wish[]; readonly tooDear: readonly TooDear[] }> {
  const hasBudget = wishes.some(({ test }) => test.rowBudget !== undefined);
  const rows = hasBudget ? await snapshot.estimatedRows(dataset) : null;
  if (rows === null) return { affordable: wishes, tooDear: [] };
  const tooDear = wishes.flatMap((wish): readonly TooDear[] => {
    const { rowBudget } = wish.test;
    const read = Math.round(rows * shareOf(wish.test));
    if (rowBudget === undefined || read <= rowBudget || readsNothing(wish)) return [];
    const message =
      `reading ${datasetText(dataset)} takes about ${inNumber(read)} rows (estimate of the catalogue), ` +
      `more than the ${inNumber(rowBudget)} that rowBudget allows`;
    return [{ wish, reason: { code: 'ROW_BUDGET', message } }];
  });
  const refused = new Set(tooDear.map(({ wish }) => wish));
  return { affordable: wishes.filter((wish) => !refused.has(wish)), tooDear };
}

const shareOf = (test: TestDefinition): number =>
  'sampling' in test && test.sampling ? test.sampling.percent / 100 : 1;

const readsNothing = ({ metrics }: Wish): boolean => metrics.every(({ metric }) => isFromCatalogue(metric));
