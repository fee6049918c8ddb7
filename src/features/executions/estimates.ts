import { datasetText, type DatasetName } from '../../core/dataset.ts';
import type { Outcome } from '../../core/metrics/metric.ts';
import type { Measurements } from '../../core/planning/plan-scans.ts';
import { SourceUnavailable, type Snapshot } from '../../ports/connector.ts';
import type { Wish } from './scanner.ts';

/** What the catalogue estimates, under the keys of the metrics that want it. It is asked only when there is one. */
export async function estimatesOf(
  snapshot: Snapshot,
  dataset: DatasetName,
  wishes: readonly Wish[],
): Promise<Measurements> {
  const keys = wishes.flatMap(({ metrics }) =>
    metrics.filter(({ metric }) => metric.type === 'estimatedRowCount').map(({ key }) => key),
  );
  if (keys.length === 0) return new Map();
  const outcome = await estimateOf(snapshot, dataset);
  return new Map(keys.map((key) => [key, outcome]));
}

/** A catalogue that does not answer is no reason to leave the other metrics unmeasured. */
async function estimateOf(snapshot: Snapshot, dataset: DatasetName): Promise<Outcome> {
  try {
    const value = await snapshot.estimatedRows(dataset);
    if (value !== null) return { kind: 'measured', value };
  } catch (error) {
    if (error instanceof SourceUnavailable) return { kind: 'unmeasured', reason: error.reason };
    throw error;
  }
  const message = `the catalogue has no estimate of the rows of ${datasetText(dataset)}: it was never analysed, or it is a view`;
  return { kind: 'unmeasured', reason: { code: 'NO_ESTIMATE', message } };
}
