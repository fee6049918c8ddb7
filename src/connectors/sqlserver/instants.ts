import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { EpochUnit } from '../../core/sql/expression.ts';

const MS_A_DAY = 86_400_000;

/** The instant of the snapshot is bound by this name by whoever sends the statement, in ISO 8601 and UTC. */
export const NOW = 'now';
export const nowSql = `CAST(@${NOW} AS datetimeoffset(7))`;

/** The instant of a date (its midnight) or a wall-clock timestamp. */
export function instantOf(naive: string, timeZone: string): string {
  refuseOtherZones(timeZone);
  return `TODATETIMEOFFSET(CAST(${naive} AS datetime2(7)), '+00:00')`;
}

/** SQL Server knows zones by the names and rules of Windows only, which are not those of the IANA database. */
export function refuseOtherZones(timeZone: string): void {
  if (/^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(timeZone)) return;
  throw new UnsupportedByEngine(
    `SQL Server does not know the time zone ${timeZone}, only zones of Windows, whose rules differ: ` +
      `on this engine, dates and timestamps without a zone can be read as UTC only`,
  );
}

/** Days apart, because the steps of DATEADD have 32 bits. Throws `RangeError` for fractions of milliseconds. */
export function shifted(instant: string, ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not a whole number of milliseconds: ${ms}`);
  const days = Math.trunc(ms / MS_A_DAY);
  const rest = ms - days * MS_A_DAY;
  const byDays = days === 0 ? instant : `DATEADD(day, ${days}, ${instant})`;
  return rest === 0 ? byDays : `DATEADD(millisecond, ${rest}, ${byDays})`;
}

const utc = (instant: string) => `SWITCHOFFSET(${instant}, '+00:00')`;

/** The wall clock of UTC at an instant. */
export const utcClock = (instant: string): string => `CAST(${utc(instant)} AS datetime2(7))`;

/** Microseconds in 64 bits reach over all years there are. */
export const epochSql = (instant: string, unit: EpochUnit): string =>
  `(DATEDIFF_BIG(microsecond, CAST('1970-01-01T00:00:00Z' AS datetimeoffset(7)), ${utc(instant)}) / ${perUnit[unit]})`;

const perUnit: Record<EpochUnit, string> = { s: '1000000E0', ms: '1000E0', us: '1E0' };

/** ISO 8601 with microseconds, the seventh digit cut off, of a UTC wall clock. */
export const isoText = (clock: string): string =>
  `REPLACE(LEFT(CONVERT(nvarchar(27), ${clock}, 121), 26), N' ', N'T') + N'Z'`;
