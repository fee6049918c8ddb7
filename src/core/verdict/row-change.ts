import { countOf, inNumber } from '../words.ts';
import type { Baseline } from './count-baseline.ts';

export interface Change {
  readonly rows: number;
  /** Null when the baseline is 0 and this count is not: no percentage expresses it, every limit is exceeded. */
  readonly percent: number | null;
}

export interface ChangeLimits {
  readonly maxChangePercent?: number | undefined;
  readonly maxChangeRows?: number | undefined;
}

export const directions = ['both', 'spike', 'drop'] as const;

export function changeBetween(earlier: number, rows: number): Change {
  const change = rows - earlier;
  // in this order: 70 of 1,000 are 7 %, where (70 / 1000) * 100 is a little more
  return { rows: change, percent: change === 0 ? 0 : earlier === 0 ? null : (change * 100) / earlier };
}

/** Whether a change is of a kind that a test cares for. */
export const counts = (change: Change, direction: (typeof directions)[number]) =>
  direction === 'both' || (direction === 'spike' ? change.rows > 0 : change.rows < 0);

export function changeComplaints(
  { maxChangePercent, maxChangeRows }: ChangeLimits,
  change: Change,
  baseline: Baseline,
): string[] {
  const percent = change.percent === null ? Infinity : Math.abs(change.percent);
  const said = `${changeInWords(change)} against ${baseline.nameAndRows}`;
  return [
    ...(maxChangePercent !== undefined && percent > maxChangePercent
      ? [`${said}, more than the ${inNumber(maxChangePercent)} % allowed`]
      : []),
    ...(maxChangeRows !== undefined && Math.abs(change.rows) > maxChangeRows
      ? [`${said}, more than the ${countOf(maxChangeRows, 'row')} allowed`]
      : []),
  ];
}

/** `unchanged`, `+200 rows (+20 %)`. */
export function changeInWords({ rows, percent }: Change): string {
  if (rows === 0) return 'unchanged';
  const sign = rows > 0 ? '+' : '−';
  const share = percent === null ? '' : ` (${sign}${inNumber(Math.abs(percent))} %)`;
  return `${sign}${countOf(Math.abs(rows), 'row')}${share}`;
}
