import type { EpochUnit } from '../../core/sql/expression.ts';
import type { Bind } from './parameters.ts';

/** The variable of a session in which the start of its snapshot stands. */
export const TAKEN_AT = 'plumbline_taken_at';

/**
 * What every time zone can shift without leaving the range of `TIMESTAMP`. A date column reaches the year 5,881,580:
 * beyond these bounds it counts as infinite, or one mistyped row would fail the whole scan.
 */
const EARLIEST = `DATE '4713-01-01 (BC)'`;
const LATEST = `DATE '294246-12-29'`;

/** Compared as dates: the bounds are no timestamps in nanoseconds, and not every date is a timestamp. */
const bounds = (naive: string) => ({
  isLate: `${naive}::DATE > ${LATEST}`,
  isEarly: `${naive}::DATE < ${EARLIEST}`,
});

/** Whether a date or wall-clock timestamp is a finite instant in every zone. */
export const inShiftableRange = (naive: string): string => {
  const { isLate, isEarly } = bounds(naive);
  return `NOT (${isLate} OR ${isEarly})`;
};

/** The instant of a date (its midnight) or wall-clock timestamp; infinite outside of the range above. */
export function instantOf(naive: string, timeZone: string, bind: Bind): string {
  const { isLate, isEarly } = bounds(naive);
  return (
    `(CASE WHEN ${isLate} THEN TIMESTAMP 'infinity' WHEN ${isEarly} THEN TIMESTAMP '-infinity'` +
    ` ELSE ${naive}::TIMESTAMP END AT TIME ZONE ${bind(timeZone, 'VARCHAR')})`
  );
}

export const intervalOf = (ms: number, bind: Bind): string => bind(`${ms / 1000} seconds`, 'INTERVAL');

/** The number of units since 1970 in floating point; DuckDB's `epoch` has none for an infinite instant. */
export const epochSql = (instant: string, unit: EpochUnit): string =>
  `(CASE WHEN isfinite(${instant}) THEN epoch(${instant})${perSecond[unit]}` +
  ` WHEN ${instant} > TIMESTAMPTZ 'epoch' THEN 'infinity'::DOUBLE` +
  ` WHEN ${instant} IS NOT NULL THEN '-infinity'::DOUBLE END)`;

const perSecond: Record<EpochUnit, string> = { s: '', ms: ' * 1000', us: ' * 1000000' };

/** The wall clock of UTC at an instant, which `isoText` formats. */
export const utcClock = (instant: string): string => `${instant} AT TIME ZONE 'UTC'`;

/**
 * ISO 8601 with microseconds of a UTC wall clock. Null when infinite. Years outside 1 to 9999 take six digits and a
 * sign; DuckDB's year 0 is 1 BC, as ISO 8601 has it.
 */
export const isoText = (utc: string): string =>
  `CASE WHEN year(${utc}) BETWEEN 1 AND 9999 THEN strftime(${utc}, '%Y-%m-%dT%H:%M:%S.%fZ')` +
  ` WHEN isfinite(${utc}) THEN format('{:+07d}', year(${utc})) || strftime(${utc}, '-%m-%dT%H:%M:%S.%fZ') END`;

/** A date and time of ISO 8601 as DuckDB reads it, which wants the seconds. */
export const withSeconds = (text: string): string =>
  text.replace(/^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(?!:)/, '$1:00');
