import { z } from 'zod';
import type { PastValue } from '../kinds/kind.ts';
import { timeZone } from '../time-zone.ts';
import { inNumber } from '../words.ts';

/** What counts as anomalous; a test may set one for each level. */
export const anomalyThreshold = z
  .strictObject({
    sensitivity: z
      .number()
      .positive()
      .max(1000)
      .default(3)
      .describe('how many deviations from the usual value are still expected: larger finds less'),
    direction: z.enum(['both', 'spike', 'drop']).default('both').describe('which changes count'),
    season: z
      .enum(['none', 'dayOfWeek', 'hourOfDay'])
      .default('none')
      .describe('compare only with past values of the same weekday or hour'),
    timeZone: timeZone.default('UTC').describe('which weekday or hour it is'),
    minHistory: z.int().min(3).max(1000).default(14).describe('fewest past values to judge by'),
    minChange: z.number().min(0).default(0).describe('changes up to this are never anomalous'),
    window: z.int().min(3).max(1000).default(90).describe('most past values to judge by, the newest'),
  })
  .superRefine(({ minHistory, window }, ctx) => {
    if (minHistory > window)
      ctx.addIssue({ code: 'custom', path: ['minHistory'], message: 'must not be above window' });
  });
export type AnomalyThreshold = z.infer<typeof anomalyThreshold>;

export interface Learning {
  readonly state: 'learning';
  readonly value: number;
  readonly needed: number;
  readonly have: number;
}

export interface Judged {
  readonly state: 'normal' | 'anomalous';
  readonly value: number;
  readonly median: number;
  /** Comparable with a standard deviation; 0 when the past values are all equal. */
  readonly deviation: number;
  /** Deviations above (or, negative, below) the median; null when the deviation is 0. */
  readonly score: number | null;
  /** The expected band, inclusive; null on a side that `direction` does not judge. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly usedPoints: number;
}

export type Anomaly = Learning | Judged;

/** How many past values to load so that `window` of them can be of the tested point's season, at regular intervals. */
export const pastValuesFor = ({ window, season }: AnomalyThreshold): number =>
  window * { none: 1, dayOfWeek: 7, hourOfDay: 24 }[season];

/**
 * Whether a value is far from what it was before: the modified z-score of Iglewicz and Hoaglin ("How to Detect and
 * Handle Outliers", 1993; see also Leys et al. 2013), by median and median absolute deviation of past values. The
 * tested value has no part in either, so that it cannot hide itself, and earlier outliers hardly widen the band.
 *
 * A deviation that is learned from few values is rough: of steady normal data about 9 % of the points are more than 3
 * deviations away with 7 past values, 3 % with 14, 0.5 % with 90.
 *
 * `history` is newest first; what was measured at or after the tested point, and what has no value, is skipped.
 * When more than half of the past values are equal the median deviation is 0 and the mean absolute deviation stands
 * in; when all are equal any change is anomalous, beyond `minChange`. Throws `RangeError` for a value that is not finite.
 */
export function judgeAnomaly(
  tested: { readonly measuredAt: Date; readonly value: number },
  history: readonly PastValue[],
  settings: AnomalyThreshold,
): Anomaly {
  const { value } = tested;
  if (!Number.isFinite(value)) throw new RangeError('only a finite value can be judged');
  const past = usable(tested.measuredAt, history, settings);
  if (past.length < settings.minHistory)
    return { state: 'learning', value, needed: settings.minHistory, have: past.length };

  const usual = median(past);
  const deviation = deviationFrom(usual, past);
  const margin = Math.max(settings.sensitivity * deviation, settings.minChange);
  const lower = settings.direction === 'spike' ? null : usual - margin;
  const upper = settings.direction === 'drop' ? null : usual + margin;
  const unexpected = (lower !== null && value < lower) || (upper !== null && value > upper);
  return {
    state: unexpected ? 'anomalous' : 'normal',
    value,
    median: usual,
    deviation,
    score: deviation === 0 ? null : (value - usual) / deviation,
    lower,
    upper,
    usedPoints: past.length,
  };
}

/** The judgement for people, without what the value is of. */
export function anomalyInWords(anomaly: Anomaly): string {
  if (anomaly.state === 'learning')
    return `learning: ${inNumber(anomaly.have)} of ${inNumber(anomaly.needed)} past values`;
  const { value, median: usual, score, usedPoints } = anomaly;
  const expected = `(expected ${bandInWords(anomaly)})`;
  if (anomaly.state === 'normal') return `${inNumber(value)} is within what is usual ${expected}`;
  const side = value > usual ? 'above' : 'below';
  return score === null
    ? `${inNumber(value)} is ${side} the ${inNumber(usual)} of all ${inNumber(usedPoints)} past values ${expected}`
    : `${inNumber(value)} is ${oneDigit.format(Math.abs(score))} deviations ${side} the usual ${inNumber(usual)} ${expected}`;
}

/** For `worstBreach`: one complaint about an anomaly, none about anything else. */
export const anomalyComplaints = (anomaly: Anomaly): string[] =>
  anomaly.state === 'anomalous' ? [anomalyInWords(anomaly)] : [];

const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function bandInWords({ lower, upper }: Judged): string {
  if (lower === null) return `at most ${inNumber(upper!)}`;
  if (upper === null) return `at least ${inNumber(lower)}`;
  return lower === upper ? inNumber(lower) : `${inNumber(lower)} to ${inNumber(upper)}`;
}

function usable(testedAt: Date, history: readonly PastValue[], settings: AnomalyThreshold): number[] {
  const seasonOf = seasons(settings);
  const season = seasonOf(testedAt);
  const values: number[] = [];
  for (const { measuredAt, value } of history) {
    if (values.length === settings.window) break;
    if (value !== null && Number.isFinite(value) && measuredAt < testedAt && seasonOf(measuredAt) === season)
      values.push(value);
  }
  return values;
}

/** Names the season of an instant, by the wall clock of the time zone. */
function seasons({ season, timeZone }: AnomalyThreshold): (at: Date) => string {
  if (season === 'none') return () => 'always';
  const format = new Intl.DateTimeFormat(
    'en-US',
    season === 'dayOfWeek' ? { timeZone, weekday: 'short' } : { timeZone, hour: '2-digit', hourCycle: 'h23' },
  );
  return (at) => format.format(at);
}

/** Both factors make the deviation of normal data its standard deviation: 1 ÷ Φ⁻¹(¾), and √(π ÷ 2). */
const [MEDIAN_TO_STANDARD, MEAN_TO_STANDARD] = [1.4826, 1.253314];

function deviationFrom(centre: number, values: readonly number[]): number {
  const distances = values.map((value) => Math.abs(value - centre));
  const typical = median(distances);
  if (typical > 0) return typical * MEDIAN_TO_STANDARD;
  return (distances.reduce((total, one) => total + one, 0) / distances.length) * MEAN_TO_STANDARD;
}

/** Of at least one value. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
