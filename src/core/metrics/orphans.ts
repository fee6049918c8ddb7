import type { OrphanSource } from '../sql/dialect.ts';
import { and, column, countAll, countIf, isNull, not, or } from '../sql/expression.ts';
import { comparableTypes } from './comparable.ts';
import { overRows, parseCount, type MetricDefinition } from './definition.ts';

const comparable = (columns: readonly string[]) =>
  columns.map((name) => ({ column: name, types: comparableTypes }));

const orphansOf = ({ columns, match, reference }: Pick<OrphanSource, 'columns' | 'match' | 'reference'>) =>
  ({ kind: 'orphans', columns, match, reference }) as const;

/** Rows whose key can be looked up: `simple` needs all of it, `full` any of it. 0 for an empty table. */
export const keyedCount: MetricDefinition<'keyedCount'> = {
  needs: ({ columns }) => comparable(columns),
  source: overRows,
  expressions: ({ columns, match }) => {
    const present = columns.map((name) => not(isNull(column(name))));
    return [countIf(match === 'simple' ? and(...present) : or(...present))];
  },
  parse: parseCount,
};

/**
 * Rows whose key has no partner in the reference, of those that `keyedCount` counts. 0 for an empty table; all of them
 * for an empty reference. What the reference lacks is told by the statement: only the dataset's own columns are known.
 */
export const orphanCount: MetricDefinition<'orphanCount'> = {
  needs: ({ columns }) => comparable(columns),
  source: orphansOf,
  expressions: () => [countAll],
  parse: parseCount,
  failingRows: (metric) => ({ source: orphansOf(metric), condition: null, columns: metric.columns }),
};
