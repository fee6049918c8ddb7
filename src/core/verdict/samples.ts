import { z } from 'zod';
import { duration, knownDurationMs } from '../duration.ts';
import { columnName, columnNames } from '../kinds/column-fields.ts';

/** The field of row-level kinds that lets some of the failing rows leave the database. */
export const samplesField = z
  .strictObject({
    columns: columnNames.describe('the only columns that are shown'),
    limit: z.int().min(1).max(100).default(10).describe('most rows that are kept'),
    mask: z
      .record(columnName, z.enum(['redact', 'partial']))
      .optional()
      .describe('redact: nothing of the value is kept; partial: only its first and last character'),
    keepFor: duration({ min: '1m', max: '90d' }).default('7d').describe('when they are deleted'),
  })
  .superRefine(({ columns, mask }, ctx) => {
    for (const name of Object.keys(mask ?? {}))
      if (!columns.includes(name))
        ctx.addIssue({ code: 'custom', path: ['mask', name], message: 'is not one of columns' });
  })
  .describe('absent: no row leaves the database');
export type SampleSettings = z.output<typeof samplesField>;

/** Some of the rows that break a test, masked, in the order of `columns`. */
export interface Sample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly keepFor: string;
}

/** How much of a sample is kept, and until when. */
export interface SampleExtent {
  readonly rows: number;
  readonly expiresAt: Date;
}

/** A sample as it is kept: a row has a value, or null, for each of `columns`. */
export interface KeptSample extends Pick<Sample, 'columns' | 'rows'> {
  readonly expiresAt: Date;
}

/** What is to be kept of a sample; null where there is no row to keep. */
export const keptSampleOf = (sample: Sample | null, finishedAt: Date): KeptSample | null =>
  sample === null || sample.rows.length === 0
    ? null
    : {
        columns: sample.columns,
        rows: sample.rows,
        expiresAt: new Date(finishedAt.getTime() + knownDurationMs(sample.keepFor)),
      };

/** How the rows that break a test can be found. */
export interface FailingRowsFound {
  /** One statement that people can run by hand; null where the engine has no way to write it. */
  readonly sql: string | null;
  /** Null when the test does not allow samples, none broke it, or the look at them failed. */
  readonly sample: Sample | null;
}

const REDACTED = '•••';

/** A sample is to look at: of a longer text its start is kept. */
const LONGEST = 1000;

const clipped = (value: string): string =>
  value.length > LONGEST ? `${value.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : value;

/** What is kept of a value. Null stays null: that a value is missing is no secret, and often what is wrong. */
export function masked(value: string | null, how: 'redact' | 'partial' | undefined): string | null {
  if (value === null) return null;
  if (how === undefined) return clipped(value);
  const characters = [...value];
  // of short values the two ends would be all there is
  return how === 'redact' || characters.length < 6
    ? REDACTED
    : `${characters[0]}${REDACTED}${characters.at(-1)}`;
}
