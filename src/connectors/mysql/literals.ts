import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { LiteralType } from '../../core/sql/expression.ts';
import type { Scope } from './scope.ts';
import { unicode } from './texts.ts';

/** A value of the user's as SQL. MySQL makes null of what it cannot read, so that is refused here. */
export const literalSql = (type: LiteralType, value: string, { bind }: Scope): string =>
  literals[type](value.trim(), bind, value);

type Bind = Scope['bind'];

const literals: Record<LiteralType, (value: string, bind: Bind, untrimmed: string) => string> = {
  text: (_, bind, untrimmed) => unicode(bind(untrimmed)),
  integer: (value, bind) => `CAST(${bind(value)} AS SIGNED)`,
  number: numberSql,
  boolean: (value) => {
    const text = value.toLowerCase();
    if (TRUE_WORDS.includes(text)) return 'TRUE';
    if (FALSE_WORDS.includes(text)) return 'FALSE';
    throw new UnsupportedByEngine(`"${value}" is neither true nor false`);
  },
  date: (value, bind) => `CAST(${bind(timeOf(value).day)} AS DATE)`,
  timestamp: (value, bind) => {
    const { day, time } = timeOf(value);
    return `CAST(${bind(`${day} ${time}`)} AS DATETIME(6))`;
  },
  timestampTz: (value, bind) => `CAST(${bind(utcOf(value))} AS DATETIME(6))`,
  time: (value, bind) => {
    if (!/^([01]\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(value))
      throw new UnsupportedByEngine(`"${value}" is no time of day like 23:59:59`);
    return `CAST(${bind(value)} AS TIME(6))`;
  },
  uuid: (value, bind) => {
    if (!/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value))
      throw new UnsupportedByEngine(`"${value}" is no UUID`);
    return `CAST(${bind(value)} AS UUID)`;
  },
};

const TRUE_WORDS = ['true', 't', 'yes', 'y', 'on', '1'];
const FALSE_WORDS = ['false', 'f', 'no', 'n', 'off', '0'];

const NUMBER = /^[+-]?0*(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,5}))?$/i;

/**
 * A decimal of just as many digits as the value has, for CAST would cut off what does not fit. Where a decimal of the
 * engine (65 digits, 30 of them after the point) cannot hold it, a floating-point number can, if it has few digits.
 */
function numberSql(value: string, bind: Bind): string {
  const match = /\d/.test(value) ? NUMBER.exec(value) : null;
  if (!match) throw new UnsupportedByEngine(`"${value}" is no number`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const scale = Math.max(0, fraction.length - shift);
  const precision = Math.max(1, whole.length + shift) + scale;
  if (scale <= 30 && precision <= 65) return `CAST(${bind(value)} AS DECIMAL(${precision},${scale}))`;
  if ((whole + fraction).replace(/^0+|0+$/g, '').length > 17)
    throw new UnsupportedByEngine(`a number of so many digits cannot be compared: ${value.slice(0, 20)}…`);
  const nearest = Math.abs(Number(value));
  if (nearest === 0 || nearest === Infinity)
    throw new UnsupportedByEngine(`no number of the engine is as small or as large as ${value}`);
  return `CAST(${bind(value)} AS DOUBLE)`;
}

const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Day and time as they are written, whatever the zone. */
function timeOf(text: string): { readonly day: string; readonly time: string; readonly zone: string } {
  const [, day = '', minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = TIME.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00:00Z`);
  const isDay =
    !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) && !day.startsWith('0000');
  const time = `${minutes}:${seconds}`;
  if (!isDay || !/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time))
    throw new UnsupportedByEngine(`"${text}" is no date or time in ISO 8601`);
  return { day, time: `${time}.${fraction.padEnd(6, '0')}`, zone };
}

/** Without a zone it is in UTC. */
function utcOf(text: string): string {
  const { day, time, zone } = timeOf(text);
  const [seconds = '', fraction = ''] = time.split('.');
  const offset = zone.replace(
    /^([+-]\d{2}):?(\d{2})?$/,
    (_, hours: string, minutes = '00') => `${hours}:${minutes}`,
  );
  const ms = Date.parse(`${day}T${seconds}${offset.toUpperCase()}`);
  const iso = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  if (!/^(?!0000)\d{4}-/.test(iso))
    throw new UnsupportedByEngine(`"${text}" is no instant of the years 1 to 9999`);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${fraction}`;
}
