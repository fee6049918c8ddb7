import type { ColumnType } from '../columns.ts';
import { compareDecimals, isDecimal } from '../decimal.ts';
import { asText, column, instantIn, isoText, type Expression } from '../sql/expression.ts';

/** Values of one family can be equal whatever the engine; those of others, and json, are not compared. */
export type ValueFamily = 'number' | 'time' | 'text' | 'uuid' | 'clock';

const families: { readonly [T in ColumnType]?: ValueFamily } = {
  integer: 'number',
  decimal: 'number',
  float: 'number',
  // some engines keep truth as 1 and 0
  boolean: 'number',
  date: 'time',
  timestamp: 'time',
  timestampTz: 'time',
  text: 'text',
  uuid: 'uuid',
  time: 'clock',
};

export const valueFamilyOf = (type: ColumnType): ValueFamily | null => families[type] ?? null;

/** Types that have a family. */
export const comparedTypes = Object.keys(families) as readonly ColumnType[];

/** The column as a text that other engines write alike: instants in UTC, all else as it is. */
export const valueText = (name: string, type: ColumnType, timeZone: string): Expression => {
  if (valueFamilyOf(type) !== 'time') return asText(column(name));
  return isoText(type === 'timestampTz' ? column(name) : instantIn(timeZone, column(name)));
};

/** Whether two values, as engines wrote them, are one and the same. Null equals null only. */
export function areSame(family: ValueFamily, a: string | null, b: string | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  const [left, right] = [spellings[family](a), spellings[family](b)];
  if (left === right) return true;
  return family === 'number' && isDecimal(left) && isDecimal(right) && compareDecimals(left, right) === 0;
}

const spellings: Record<ValueFamily, (text: string) => string> = {
  number: (text) => words[text.trim().toLowerCase()] ?? text,
  time: (text) => text,
  text: (text) => text,
  uuid: (text) => text.toLowerCase(),
  // 10:00:00.500000 and 10:00:00.5
  clock: (text) =>
    text.replace(/\.(\d*?)0*(?!\d)/, (_, digits: string) => (digits === '' ? '' : `.${digits}`)),
};

const words: { readonly [word: string]: string } = {
  true: '1',
  t: '1',
  false: '0',
  f: '0',
  nan: 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  '+infinity': 'Infinity',
  infinity: 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};
