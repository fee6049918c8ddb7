import type { ColumnType } from '../../core/columns.ts';

const TYPES: { readonly [dataType: string]: ColumnType } = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  enum: 'text',
  set: 'text',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestampTz',
  time: 'time',
  uuid: 'uuid',
  json: 'json',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
};

/** There is no boolean type: BOOLEAN is stored as `tinyint(1)`, and many programs take `bit(1)` for it. */
const BOOLEANS = ['tinyint(1)', 'bit(1)'];

/** From DATA_TYPE and COLUMN_TYPE of the catalogue, such as `int` and `int(10) unsigned`. */
export function columnTypeOf(dataType: string, columnType: string): ColumnType {
  if (BOOLEANS.includes(columnType.toLowerCase())) return 'boolean';
  const name = dataType.toLowerCase();
  return (Object.hasOwn(TYPES, name) ? TYPES[name] : undefined) ?? 'other';
}
