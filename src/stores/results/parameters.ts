/** U+FFFD, the character that stands for one that cannot be shown. */
const REPLACEMENT = '\uFFFD';

/** Escapes, in JSON text, of what PostgreSQL cannot store: U+0000 and halves of surrogate pairs. */
const SUSPECT = /\\u(?:0000|d[89a-f])/;
const ESCAPES = /\\(?:u[0-9a-f]{4}|[^u])/g;
const UNSTORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/;

/**
 * A value as a `jsonb` parameter. Characters that PostgreSQL cannot store become U+FFFD, in keys as well as in values:
 * a message with an odd character must not lose the verdict. (`JSON.stringify` escapes only surrogates without a partner.)
 */
export function jsonParameter(value: unknown): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  return text.replace(ESCAPES, (escape) => (UNSTORABLE.test(escape) ? REPLACEMENT : escape));
}

/** A text parameter as `jsonParameter` would have stored it (the driver replaces lone surrogates itself). */
export const textParameter = (text: string): string => text.replaceAll('\0', REPLACEMENT);

const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** An instant as a `timestamptz` parameter; beyond the years 1 to 9999 it is the nearest one inside. */
export const instantParameter = (instant: Date): string =>
  new Date(Math.min(Math.max(instant.getTime(), EARLIEST), LATEST)).toISOString();
