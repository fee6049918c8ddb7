/** What a column can be used for, the same words for every engine. */
export const columnTypes = [
  'integer',
  'decimal',
  'float',
  'text',
  'boolean',
  'date',
  'timestamp',
  'timestampTz',
  'time',
  'uuid',
  'json',
  'binary',
  'other',
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** A column as the customer's catalogue describes it; `nativeType` is the engine's own spelling. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nativeType: string;
  readonly nullable: boolean;
  /** Whether the catalogue believes that each value occurs often; absent where nobody asked. */
  readonly hasFewValues?: boolean;
  /** Whether an index finds the column's greatest values at once; absent where nobody asked. */
  readonly isIndexed?: boolean;
}
