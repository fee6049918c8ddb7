import type { ColumnType } from '../columns.ts';
import { isDecimal } from '../decimal.ts';
import { aggregate, and, column, isFiniteNumber, isNull, isoText, not } from '../sql/expression.ts';
import { numbers, overRows, type MetricDefinition } from './definition.ts';
import { timeOf } from './time-column.ts';

const times: readonly ColumnType[] = ['timestampTz', 'timestamp', 'date'];

/**
 * The least or greatest of the finite numbers or instants of a column; null, "not a number" and infinities are left
 * out. Null over no values. Numbers keep the digits of the database; dates and wall clocks are instants of the time zone.
 */
export const extreme: MetricDefinition<'extreme'> = {
  needs: ({ column: name }) => [{ column: name, types: [...numbers, ...times] }],
  source: overRows,
  expressions: ({ column: name, which, timeZone }, columnOf) => {
    const { type } = columnOf(name);
    const value = column(name);
    const isThere = not(isNull(value));
    if (type === 'integer') return [aggregate(which, value, isThere)];
    if (numbers.includes(type))
      return [aggregate(which, value, and(isThere, isFiniteNumber(value, type === 'float')))];
    const time = timeOf({ column: name, timeZone }, columnOf);
    return [isoText(aggregate(which, time.value, and(isThere, time.isUsable)))];
  },
  parse: ([text = null]) =>
    text === null || isDecimal(text) || !Number.isNaN(Date.parse(text)) ? { value: text } : null,
};
