import type { ColumnType } from '../../core/columns.ts';

/** How SQL Server stores a value, as far as SQL has to be written differently for it. */
export type NativeForm =
  | {
      readonly form: 'text';
      /** UTF-16 units at most (bytes, where not Unicode); null for `max` and the old large types. */
      readonly capacity: number | null;
      readonly isUnicode: boolean;
      /** Padded with blanks that mean nothing. */
      readonly isFixed: boolean;
    }
  | { readonly form: 'decimal'; readonly scale: number }
  | { readonly form: SimpleForm };

type SimpleForm =
  | 'integer'
  | 'money'
  | 'float'
  | 'bit'
  | 'date'
  /** The old type, whose 1/300 seconds are shown as milliseconds. */
  | 'datetime'
  | 'datetime2'
  | 'instant'
  | 'time'
  | 'uuid'
  | 'binary'
  /** A number whose type is not known. */
  | 'number'
  | 'other'
  /** Nothing is known. */
  | 'unknown';

export const unknownForm: NativeForm = { form: 'unknown' };

const TYPES: { readonly [name: string]: readonly [SimpleForm, ColumnType] } = {
  tinyint: ['integer', 'integer'],
  smallint: ['integer', 'integer'],
  int: ['integer', 'integer'],
  bigint: ['integer', 'integer'],
  money: ['money', 'decimal'],
  smallmoney: ['money', 'decimal'],
  float: ['float', 'float'],
  real: ['float', 'float'],
  bit: ['bit', 'boolean'],
  date: ['date', 'date'],
  datetime: ['datetime', 'timestamp'],
  smalldatetime: ['datetime2', 'timestamp'],
  datetime2: ['datetime2', 'timestamp'],
  datetimeoffset: ['instant', 'timestampTz'],
  time: ['time', 'time'],
  uniqueidentifier: ['uuid', 'uuid'],
  json: ['other', 'json'],
  binary: ['binary', 'binary'],
  varbinary: ['binary', 'binary'],
  timestamp: ['binary', 'binary'],
};

const TEXTS: { readonly [name: string]: { readonly isUnicode: boolean; readonly isFixed: boolean } } = {
  char: { isUnicode: false, isFixed: true },
  varchar: { isUnicode: false, isFixed: false },
  nchar: { isUnicode: true, isFixed: true },
  nvarchar: { isUnicode: true, isFixed: false },
  text: { isUnicode: false, isFixed: false },
  ntext: { isUnicode: true, isFixed: false },
};

/** Of a type as `nativeTypeText` spells it; user-defined aliases have been resolved to their base type before. */
export function formOf(nativeType: string): NativeForm {
  const [, name = '', size = '', scale = '0'] = /^(\w+)(?:\((\w+)(?:,(\d+))?\))?$/.exec(nativeType) ?? [];
  if (name === 'decimal' || name === 'numeric') return { form: 'decimal', scale: Number(scale) };
  const text = own(TEXTS, name);
  if (text) return { form: 'text', capacity: /^\d+$/.test(size) ? Number(size) : null, ...text };
  return { form: own(TYPES, name)?.[0] ?? 'other' };
}

/** `base` is the name of the system type. */
export function columnTypeOf(base: string): ColumnType {
  if (base === 'decimal' || base === 'numeric') return 'decimal';
  return own(TEXTS, base) ? 'text' : (own(TYPES, base)?.[1] ?? 'other');
}

const own = <T>(table: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** As in `sys.columns`: a length in bytes, −1 for `max`. */
export interface CatalogueType {
  readonly base: string;
  readonly maxLength: number;
  readonly precision: number;
  readonly scale: number;
}

/** A type as it is written in a table's definition. */
export function nativeTypeText({ base, maxLength, precision, scale }: CatalogueType): string {
  if (base === 'decimal' || base === 'numeric') return `${base}(${precision},${scale})`;
  if (base === 'datetime2' || base === 'datetimeoffset' || base === 'time') return `${base}(${scale})`;
  if (!['char', 'varchar', 'nchar', 'nvarchar', 'binary', 'varbinary'].includes(base)) return base;
  if (maxLength === -1) return `${base}(max)`;
  return `${base}(${base.startsWith('n') ? maxLength / 2 : maxLength})`;
}
