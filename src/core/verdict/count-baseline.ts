import type { Moment, PastValue, PastWanted } from '../kinds/kind.ts';
import { inNumber } from '../words.ts';
import { addDays, instantOf, startOfDay, wallClockAt } from '../zoned-time.ts';

/** Which earlier counts a count can be compared with. */
export const baselineNames = ['previous', '1d', '7d', '30d', 'average', 'median', 'sameWeekday'] as const;

export interface BaselineChoice {
  readonly compareTo: (typeof baselineNames)[number];
  /** How many counts an average or median is of. */
  readonly last: number;
  /** In which days begin and end. */
  readonly timeZone: string;
  /** A baseline below this is none. */
  readonly minBaseline: number;
}

/** What a count is compared with. */
export interface Baseline {
  readonly rows: number;
  /** When it was measured, or of how many counts it is made. */
  readonly origin: { readonly baselineMeasuredAt: string } | { readonly baselineCounts: number };
  /** What it is, and the same with its number: `the run before`, `the 1,000 of the run before`. */
  readonly name: string;
  readonly nameAndRows: string;
}

const DAY_MS = 86_400_000;

/** How long ago, and how far from that a count may be: half of the way to what is another day, week or month. */
const ages = {
  '1d': { days: 1, within: 0.5, name: '1 day ago' },
  '7d': { days: 7, within: 1, name: '7 days ago' },
  '30d': { days: 30, within: 3, name: '30 days ago' },
} as const;

/** A holiday, or an outage, must not leave a weekday without a baseline. */
const WEEKS_BACK = 4;

/** The counts that a baseline needs. */
export function pastFor({ compareTo, last, timeZone }: BaselineChoice, now: Date): PastWanted {
  switch (compareTo) {
    case 'previous':
      return 1;
    case 'average':
    case 'median':
      return last;
    case 'sameWeekday':
      return { nearest: sameTimeOfWeek(now, timeZone) };
    case '1d':
    case '7d':
    case '30d': {
      const { days, within } = ages[compareTo];
      const before = (n: number) => new Date(now.getTime() - n * DAY_MS);
      return { nearest: [{ at: before(days), from: before(days + within), to: before(days - within) }] };
    }
  }
}

/** The same time of the same day of earlier weeks, newest first, and each of these days as far as it goes. */
function sameTimeOfWeek(now: Date, timeZone: string): readonly Moment[] {
  const { day: today, ms } = wallClockAt(now, timeZone);
  return Array.from({ length: WEEKS_BACK }, (_, i) => {
    const day = addDays(today, -7 * (i + 1));
    return {
      at: instantOf({ day, ms }, timeZone),
      from: startOfDay(day, timeZone),
      to: startOfDay(addDays(day, 1), timeZone),
    };
  });
}

/** The baseline among the counts that `pastFor` asked for; null when there is none, or it is too small. */
export function baselineOf(choice: BaselineChoice, past: readonly PastValue[]): Baseline | null {
  const { compareTo, minBaseline, timeZone } = choice;
  const known = past.flatMap(({ value, measuredAt }) =>
    value === null ? [] : [{ rows: value, measuredAt }],
  );
  const newest = compareTo === 'previous' && past[0]?.value === null ? undefined : known[0];
  if (!newest) return null;
  const isMean = compareTo === 'average' || compareTo === 'median';
  const counts = known.map(({ rows }) => rows);
  const rows = !isMean ? newest.rows : compareTo === 'average' ? averageOf(counts) : medianOf(counts);
  if (rows < minBaseline) return null;

  if (isMean) {
    const name = `the ${compareTo} of the last ${counts.length === 1 ? 'run' : `${counts.length} runs`}`;
    return {
      rows,
      origin: { baselineCounts: counts.length },
      name,
      nameAndRows: `${name}, ${inNumber(rows)}`,
    };
  }
  const name =
    compareTo === 'previous'
      ? 'the run before'
      : compareTo === 'sameWeekday'
        ? `the same weekday (${wallClockAt(newest.measuredAt, timeZone).day})`
        : ages[compareTo].name;
  return {
    rows,
    origin: { baselineMeasuredAt: newest.measuredAt.toISOString() },
    name,
    nameAndRows: `the ${inNumber(rows)} of ${name}`,
  };
}

/** Why there is no baseline, in words. */
export function noBaseline({ compareTo, minBaseline }: BaselineChoice): string {
  const which =
    compareTo === 'sameWeekday'
      ? `no count of the same weekday in the last ${WEEKS_BACK} weeks`
      : compareTo === '1d' || compareTo === '7d' || compareTo === '30d'
        ? `no count of ${ages[compareTo].name}`
        : 'no earlier count';
  return `${which}${minBaseline > 0 ? ` of at least ${inNumber(minBaseline)}` : ''} to compare with`;
}

const averageOf = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0) / counts.length;

function medianOf(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
