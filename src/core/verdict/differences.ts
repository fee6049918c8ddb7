import { z } from 'zod';
import {
  absoluteDecimal,
  compareDecimals,
  isDecimal,
  multiplyDecimals,
  subtractDecimals,
} from '../decimal.ts';
import type { Json } from '../json.ts';
import type { KeyDifferences } from '../metrics/metric.ts';
import { countOf, inNumber } from '../words.ts';

/** How much two datasets may differ. What a level does not loosen must be equal. */
export const differenceLevel = z
  .strictObject({
    tolerance: z
      .union([z.number(), z.string().trim().max(64)])
      .transform(String)
      .refine((text) => isDecimal(text) && compareDecimals(text, '0') >= 0, 'must be a number, 0 or more')
      .optional()
      .describe('most that a number may be away from its partner; times must be equal'),
    tolerancePercent: z
      .number()
      .min(0)
      .optional()
      .describe('the same, in percent of the partner; both hold where both are set'),
    maxDifferences: z
      .int()
      .min(0)
      .optional()
      .describe('with keys: most rows and keys that may be on one side only, or different'),
  })
  .refine(
    (bounds) => Object.values(bounds).some((bound) => bound !== undefined),
    'needs tolerance, tolerancePercent or maxDifferences',
  );
export type DifferenceBounds = z.infer<typeof differenceLevel>;

/** A number or an instant of either side; null where there are no values. */
export interface ComparedValue {
  readonly name: string;
  readonly here: string | null;
  readonly there: string | null;
}

/** |here − there|, exactly; null where one of them is no number. */
export const distanceOf = ({ here, there }: ComparedValue): string | null =>
  here !== null && there !== null && isDecimal(here) && isDecimal(there)
    ? absoluteDecimal(subtractDecimals(here, there))
    : null;

/**
 * Whether two values are as near as a level wants. Percent is of the partner's size, without a division: of a partner
 * that is 0, nothing but 0 is within any percentage. What is no number is equal or it is not; null equals null only.
 */
export function isWithin(value: ComparedValue, bounds: DifferenceBounds): boolean {
  const distance = distanceOf(value);
  if (distance === null) return value.here === value.there;
  const { tolerance, tolerancePercent } = bounds;
  const isExact = compareDecimals(distance, '0') === 0;
  if (isExact || (tolerance === undefined && tolerancePercent === undefined)) return isExact;
  const isNear = tolerance === undefined || compareDecimals(distance, tolerance) <= 0;
  return (
    isNear && (tolerancePercent === undefined || isWithinPercent(distance, value.there!, tolerancePercent))
  );
}

const isWithinPercent = (distance: string, partner: string, percent: number): boolean =>
  compareDecimals(
    multiplyDecimals(distance, '100'),
    multiplyDecimals(absoluteDecimal(partner), String(percent)),
  ) <= 0;

/** What is wrong with the values at a level, in words; nothing when all are near enough. */
export function valueComplaints(
  values: readonly ComparedValue[],
  bounds: DifferenceBounds,
): readonly string[] {
  const allowed = [
    ...(bounds.tolerance === undefined ? [] : [bounds.tolerance]),
    ...(bounds.tolerancePercent === undefined ? [] : [`${inNumber(bounds.tolerancePercent)} %`]),
  ].join(' and ');
  return values
    .filter((value) => !isWithin(value, bounds))
    .map((value) => {
      const isLoose = allowed !== '' && distanceOf(value) !== null;
      return `${inWords(value)}${isLoose ? `; ${allowed} allowed` : ''}`;
    });
}

function inWords(value: ComparedValue): string {
  const { name, here, there } = value;
  const distance = distanceOf(value);
  return `${name} is ${here ?? 'null'} here and ${there ?? 'null'} there${distance === null ? '' : ` (${distance} apart)`}`;
}

/** Rows and keys that have no equal on the other side. */
export const differencesIn = (keys: KeyDifferences): number =>
  keys.onlyHere + keys.onlyThere + keys.different + keys.ambiguous + keys.nullKeysHere + keys.nullKeysThere;

/** What was found key by key, in words: only what there is. */
export function keysInWords(keys: KeyDifferences, columns: readonly string[]): string {
  const byColumn = columns.flatMap((column, i) =>
    keys.byColumn[i] ? [`${column} ${inNumber(keys.byColumn[i])}`] : [],
  );
  const parts = [
    [keys.onlyHere, countOf(keys.onlyHere, 'row'), 'only here'],
    [keys.onlyThere, countOf(keys.onlyThere, 'row'), 'only there'],
    [
      keys.different,
      countOf(keys.different, 'key'),
      `with different values${byColumn.length === 0 ? '' : ` (${byColumn.join(', ')})`}`,
    ],
    [keys.ambiguous, countOf(keys.ambiguous, 'key'), 'on both sides that several rows have, not compared'],
    [keys.nullKeysHere, countOf(keys.nullKeysHere, 'row'), 'here with a null in the key'],
    [keys.nullKeysThere, countOf(keys.nullKeysThere, 'row'), 'there with a null in the key'],
  ] as const;
  const found = parts.flatMap(([n, count, which]) => (n === 0 ? [] : [`${count} ${which}`]));
  return found.length === 0 ? `all ${countOf(keys.equal, 'key')} are equal` : found.join(', ');
}

/** The counts as they are shown. `names` are those of the key's columns. */
export function observedKeys(
  keys: KeyDifferences,
  columns: readonly string[],
  names: readonly string[],
): { readonly [name: string]: Json } {
  const { byColumn, shown, ...counts } = keys;
  const named = Object.entries(shown).map(([sort, found]) => [
    sort,
    found.map((key) => Object.fromEntries(names.map((name, i) => [name, key[i] ?? null]))),
  ]);
  const isShown = Object.values(shown).some((found) => found.length > 0);
  return {
    ...counts,
    differentByColumn: Object.fromEntries(columns.map((column, i) => [column, byColumn[i] ?? 0])),
    ...(isShown && { keys: Object.fromEntries(named) as Json }),
  };
}
