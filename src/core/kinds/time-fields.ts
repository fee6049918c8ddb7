import { z } from 'zod';
import type { TimeColumn } from '../metrics/metric.ts';

/** What numbers in a time column count. */
export const epochUnit = z
  .enum(['s', 'ms', 'us'])
  .describe(
    'for columns of numbers: seconds, milliseconds or microseconds since 1970 (UTC); no effect on others',
  );

/** A column as metrics name it: what is not set has no field, so that equal metrics have equal keys. */
export const timeColumn = (
  column: string,
  fields: {
    readonly timeZone?: string | undefined;
    readonly epochUnit?: z.infer<typeof epochUnit> | undefined;
  },
): TimeColumn => ({
  column,
  timeZone: fields.timeZone ?? 'UTC',
  ...(fields.epochUnit && { epochUnit: fields.epochUnit }),
});
