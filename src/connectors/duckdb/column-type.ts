import type { ColumnType } from '../../core/columns.ts';

const TYPES: { readonly [name: string]: ColumnType } = {
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  HUGEINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  UBIGINT: 'integer',
  UHUGEINT: 'integer',
  FLOAT: 'float',
  DOUBLE: 'float',
  VARCHAR: 'text',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestampTz',
  TIME: 'time',
  TIME_NS: 'time',
  'TIME WITH TIME ZONE': 'time',
  UUID: 'uuid',
  JSON: 'json',
  BLOB: 'binary',
};

/** Of a type as DuckDB's catalogue writes it; lists, structures, unions and intervals are `other`. */
export function columnTypeOf(nativeType: string): ColumnType {
  if (nativeType.endsWith(']')) return 'other';
  if (/^DECIMAL\(/.test(nativeType)) return 'decimal';
  if (/^ENUM\(/.test(nativeType)) return 'text';
  return Object.hasOwn(TYPES, nativeType) ? TYPES[nativeType]! : 'other';
}
