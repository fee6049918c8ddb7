import type { EpochUnit } from '../../core/sql/expression.ts';
import { UNKNOWN_ZONE } from './failures.ts';
import type { Scope } from './scope.ts';

const isUtc = (timeZone: string): boolean => /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(timeZone);

/**
 * The instant of a date (its midnight) or wall-clock timestamp, as a wall clock of UTC, in which every session is.
 * CONVERT_TZ answers null for a zone that the server has not loaded: that is made an error. What is beyond its range
 * (1970 to 2038, in newer servers to 3000) it leaves as it is, hours off.
 */
export function instantOf(naive: string, timeZone: string, { bind }: Scope): string {
  const wallClock = `CAST(${naive} AS DATETIME(6))`;
  if (isUtc(timeZone)) return wallClock;
  const isUnknown = `CONVERT_TZ('2020-01-01 00:00:00', ${bind(timeZone)}, '+00:00') IS NULL`;
  return (
    `CASE WHEN ${isUnknown} THEN ${unknownZone(naive)}` +
    ` ELSE CONVERT_TZ(${wallClock}, ${bind(timeZone)}, '+00:00') END`
  );
}

/** Fails with these words in the message, and for rows only: nothing here is the same for all of them. */
const unknownZone = (naive: string) => `CAST(EXP(CONCAT('1000 ${UNKNOWN_ZONE}', ${naive})) AS DATETIME(6))`;

/** Zero dates and those with a zero inside (`2026-00-00`) are no instants. Null for null. */
export const isRealDate = (instant: string): string =>
  `CASE WHEN NOT (${instant} <=> NULL) THEN DATEDIFF(${instant}, '2000-01-01') IS NOT NULL END`;

export const microsecondsLater = (instant: string, ms: number, { bind }: Scope): string =>
  `DATE_ADD(${instant}, INTERVAL CAST(${bind(String(Math.round(ms * 1000)))} AS SIGNED) MICROSECOND)`;

/** The number of units since 1970 in floating point. */
export const epochSql = (instant: string, unit: EpochUnit): string =>
  `(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', ${instant}) / ${microseconds[unit]})`;

const microseconds: Record<EpochUnit, string> = { s: '1e6', ms: '1e3', us: '1e0' };

/** ISO 8601 with microseconds of a UTC wall clock. */
export const isoText = (instant: string): string => `DATE_FORMAT(${instant}, '%Y-%m-%dT%H:%i:%s.%fZ')`;
