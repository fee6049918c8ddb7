import type { Comparison } from '../../core/sql/expression.ts';
import type { Bind } from './parameters.ts';

/** Digits of a decimal at most; what a column of 38 digits has before its point and after it is not known here. */
const MAX_DIGITS = 38;

interface Exact {
  readonly isNegative: boolean;
  /** Without leading zeros; empty for 0. */
  readonly digits: string;
  /** How many of the digits stand after the point, 0 or more. */
  readonly scale: number;
}

/** Of a text that is a decimal number (`isDecimal`), `-12.50` or `1e-7`. */
function exactOf(text: string): Exact {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? [];
  const significant = fraction === '' ? whole : `${whole}${fraction}`;
  const bare = significant.replace(/^0+/, '').replace(/0+$/, '');
  const scale =
    fraction.length - Number(exponent) - (significant.length - significant.replace(/0+$/, '').length);
  if (bare === '') return { isNegative: false, digits: '', scale: 0 };
  return {
    isNegative: sign === '-',
    // a number of a million zeros need not be written out to be known as larger than all decimals
    digits: scale < 0 ? bare + '0'.repeat(Math.min(-scale, MAX_DIGITS + 1)) : bare,
    scale: Math.max(scale, 0),
  };
}

/**
 * A number of the user's, compared with a column whose type only the engine knows, without a loss of digits. DuckDB
 * compares two decimals in one type of 38 digits, and what does not fit there is an error; floating point needs the
 * double that is nearest to the text. So:
 * - up to 15 digits in a usual place: as a decimal, which is also the nearest double; but as a double where single
 *   precision cannot hold it, for DuckDB would round the number of the user's to that;
 * - larger or nearer to 0 than every decimal: as a double;
 * - else as a double, and as a decimal near to it, where doubles cannot tell decimals apart.
 */
export function comparedNumber(value: string, op: Comparison, text: string, bind: Bind): string {
  const exact = exactOf(text);
  const double = Number(text);
  if (isSimple(exact)) {
    const asDecimal = `${value} ${op} ${decimalSql(exact, bind)}`;
    if (Math.fround(double) === double) return asDecimal;
    const asDouble = `${value}::DOUBLE ${op} ${doubleSql(double, bind)}`;
    return `CASE WHEN typeof(${value}) = 'FLOAT' THEN ${asDouble} ELSE ${asDecimal} END`;
  }
  const whole = exact.digits.length - exact.scale;
  const isBeyond = double === 0 || !Number.isFinite(double);
  if (isBeyond) {
    const next = double === 0 ? 0 : double > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
    return cutSql(value, op, exact, () => doubleSql(next, bind));
  }
  if (whole > MAX_DIGITS || whole <= -MAX_DIGITS) return `${value} ${op} ${doubleSql(double, bind)}`;
  const near = Math.abs(double) * 1e-12;
  const isNear = `${value}::DOUBLE BETWEEN ${doubleSql(double - near, bind)} AND ${doubleSql(double + near, bind)}`;
  return (
    `CASE WHEN typeof(${value}) NOT IN ('DOUBLE', 'FLOAT') AND ${isNear}` +
    ` THEN ${nearSql(value, op, exact, bind)} ELSE ${value}::DOUBLE ${op} ${doubleSql(double, bind)} END`
  );
}

/** A number of the user's on its own. */
export function numberSql(text: string, bind: Bind): string {
  const exact = exactOf(text);
  const whole = exact.digits.length - exact.scale;
  const isWide = Math.max(whole, 0) + exact.scale > MAX_DIGITS;
  return isWide ? bind(text, 'DOUBLE') : decimalSql(exact, bind);
}

/** Whether its comparison with any usual column is exact without further ado. */
export const isPlainNumber = (text: string): boolean =>
  isSimple(exactOf(text)) && Math.fround(Number(text)) === Number(text);

const isSimple = ({ digits, scale }: Exact): boolean =>
  digits.length <= 15 && scale <= 18 && digits.length - scale <= 20;

function nearSql(value: string, op: Comparison, exact: Exact, bind: Bind): string {
  const whole = Math.max(exact.digits.length - exact.scale, 0);
  const excess = whole + exact.scale - MAX_DIGITS;
  if (excess <= 0) return `${value} ${op} ${decimalSql(exact, bind)}`;
  const cut = { ...exact, digits: exact.digits.slice(0, -excess), scale: exact.scale - excess };
  return cutSql(value, op, exact, () => decimalSql(cut, bind));
}

/**
 * The comparison with a number that no value can equal, by means of the value next to it in the direction of 0: what
 * is less than 1.05 is at most 1.0 where there is one digit.
 */
function cutSql(value: string, op: Comparison, { isNegative }: Exact, next: () => string): string {
  if (op === '=') return `(${value} IS NULL AND NULL)`;
  const isLess = op.startsWith('<');
  const rounded = isNegative ? (isLess ? '<' : '>=') : isLess ? '<=' : '>';
  return `${value} ${rounded} ${next()}`;
}

function decimalSql({ isNegative, digits, scale }: Exact, bind: Bind): string {
  const padded = digits.padStart(scale + 1, '0');
  const point = padded.length - scale;
  const text = `${isNegative ? '-' : ''}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`;
  const precision = Math.max(digits.length, scale, 1);
  return bind(text, `DECIMAL(${precision},${scale})`);
}

const doubleSql = (number: number, bind: Bind): string => bind(String(number), 'DOUBLE');
