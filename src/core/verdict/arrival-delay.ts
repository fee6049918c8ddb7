import { inWords, knownDurationMs } from '../duration.ts';
import type { Delays } from '../metrics/metric.ts';
import { countOf, inNumber } from '../words.ts';

/** The fields of a test that say which delay is meant. */
export interface DelayTerms {
  readonly timestampColumn: string;
  readonly ingestionColumn?: string | undefined;
  /** `max`, which it also is where absent, or `p01` to `p99`. */
  readonly delayStatistic?: string | undefined;
  readonly delayWindow?: string | undefined;
}

/** In milliseconds; null where there is no delay to speak of. */
export const delayOf = (
  { delayStatistic = 'max' }: DelayTerms,
  delays: Delays | undefined,
  percentile: number | null | undefined,
): number | null => (delayStatistic === 'max' ? delays?.maxMs : percentile) ?? null;

export function delayComplaints(
  { delayStatistic = 'max' }: DelayTerms,
  maxDelay: string | undefined,
  delayMs: number | null,
): string[] {
  if (maxDelay === undefined || delayMs === null || delayMs <= knownDurationMs(maxDelay)) return [];
  const name = delayStatistic === 'max' ? 'longest delay' : `${delayStatistic} of delays`;
  return [`${name} is ${inWords(delayMs)}, longer than the ${maxDelay} allowed`];
}

/** What there is to say about delays that break no bound. */
export function delayFacts(terms: DelayTerms, { pairs, negative }: Delays): string[] {
  const { timestampColumn, ingestionColumn, delayWindow } = terms;
  const which = delayWindow === undefined ? '' : ` of the last ${delayWindow}`;
  if (pairs === 0) return [`no row${which} has both times, so there is no delay (onEmpty decides)`];
  if (negative === 0) return [];
  const counted = `${inNumber(negative)} of ${countOf(pairs, 'row')}`;
  return [`${counted} with "${ingestionColumn}" before "${timestampColumn}"`];
}
