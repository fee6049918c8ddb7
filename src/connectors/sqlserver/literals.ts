import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { LiteralType } from '../../core/sql/expression.ts';
import type { NativeForm } from './native-type.ts';
import type { Bind } from './parameters.ts';

/** A value of the user's as SQL of its type. Throws `UnsupportedByEngine` for what no type can hold exactly. */
export function literalSql(type: LiteralType, value: string, bind: Bind): string {
  switch (type) {
    case 'text':
      return bind(value);
    case 'integer':
      return `CAST(${bind(value)} AS bigint)`;
    case 'number':
      return numberSql(value, bind);
    case 'boolean':
      return `CAST(${bind(BOOLEANS[value.trim().toLowerCase()] ?? value)} AS bit)`;
    case 'date':
      return `CAST(${bind(value)} AS date)`;
    case 'timestamp':
      return `CAST(${bind(value)} AS datetime2(7))`;
    case 'timestampTz':
      return `CAST(${bind(value)} AS datetimeoffset(7))`;
    case 'uuid':
      return `CAST(${bind(uuidText(value))} AS uniqueidentifier)`;
    case 'time':
      return `CAST(${bind(value)} AS time(7))`;
  }
}

export function literalForm(type: LiteralType, value: string): NativeForm {
  switch (type) {
    case 'text':
      return { form: 'text', capacity: value.length, isUnicode: true, isFixed: false };
    case 'number':
      return { form: 'number' };
    case 'boolean':
      return { form: 'bit' };
    case 'timestamp':
      return { form: 'datetime2' };
    case 'timestampTz':
      return { form: 'instant' };
    case 'integer':
    case 'date':
    case 'uuid':
    case 'time':
      return { form: type };
  }
}

const DIGITS = 38;

/**
 * A decimal of just the digits that are written: comparing it with a column then loses none on either side. What is
 * larger than every decimal is compared in floating point, which is right for decimals and for floating point.
 */
function numberSql(value: string, bind: Bind): string {
  const match = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(value);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (whole + fraction === '') throw new UnsupportedByEngine(`"${value}" is not a decimal number`);
  const digits = (whole + fraction).replace(/^0+/, '');
  const power = Number(exponent) - fraction.length;
  const shortened = digits.replace(/0+$/, '');
  if (shortened === '') return `CAST(${bind('0')} AS decimal(1, 0))`;
  const shortPower = power + digits.length - shortened.length;
  const scale = Math.max(0, -shortPower);
  const integerDigits = Math.max(0, shortened.length + shortPower);
  if (integerDigits > DIGITS) return `CAST(${bind(value.trim())} AS float)`;
  if (integerDigits + scale > DIGITS)
    throw new UnsupportedByEngine(`SQL Server has no number of more than ${DIGITS} digits: ${value}`);
  const padded = shortened.padEnd(shortened.length + Math.max(0, shortPower), '0').padStart(scale + 1, '0');
  const written =
    scale === 0 ? padded : `${padded.slice(0, padded.length - scale)}.${padded.slice(padded.length - scale)}`;
  const minus = sign === '-' ? '-' : '';
  return `CAST(${bind(minus + written)} AS decimal(${Math.max(1, integerDigits + scale)}, ${scale}))`;
}

const BOOLEANS: { readonly [text: string]: string } = {
  t: '1',
  true: '1',
  y: '1',
  yes: '1',
  on: '1',
  f: '0',
  false: '0',
  n: '0',
  no: '0',
  off: '0',
};

/** With hyphens. SQL Server would ignore what stands after the 36th character. */
function uuidText(value: string): string {
  const hex = value.trim().replaceAll(/[-{}]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new UnsupportedByEngine(`"${value}" is not a UUID`);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
