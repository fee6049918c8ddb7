import type { ColumnType } from '../columns.ts';
import { compareDecimals } from '../decimal.ts';

/** Types whose values every engine can put in one and the same order, and page through by it. */
export const keyTypes = [
  'integer',
  'decimal',
  'uuid',
  'date',
  'text',
] as const satisfies readonly ColumnType[];
export type KeyType = (typeof keyTypes)[number];

export const isKeyType = (type: ColumnType): type is KeyType => keyTypes.some((name) => name === type);

/** Keys meet within a family only. */
type KeyFamily = 'number' | 'uuid' | 'date' | 'text';
const familyOf: Record<KeyType, KeyFamily> = {
  integer: 'number',
  decimal: 'number',
  uuid: 'uuid',
  date: 'date',
  text: 'text',
};

export const areKeyPartners = (one: KeyType, other: KeyType): boolean => familyOf[one] === familyOf[other];

/** Negative, 0 or positive as one key is before, equal to or after the other. */
export type KeyOrder = (a: readonly string[], b: readonly string[]) => number;

/** A key that has no place in the order: "not a number", a date of the year 12000. */
export class KeyOutOfOrder extends Error {}

/**
 * The order of keys as engines are asked for it: numbers by value, dates by the calendar, texts and uuids by their code
 * points, which is also the order of their UTF-8 bytes. Throws `KeyOutOfOrder` for what has no place in it.
 */
export function keyOrder(types: readonly KeyType[]): KeyOrder {
  const orders = types.map((type) => ordersOf[familyOf[type]]);
  return (a, b) => {
    for (const [i, order] of orders.entries()) {
      const found = order(a[i]!, b[i]!);
      if (found !== 0) return found;
    }
    return 0;
  };
}

type Order = (a: string, b: string) => number;

const byCodePoints: Order = (a, b) => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  if (i === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
  // halves of characters beyond U+FFFF are less than U+E000 as numbers, and after it as characters
  const isHalf = (code: number) => code >= 0xd800 && code <= 0xdfff;
  return isHalf(left) === isHalf(right) ? left - right : isHalf(left) ? 1 : -1;
};

const SMALL_INTEGER = /^-?\d{1,15}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const ordersOf: Record<KeyFamily, Order> = {
  number: (a, b) => {
    if (SMALL_INTEGER.test(a) && SMALL_INTEGER.test(b)) return Number(a) - Number(b);
    try {
      return compareDecimals(a, b);
    } catch {
      throw new KeyOutOfOrder('a key is not a finite number');
    }
  },
  uuid: (a, b) => byCodePoints(a.toLowerCase(), b.toLowerCase()),
  date: (a, b) => {
    if (!DAY.test(a) || !DAY.test(b)) throw new KeyOutOfOrder('a key is no date of the years 1 to 9999');
    return byCodePoints(a, b);
  },
  text: byCodePoints,
};
