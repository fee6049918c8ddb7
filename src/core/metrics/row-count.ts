import { countAll } from '../sql/expression.ts';
import { parseCount, type MetricDefinition } from './definition.ts';

/** Number of rows that pass the filter. An empty table gives 0. */
export const rowCount: MetricDefinition<'rowCount'> = {
  needs: () => [],
  expression: () => countAll,
  parse: parseCount,
};
