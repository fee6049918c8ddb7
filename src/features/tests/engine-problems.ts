import type { Column } from '../../core/columns.ts';
import type { DatasetName } from '../../core/dataset.ts';
import type { FieldProblem } from '../../core/errors.ts';
import { planScans } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { UnsupportedByEngine, type Dialect, type ScalarSelect } from '../../core/sql/dialect.ts';
import type { NamedMetric } from '../../core/verdict/wanted-metrics.ts';

/**
 * What the engine cannot answer faithfully, at the field to blame: the metrics, all of them of one dataset, are rendered
 * as a run would do it, and nothing is sent. Metrics whose columns do not fit are left out: that is a problem of its own.
 */
export function engineProblems(
  test: TestDefinition,
  metrics: readonly NamedMetric[],
  dataset: { readonly name: DatasetName; readonly columns: readonly Column[] },
  dialect: Dialect,
): readonly FieldProblem[] {
  const requests = metrics.map(({ metric, place: { filter, groupBy } }) => ({
    filter,
    groupBy,
    metrics: [metric],
  }));
  return planScans(dataset.name, dataset.columns, requests, dialect.limits).scans.flatMap(({ select }) => {
    const message = refusalOf(select, dialect);
    return message === null ? [] : [{ path: blamedFieldOf(test, select, dialect), message }];
  });
}

function refusalOf(select: ScalarSelect, dialect: Dialect): string | null {
  try {
    dialect.renderScalarSelect(select);
    return null;
  } catch (error) {
    if (error instanceof UnsupportedByEngine) return error.message;
    throw error;
  }
}

const blamedFieldOf = (test: TestDefinition, select: ScalarSelect, dialect: Dialect): string => {
  const isSampled = select.source.kind === 'rows' && select.source.samplePercent !== undefined;
  if (isSampled && refusalOf({ ...select, source: { kind: 'rows' } }, dialect) === null) return 'sampling';
  if (test.kind !== 'pattern') return 'kind';
  return test.format === undefined ? 'regex' : 'format';
};
