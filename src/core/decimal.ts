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
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (!left || !right) throw new RangeError(`not a decimal number: ${left ? b : a}`);
  const exponent = Math.min(left.exponent, right.exponent);
  const difference =
    left.digits * 10n ** BigInt(left.exponent - exponent) -
    right.digits * 10n ** BigInt(right.exponent - exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
