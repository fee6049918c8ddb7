import { isDecimal } from '../decimal.ts';
import { countAll, userScalar } from '../sql/expression.ts';
import { parseCount, type MetricDefinition } from './definition.ts';

/** How many rows a query of the user's returns. They are counted in the database. */
export const queryRowCount: MetricDefinition<'queryRowCount'> = {
  needs: () => [],
  source: ({ sql }) => ({ kind: 'query', sql }),
  expressions: () => [countAll],
  parse: parseCount,
  failingRows: ({ sql }) => ({ source: { kind: 'query', sql }, condition: null, columns: [] }),
};

/** The one number that a query of the user's returns; null when it returns null or no row. Text does not fit. */
export const queryNumber: MetricDefinition<'queryNumber'> = {
  needs: () => [],
  source: ({ sql }) => ({ kind: 'nothing', sql }),
  expressions: ({ sql }) => [userScalar(sql)],
  parse: ([text = null]) => (text === null || isDecimal(text) ? { value: text } : null),
};
