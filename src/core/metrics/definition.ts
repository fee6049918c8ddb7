import type { Column, ColumnType } from '../columns.ts';
import type { Expression } from '../sql/expression.ts';
import type { Metric, MetricType, MetricValues } from './metric.ts';

/** A column that must exist, with one of these types, before any SQL is sent. */
export interface ColumnNeed {
  readonly column: string;
  readonly types: readonly ColumnType[];
}

/** How one type of metric is measured. */
export interface MetricDefinition<T extends MetricType> {
  needs(metric: Extract<Metric, { type: T }>): readonly ColumnNeed[];
  /** A scalar aggregate; `columnOf` finds the columns named in `needs`. */
  expression(metric: Extract<Metric, { type: T }>, columnOf: (name: string) => Column): Expression;
  /** The value of what the engine sent back as text; null when it does not fit. */
  parse(raw: string | null): { readonly value: MetricValues[T] } | null;
}

/** A count as text, exact up to 2^53; beyond that it does not fit. */
export function parseCount(raw: string | null): { readonly value: number } | null {
  if (raw === null || !/^\d+$/.test(raw)) return null;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? { value } : null;
}
