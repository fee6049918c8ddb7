import type { UserCondition } from '../kinds/kind.ts';
import type { TestDefinition } from '../quality-test.ts';
import { kindOf } from './any-kind.ts';

/** What a test brings of SQL: each a condition that the connector must find harmless before it is sent. */
export const userSqlOf = (test: TestDefinition): readonly UserCondition[] => [
  ...(test.filter === undefined ? [] : [{ path: 'filter', sql: test.filter }]),
  ...(kindOf(test).userSqlFields ?? []).flatMap((path) => {
    const sql = valueAt(test, path);
    return typeof sql === 'string' ? [{ path, sql }] : [];
  }),
  ...(kindOf(test).userConditions?.(test) ?? []),
];

function valueAt(fields: object, path: string): unknown {
  let value: unknown = fields;
  for (const field of path.split('.'))
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return value;
}

/** The field of a test's definition that names a column, for error messages: `timestampColumn`, `columns.1`. */
export function columnFieldOf(test: TestDefinition, column: string): string {
  for (const [field, value] of Object.entries(test)) {
    if (/column$/i.test(field) && value === column) return field;
    if (field === 'columns' && Array.isArray(value) && value.includes(column))
      return `columns.${value.indexOf(column)}`;
  }
  return '';
}
