const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,5}))?$/;

/** A decimal number as digits × 10^exponent, exactly. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Exactly what the text says (`-12.50`, `1e-7`); null for anything but a finite decimal number. */
function decimalOf(text: string): Decimal | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return null;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

export const isDecimal = (text: string): boolean => decimalOf(text) !== null;

/**
 * Negative, 0 or positive as `a` is less than, equal to or greater than `b`, without a loss of digits on the way.
 * Throws `RangeError` for what is not a finite decimal number.
 */
export function compareDecimals(a: string, b: string): number {
  const { digits } = differenceOf(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** a − b, exactly, without an exponent and without zeros that say nothing. Throws like `compareDecimals`. */
export const subtractDecimals = (a: string, b: string): string => textOf(differenceOf(a, b));

/** a · b in the same form. Throws like `compareDecimals`. */
export function multiplyDecimals(a: string, b: string): string {
  const [left, right] = bothOf(a, b);
  return textOf({ digits: left.digits * right.digits, exponent: left.exponent + right.exponent });
}

/** The number without its sign, in the same form. Throws like `compareDecimals`. */
export const absoluteDecimal = (text: string): string => subtractDecimals(text, '0').replace('-', '');

function differenceOf(a: string, b: string): Decimal {
  const [left, right] = bothOf(a, b);
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = (one: Decimal) => one.digits * 10n ** BigInt(one.exponent - exponent);
  return { digits: scaled(left) - scaled(right), exponent };
}

function bothOf(a: string, b: string): readonly [Decimal, Decimal] {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (!left || !right) throw new RangeError(`not a decimal number: ${left ? b : a}`);
  return [left, right];
}

function textOf({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const plain = String(digits < 0n ? -digits : digits) + '0'.repeat(Math.max(exponent, 0));
  const places = Math.max(-exponent, 0);
  const padded = plain.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(padded.length - places).replace(/0+$/, '');
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
