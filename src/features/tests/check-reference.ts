import type { Column } from '../../core/columns.ts';
import { datasetText, type DatasetName } from '../../core/dataset.ts';
import type { FieldProblem } from '../../core/errors.ts';
import { areComparable } from '../../core/metrics/comparable.ts';
import type { Metric } from '../../core/metrics/metric.ts';
import type { Snapshot } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { probeProblem } from './probe.ts';

type OrphanCount = Extract<Metric, { type: 'orphanCount' }>;

/** Where a key is looked up, and what is wrong with it; `dataset` is null when it is not there. */
export interface CheckedReference {
  readonly dataset: DatasetName | null;
  readonly problems: readonly FieldProblem[];
}

/** Looks in the database whether the keys of `dataset`, whose columns are given, can be found in the reference. */
export async function checkReference(
  metric: OrphanCount,
  dataset: DatasetName,
  columns: readonly Column[],
  { connection, connector }: OpenedConnection,
  snapshot: Snapshot,
): Promise<CheckedReference> {
  const { reference } = metric;
  const found = await snapshot.columns(reference.dataset);
  if (!found) {
    const message = `connection "${connection.name}" has no table or view ${datasetText(reference.dataset)}`;
    return { dataset: null, problems: [{ path: 'reference.dataset', message }] };
  }
  const problems = columnProblems(metric, columns, found);
  const hasBoth = metric.columns.every((name) => columns.some((column) => column.name === name));
  if (problems.length > 0 || !hasBoth) return { dataset: reference.dataset, problems };

  // text and an enumeration, say, are of one family and yet have no "="
  const { columns: key, match } = metric;
  const source = { kind: 'orphans', columns: key, match, reference: { ...reference, filter: null } } as const;
  const message = await probeProblem(snapshot, connector.dialect.renderReferenceProbe(dataset, source));
  return {
    dataset: reference.dataset,
    problems: message === null ? [] : [{ path: 'reference.columns', message }],
  };
}

function columnProblems(
  metric: OrphanCount,
  columns: readonly Column[],
  found: readonly Column[],
): readonly FieldProblem[] {
  return metric.reference.columns.flatMap((name, i): readonly FieldProblem[] => {
    const path = `reference.columns.${i}`;
    const partner = found.find((column) => column.name === name);
    if (!partner)
      return [{ path, message: `${datasetText(metric.reference.dataset)} has no column "${name}"` }];
    const column = columns.find((one) => one.name === metric.columns[i]);
    // a column that is missing is a problem of its own
    if (!column || areComparable(column.type, partner.type)) return [];
    const message = `column "${name}" is ${partner.nativeType}; "${column.name}" is ${column.nativeType}, which cannot equal it`;
    return [{ path, message }];
  });
}
