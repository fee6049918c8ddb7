import { columnTypes, type Column, type ColumnType } from '../columns.ts';
import type { Grouping, GroupSource, NullHandling, RowSelect, RowSource } from '../sql/dialect.ts';
import { asText, column, type Condition, type Expression } from '../sql/expression.ts';
import type { MetricValues, ScannedMetric, TableMetric, Sampled } from './metric.ts';

export type ColumnOf = (name: string) => Column;
export type Cells = readonly (string | null)[];

/** A column that must exist, with one of these types, before any SQL is sent. */
export interface ColumnNeed {
  readonly column: string;
  readonly types: readonly ColumnType[];
  /** What would make another type do, in words for a message. */
  readonly hint?: string;
}

type Inputs<T extends ScannedMetric['type']> = Extract<ScannedMetric, { type: T }>;

/** How one type of metric is measured. */
export interface MetricDefinition<T extends ScannedMetric['type']> {
  needs(metric: Inputs<T>): readonly ColumnNeed[];
  /** What it aggregates over; metrics with equal sources share a statement. */
  source(metric: Inputs<T>, columnOf: ColumnOf): RowSource;
  /** Scalar aggregates over the source; `columnOf` finds the columns named in `needs`. */
  expressions(metric: Inputs<T>, columnOf: ColumnOf): readonly Expression[];
  /** The value of what the engine sent back as texts, one for each expression; null when they do not fit. */
  parse(cells: Cells, metric: Inputs<T>): { readonly value: MetricValues[T] } | null;
  /** The value for a group without rows in the source; absent where a group always has some. */
  readonly ofNoRows?: MetricValues[T];
  /** Which rows of the source the metric counts as failing; absent for metrics that count none. */
  failingRows?(metric: Inputs<T>, columnOf: ColumnOf): FailingRows;
}

/** How a metric is measured whose value is a table: rows of keys and expressions. */
export interface TableDefinition<T extends TableMetric['type']> {
  needs(metric: Inputs<T>): readonly ColumnNeed[];
  source(metric: Inputs<T>): RowSource;
  grouping(metric: Inputs<T>, columnOf: ColumnOf): Grouping;
  expressions(metric: Inputs<T>, columnOf: ColumnOf): readonly Expression[];
  parseRows(rows: readonly Cells[], metric: Inputs<T>): { readonly value: MetricValues[T] } | null;
}

/** Rows to look at: all of a source, or those that fulfil a condition. */
export interface FailingRows {
  readonly source: RowSelect['source'];
  readonly condition: Condition | null;
  /** The columns that tell them apart. */
  readonly columns: readonly string[];
}

export const overRows = (): RowSelect['source'] & { readonly kind: 'rows' } => ({ kind: 'rows' });

/** All rows, or the part of them that a metric asks for. */
export const overSomeRows = ({ samplePercent }: Sampled): ReturnType<typeof overRows> =>
  samplePercent === undefined ? overRows() : { kind: 'rows', samplePercent };

/** The distinct combinations of some columns. */
export const overGroups = (
  columns: readonly string[],
  nulls: NullHandling,
  columnOf: ColumnOf,
): GroupSource => ({
  kind: 'groups',
  columns,
  nulls,
  nativeTypes: Object.fromEntries(columns.map((name) => [name, columnOf(name).nativeType])),
});

export const numbers: readonly ColumnType[] = ['integer', 'decimal', 'float'];

export const anyType: readonly ColumnType[] = columnTypes;

/** What tells the groups of a column apart: equal numbers are one group however many zeros they end with. */
export const groupKey = ({ name, type }: Column): Expression =>
  type === 'text' ? asText(column(name)) : column(name);

/** A count as text, exact up to 2^53; beyond that it does not fit. */
export function parseCount([raw]: Cells): { readonly value: number } | null {
  if (raw === undefined || raw === null || !/^\d+$/.test(raw)) return null;
  const value = Number(raw);
  return Number.isSafeInteger(value) ? { value } : null;
}
