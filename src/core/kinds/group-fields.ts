import { z } from 'zod';
import { columnName } from './column-fields.ts';

/** The fields of kinds that can judge each group of rows for itself. */
export const groupFields = {
  groupBy: z
    .array(columnName)
    .min(1)
    .max(3)
    .refine((names) => new Set(names).size === names.length, 'must not name a column twice')
    .optional()
    .describe('judge the rows of each combination of these columns for themselves'),
  maxGroups: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('with more groups than this, 100 where absent, nothing is judged: the execution is errored'),
};
