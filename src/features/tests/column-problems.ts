import type { Column } from '../../core/columns.ts';
import type { FieldProblem } from '../../core/errors.ts';
import type { ColumnField, ComparedDataset } from '../../core/kinds/kind.ts';
import { needsOf } from '../../core/metrics/catalogue.ts';
import { comparableTypes } from '../../core/metrics/comparable.ts';
import { anyType, type ColumnNeed } from '../../core/metrics/definition.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { columnFieldOf } from '../../core/verdict/user-sql.ts';
import { comparedBy, groupByOf, type NamedMetric } from '../../core/verdict/wanted-metrics.ts';

/** The columns of a dataset of a test; null when the dataset is not there, which is a problem of its own. */
export interface SeenDataset {
  readonly dataset: string;
  readonly columns: readonly Column[] | null;
}

/** What is wrong with the columns that metrics need, all of them of one dataset. */
export function needProblems(
  test: TestDefinition,
  metrics: readonly NamedMetric[],
  seen: SeenDataset,
): readonly FieldProblem[] {
  const compared = comparedBy(test)?.columns ?? [];
  return metrics.flatMap(({ metric, place }) =>
    needsOf(metric)
      // those are looked at with their partners
      .filter(({ column }) =>
        compared.every(({ here, there }) => (place.field === '' ? here : there).column !== column),
      )
      .flatMap((need) =>
        problemOf({ column: need.column, path: columnFieldOf(test, need.column) }, need, seen),
      ),
  );
}

/** Columns of samples that the dataset does not have. */
export const sampleProblems = (test: TestDefinition, seen: SeenDataset): readonly FieldProblem[] =>
  ('samples' in test ? (test.samples?.columns ?? []) : []).flatMap((column, i) =>
    problemOf({ column, path: `samples.columns.${i}` }, { column, types: anyType }, seen),
  );

/** Columns to group by that the dataset does not have, or whose values cannot be equal. */
export const groupProblems = (test: TestDefinition, seen: SeenDataset): readonly FieldProblem[] =>
  (groupByOf(test)?.columns ?? []).flatMap((column, i) =>
    problemOf({ column, path: `groupBy.${i}` }, { column, types: comparableTypes }, seen),
  );

/** What is wrong with the columns of two datasets that meet. */
export const pairProblems = (
  { columns }: ComparedDataset,
  here: SeenDataset,
  there: SeenDataset,
): readonly FieldProblem[] =>
  columns.flatMap((pair) => {
    const own = problemOf(pair.here, { column: pair.here.column, types: pair.types }, here);
    const partner = problemOf(pair.there, { column: pair.there.column, types: pair.types }, there);
    const [one, other] = [columnIn(here, pair.here), columnIn(there, pair.there)];
    if (own.length + partner.length > 0 || !one || !other || pair.canMeet(one.type, other.type))
      return [...own, ...partner];
    const message = `column "${other.name}" is ${other.nativeType}; "${one.name}" is ${one.nativeType}, which cannot equal it`;
    return [{ path: pair.there.path, message }];
  });

const columnIn = ({ columns }: SeenDataset, { column }: ColumnField): Column | undefined =>
  columns?.find(({ name }) => name === column);

function problemOf(
  field: ColumnField,
  { types, hint }: ColumnNeed,
  seen: SeenDataset,
): readonly FieldProblem[] {
  if (seen.columns === null) return [];
  const { column, path } = field;
  const found = columnIn(seen, field);
  if (!found) return [{ path, message: `${seen.dataset} has no column "${column}"` }];
  if (types.includes(found.type)) return [];
  const wanted = `it must be one of ${types.join(', ')}${hint ? ` (${hint})` : ''}`;
  return [{ path, message: `column "${column}" is ${found.nativeType}; ${wanted}` }];
}
