import { z } from 'zod';

/** Exactly as the catalogue spells it; case and blanks matter. */
export const columnName = z.string().min(1).max(128);

export const columnNames = z
  .array(columnName)
  .min(1)
  .max(32)
  .refine((names) => new Set(names).size === names.length, 'must not name a column twice');
