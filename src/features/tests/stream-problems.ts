import type { FieldProblem } from '../../core/errors.ts';
import { isStreamed } from '../../core/metrics/catalogue.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { UnsupportedByEngine, type Dialect } from '../../core/sql/dialect.ts';
import { metricsOf } from '../../core/verdict/wanted-metrics.ts';
import type { Connector } from '../../ports/connector.ts';
import { firstPage } from '../executions/keyed-side.ts';
import { sidesOf } from '../executions/measure-streams.ts';
import type { SeenDataset } from './column-problems.ts';

/** A dataset that was seen, and who would read it. */
export interface ReadDataset extends SeenDataset {
  readonly connector: Connector;
  readonly dialect: Dialect;
}

/** What an engine cannot read in the order of its keys, of datasets whose columns are there and fit. Nothing is sent. */
export const streamProblems = (
  test: TestDefinition,
  datasetOf: (field: string) => ReadDataset | undefined,
): readonly FieldProblem[] =>
  metricsOf(test).flatMap(({ metric, place }) => {
    if (!isStreamed(metric)) return [];
    const sides = sidesOf(metric, place, metric.reference.connectionId ?? test.connectionId);
    const ownField = metric.type === 'keyDifferences' ? 'keys' : 'columns';
    return ([sides.here, sides.there] as const).flatMap((side) => {
      const { field } = side.place;
      const seen = datasetOf(field);
      const message = seen && refusalOf(side, seen);
      return message ? [{ path: field === '' ? ownField : `${field}.dataset`, message }] : [];
    });
  });

function refusalOf(
  side: Parameters<typeof firstPage>[0],
  { columns, connector, dialect }: ReadDataset,
): string | null {
  const byName = new Map((columns ?? []).map((column) => [column.name, column]));
  try {
    dialect.renderKeyPage(firstPage(side, byName, connector));
    return null;
  } catch (error) {
    if (error instanceof UnsupportedByEngine) return error.message;
    throw error;
  }
}
