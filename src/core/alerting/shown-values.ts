import type { Json } from '../json.ts';
import { inNumber } from '../words.ts';
import type { AlertedIncident } from './alert.ts';

type Shown = AlertedIncident['observed'];

const MOST = 12;
const LONGEST = 120;

/** Observed values or expected bounds as short texts; what is nested gets a dotted name (`fail.min`). */
export function shownValues(values: { readonly [name: string]: Json }): Shown {
  const flat = Object.entries(values).flatMap(([name, value]) => flattened(name, value));
  return flat.slice(0, MOST);
}

/** The number that a test judges, for its trend: the first one that it observed. */
export const judgedNumber = (observed: { readonly [name: string]: Json }): number | null =>
  Object.values(observed).find((value) => typeof value === 'number') ?? null;

function flattened(name: string, value: Json): Shown {
  if (value === null) return [];
  if (typeof value === 'object' && !isList(value))
    return Object.entries(value).flatMap(([key, inner]) => flattened(`${name}.${key}`, inner));
  return [{ name: shortened(name), value: shortened(textOf(value)) }];
}

/** Numbers that travel as text stay as they are: they may be longer than a number can be exact. */
function textOf(value: Json): string {
  if (typeof value === 'number') return inNumber(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
