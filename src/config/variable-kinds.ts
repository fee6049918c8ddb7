import { z } from 'zod';
import { duration, knownDurationMs } from '../core/duration.ts';

/** Milliseconds; `text` when the variable is not set. */
export const ms = (text: string, limits: { min?: string; max?: string } = {}) =>
  duration(limits).default(text).transform(knownDurationMs);
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
export const port = integer(0, 65_535);
export const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `is not a URL like ${example}` });
