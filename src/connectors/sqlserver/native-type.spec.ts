import { columnTypeOf, formOf, nativeTypeText } from './native-type.ts';

const type = (base: string, maxLength = 0, precision = 0, scale = 0) => ({
  base,
  maxLength,
  precision,
  scale,
});

it.each([
  [type('int', 4), 'int', 'integer'],
  [type('decimal', 9, 12, 4), 'decimal(12,4)', 'decimal'],
  [type('nvarchar', 100), 'nvarchar(50)', 'text'],
  [type('nvarchar', -1), 'nvarchar(max)', 'text'],
  [type('char', 10), 'char(10)', 'text'],
  [type('ntext', 16), 'ntext', 'text'],
  [type('datetime2', 8, 27, 7), 'datetime2(7)', 'timestamp'],
  [type('datetime', 8), 'datetime', 'timestamp'],
  [type('datetimeoffset', 10, 34, 3), 'datetimeoffset(3)', 'timestampTz'],
  [type('bit', 1), 'bit', 'boolean'],
  [type('money', 8), 'money', 'decimal'],
  [type('uniqueidentifier', 16), 'uniqueidentifier', 'uuid'],
  [type('varbinary', -1), 'varbinary(max)', 'binary'],
  [type('timestamp', 8), 'timestamp', 'binary'],
  [type('xml', -1), 'xml', 'other'],
  [type('geography', -1), 'geography', 'other'],
  [type('constructor'), 'constructor', 'other'],
])('%j is %s, a column of type %s', (catalogue, text, columnType) => {
  expect(nativeTypeText(catalogue)).toBe(text);
  expect(columnTypeOf(catalogue.base)).toBe(columnType);
});

it.each([
  ['nvarchar(50)', { form: 'text', capacity: 50, isUnicode: true, isFixed: false }],
  ['varchar(max)', { form: 'text', capacity: null, isUnicode: false, isFixed: false }],
  ['text', { form: 'text', capacity: null, isUnicode: false, isFixed: false }],
  ['nchar(3)', { form: 'text', capacity: 3, isUnicode: true, isFixed: true }],
  ['numeric(38,18)', { form: 'decimal', scale: 18 }],
  ['datetime', { form: 'datetime' }],
  ['smalldatetime', { form: 'datetime2' }],
  ['datetimeoffset(7)', { form: 'instant' }],
  ['real', { form: 'float' }],
  ['sql_variant', { form: 'other' }],
])('%s is stored as %j', (text, form) => {
  expect(formOf(text)).toEqual(form);
});
