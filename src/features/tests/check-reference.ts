import { datasetText, type DatasetName } from '../../core/dataset.ts';
import type { FieldProblem } from '../../core/errors.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Dialect } from '../../core/sql/dialect.ts';
import { metricsOf } from '../../core/verdict/wanted-metrics.ts';
import type { Snapshot } from '../../ports/connector.ts';
import { probeProblem } from './probe.ts';

/**
 * What the database says about the comparison of keys that it is to look up, all of whose columns are there: text and
 * an enumeration, say, are of one family and yet have no "=".
 */
export async function lookupProblems(
  test: TestDefinition,
  dataset: DatasetName,
  dialect: Dialect,
  snapshot: Snapshot,
): Promise<readonly FieldProblem[]> {
  const problems: FieldProblem[] = [];
  for (const { metric } of metricsOf(test)) {
    if (metric.type !== 'orphanCount') continue;
    const { columns, match, reference } = metric;
    const source = { kind: 'orphans', columns, match, reference: { ...reference, filter: null } } as const;
    const message = await probeProblem(snapshot, dialect.renderReferenceProbe(dataset, source));
    if (message !== null) problems.push({ path: 'reference.columns', message });
  }
  return problems;
}

/** In words for the field that names the dataset. */
export const noDataset = (connection: string, dataset: DatasetName): string =>
  `connection "${connection}" has no table or view ${datasetText(dataset)}`;
