import { z } from 'zod';

const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
type Unit = keyof typeof UNIT_MS;

const SHORT = /^(?:\d+(?:\.\d+)?[wdhms])+$/;
const SHORT_PART = /(\d+(?:\.\d+)?)([wdhms])/g;
const ISO =
  /^P(?=.)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Milliseconds of a duration written short (`90s`, `6h`, `1d12h`) or as ISO 8601 (`PT6H`, `P2D`).
 * A day is 24 hours and a week 7 days; months and years have no fixed length and are refused. Rounded to whole
 * milliseconds.
 * Returns null for anything else.
 */
export function durationMs(text: string): number | null {
  if (SHORT.test(text)) {
    return wholeMs(
      [...text.matchAll(SHORT_PART)].reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_MS[unit as Unit], 0),
    );
  }
  const iso = ISO.exec(text);
  if (!iso) return null;
  const [, w, d, h, m, s] = iso;
  return wholeMs(
    Number(w ?? 0) * UNIT_MS.w +
      Number(d ?? 0) * UNIT_MS.d +
      Number(h ?? 0) * UNIT_MS.h +
      Number(m ?? 0) * UNIT_MS.m +
      Number(s ?? 0) * UNIT_MS.s,
  );
}

/** Null for a length that no longer counts in single milliseconds. */
function wholeMs(ms: number): number | null {
  const whole = Math.round(ms);
  return Number.isSafeInteger(whole) ? whole : null;
}

/** Like `durationMs`, for text that `duration()` has let through. */
export function knownDurationMs(text: string): number {
  const ms = durationMs(text);
  if (ms === null) throw new RangeError(`not a duration: ${text}`);
  return ms;
}

/** A zod schema for a duration between `min` and `max`; it keeps the text as the user wrote it. */
export const duration = (limits: { min?: string; max?: string } = {}) =>
  z.string().superRefine((text, ctx) => {
    const ms = durationMs(text);
    if (ms === null) {
      ctx.addIssue({
        code: 'custom',
        message: 'is not a duration: write 90s, 6h, 2d, 1d12h or ISO 8601 such as PT6H (no months or years)',
        // checks that compare durations must not run on one that cannot be read
        continue: false,
      });
      return;
    }
    if (limits.min !== undefined && ms < knownDurationMs(limits.min))
      ctx.addIssue({ code: 'custom', message: `must be at least ${limits.min}` });
    if (limits.max !== undefined && ms > knownDurationMs(limits.max))
      ctx.addIssue({ code: 'custom', message: `must be at most ${limits.max}` });
  });

/** Two largest units of a duration, for people: `3 h 20 min`, `12 d`, `45 s`, `0 s`. */
export function inWords(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) parts.push(`${n} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return (ms < 0 ? '−' : '') + (parts.join(' ') || '0 s');
}
