import { columnTypes, type Column, type ColumnType } from '../columns.ts';
import type { RowSource } from '../sql/dialect.ts';
import type { Expression } from '../sql/expression.ts';
import type { MetricValues, ScannedMetric } from './metric.ts';

/** A column that must exist, with one of these types, before any SQL is sent. */
export interface ColumnNeed {
  readonly column: string;
  readonly types: readonly ColumnType[];
}

/** How one type of metric is measured. */
export interface MetricDefinition<T extends ScannedMetric['type']> {
  needs(metric: Extract<ScannedMetric, { type: T }>): readonly ColumnNeed[];
  /** What it aggregates over; metrics with equal sources share a statement. */
  source(metric: Extract<ScannedMetric, { type: T }>): RowSource;
  /** Scalar aggregates over the source; `columnOf` finds the columns named in `needs`. */
  expressions(
    metric: Extract<ScannedMetric, { type: T }>,
    columnOf: (name: string) => Column,
  ): readonly Expression[];
  /** The value of what the engine sent back as texts, one for each expression; null when they do not fit. */
  parse(cells: readonly (string | null)[]): { readonly value: MetricValues[T] } | null;
}

export const overRows = (): RowSource => ({ kind: 'rows' });

export const numbers: readonly ColumnType[] = ['integer', 'decimal', 'float'];

export const anyType: readonly ColumnType[] = columnTypes;

/** A count as text, exact up to 2^53; beyond that it does not fit. */
export function parseCount([raw]: readonly (string | null)[]): { readonly value: number } | null {
  if (raw === undefined || raw === null || !/^\d+$/.test(raw)) return null;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? { value } : null;
}
