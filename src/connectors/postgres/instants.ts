import type { EpochUnit } from '../../core/sql/expression.ts';
import type { Bind } from './parameters.ts';

/**
 * What every time zone can shift without leaving the range of `timestamp`. A date column reaches the year 5,874,897:
 * beyond these bounds it counts as infinite, or one mistyped row would fail the whole scan.
 */
const EARLIEST = `timestamp '4713-01-01 BC'`;
const LATEST = `timestamp '294276-12-29'`;

/** Whether a date or wall-clock timestamp is a finite instant in every zone. */
export const inShiftableRange = (naive: string): string => `${naive} BETWEEN ${EARLIEST} AND ${LATEST}`;

/** The instant of a date (its midnight) or wall-clock timestamp; infinite outside of the range above. */
export function instantOf(naive: string, timeZone: string, bind: Bind): string {
  const wallClock =
    `CASE WHEN ${naive} > ${LATEST} THEN 'infinity' WHEN ${naive} < ${EARLIEST} THEN '-infinity'` +
    ` ELSE ${naive}::timestamp END`;
  // a zone given by name costs 15 times what this one costs, for every row
  const zone = isUtc(timeZone) ? `interval '0'` : bind(timeZone, 'text');
  return `(${wallClock} AT TIME ZONE ${zone})`;
}

export const isUtc = (timeZone: string): boolean => /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(timeZone);

/** Seconds, for before PostgreSQL 15 the digits of a smaller unit had to fit into 32 bits. */
export const intervalOf = (ms: number, bind: Bind): string => bind(`${ms / 1000} seconds`, 'interval');

/** The number of units since 1970 in floating point, where `extract` would make a numeric of every row's. */
export const epochSql = (instant: string, unit: EpochUnit): string => {
  const seconds = `date_part('epoch', ${instant})`;
  return unit === 's' ? seconds : `(${seconds} * ${unit === 'ms' ? 1000 : 1_000_000})`;
};

/** Whether a wall clock is before an instant whatever the zone, none of which is two days from UTC: cheap to know. */
export const surelyBefore = (naive: string, instant: string): string =>
  `${naive} < (SELECT (${instant} - interval '2 days') AT TIME ZONE 'UTC')`;

/** The wall clock of UTC at an instant, which `isoText` formats. */
export const utcClock = (instant: string): string => `${instant} AT TIME ZONE 'UTC'`;

/** ISO 8601 with microseconds of a UTC wall clock. Null when infinite. Years outside 1 to 9999 take six digits and a sign. */
export function isoText(utc: string): string {
  const year = `extract(year FROM ${utc})`;
  return (
    `CASE WHEN ${year} BETWEEN 1 AND 9999 THEN to_char(${utc}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` +
    // ISO 8601 has a year 0, 1 BC
    ` WHEN isfinite(${utc}) THEN to_char(${year} + (${year} < 0)::int, 'SG000000')` +
    ` || to_char(${utc}, '-MM-DD"T"HH24:MI:SS.US"Z"') END`
  );
}
