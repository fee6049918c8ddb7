import type { ColumnType } from '../../core/columns.ts';

const BUILT_IN: { readonly [name: string]: ColumnType } = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  char: 'text',
  name: 'text',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestampTz',
  time: 'time',
  timetz: 'time',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'json',
  bytea: 'binary',
};

/** A type of the catalogue (`pg_type`), domains already resolved to what they are made of. */
export interface CatalogueType {
  readonly name: string;
  readonly isEnum: boolean;
  /** Whether it is of schema `pg_catalog`. */
  readonly isBuiltIn: boolean;
}

/** `citext` is text wherever its extension lives; a type of the customer's that is named like a built-in one is not it. */
export function columnTypeOf({ name, isEnum, isBuiltIn }: CatalogueType): ColumnType {
  if (isEnum || name === 'citext') return 'text';
  return (isBuiltIn && Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined) ?? 'other';
}
