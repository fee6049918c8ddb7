import { z } from 'zod';
import { compareDecimals, isDecimal } from '../decimal.ts';
import type { StatisticName } from '../metrics/metric.ts';
import { anomalyThreshold } from '../verdict/anomaly.ts';
import { expectedOf, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { countOf, inNumber } from '../words.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { sampledBy, sampleFields } from './sample-fields.ts';
import { defineKind } from './kind.ts';

const names = ['mean', 'median', 'stddev', 'min', 'max', 'sum', 'zeroPercent', 'nullPercent'] as const;
const percentiles = Array.from({ length: 99 }, (_, i) => `p${String(i + 1).padStart(2, '0')}` as const);

/** A number, as text where JavaScript's precision does not do. */
const bound = z
  .union([z.number(), z.string().trim().max(64)])
  .transform(String)
  .refine(isDecimal, 'must be a number');

const level = z
  .strictObject({ min: bound.optional(), max: bound.optional(), anomaly: anomalyThreshold.optional() })
  .superRefine(({ min, max, anomaly }, ctx) => {
    if (min === undefined && max === undefined && anomaly === undefined)
      ctx.addIssue({ code: 'custom', message: 'needs min, max or anomaly' });
    if (
      min !== undefined &&
      max !== undefined &&
      isDecimal(min) &&
      isDecimal(max) &&
      compareDecimals(min, max) > 0
    )
      ctx.addIssue({ code: 'custom', path: ['max'], message: 'must not be below min' });
  });
type Bounds = z.infer<typeof level>;

const parameters = z
  .strictObject({
    kind: z.literal('distribution'),
    column: columnName,
    statistic: z
      .enum([...names, ...percentiles])
      .describe(
        'mean, median, stddev (sample), min, max, sum, zeroPercent, nullPercent, or a percentile p01 to p99',
      ),
    onEmpty: z
      .enum(['passed', 'warned', 'failed', 'skipped'])
      .default('warned')
      .describe('status when there is no value'),
    warn: level.optional(),
    fail: level.optional(),
    ...groupFields,
    ...sampleFields,
  })
  .superRefine((test, ctx) => {
    if (!test.warn && !test.fail)
      ctx.addIssue({ code: 'custom', path: ['fail'], message: 'set warn, fail or both' });
  });
type Named = z.infer<typeof parameters>['statistic'];

/** Which number the database is asked for. */
const measuredAs = (named: Named): StatisticName =>
  named === 'zeroPercent' ? 'zeroCount' : named === 'nullPercent' ? 'nullCount' : named;

/**
 * A statistic of a numeric column lies between bounds. Nulls, "not a number" and infinities are left out (and counted);
 * `zeroPercent` is of the values that are left, `nullPercent` of all rows.
 */
export const distribution = defineKind({
  summary: 'A statistic of a numeric column within bounds',
  parameters,
  example: {
    kind: 'distribution',
    column: 'net',
    statistic: 'p95',
    warn: { max: 500 },
    fail: { min: 20, max: 2000 },
  },
  metrics: ({ column, statistic, ...test }) => ({
    rows: { type: 'rowCount', ...sampledBy(test) },
    present: { type: 'presentCount', column, ...sampledBy(test) },
    values: { type: 'statistic', column, statistic: 'count', ...sampledBy(test) },
    value: { type: 'statistic', column, statistic: measuredAs(statistic), ...sampledBy(test) },
  }),
  history: () => ({}),
  judge(test, { rows, present, values, value }) {
    const counted = Number(values ?? 0);
    const tested = test.statistic === 'nullPercent' ? rows : counted;
    const shown = tested === 0 || value === null ? null : valueOf(test.statistic, value, tested);
    const outline = {
      observed: { value: shown, values: counted, nulls: rows - present, notFinite: present - counted },
      expected: expectedOf({ warn: test.warn, fail: test.fail }),
      rowsTested: tested,
      number: shown === null ? null : Number(shown),
    };
    if (shown === null)
      return {
        ...outline,
        status: test.onEmpty,
        message: `${test.statistic} of "${test.column}" is not defined for ${countOf(tested, 'value')} (onEmpty decides)`,
      };
    const breach = worstBreach<Bounds>(test, ({ min, max }) => [
      ...(min !== undefined && compareDecimals(shown, min) < 0 ? [`less than the ${min} expected`] : []),
      ...(max !== undefined && compareDecimals(shown, max) > 0 ? [`more than the ${max} expected`] : []),
    ]);
    const found = `${test.statistic} of "${test.column}" is ${readable(shown)} (${countOf(counted, 'value')})`;
    return breach
      ? {
          ...outline,
          status: statusOfLevel[breach.level],
          message: `${found}; ${breach.complaints.join('; ')}`,
        }
      : { ...outline, status: 'passed', message: found };
  },
});

const valueOf = (named: Named, value: string, tested: number): string =>
  named === 'zeroPercent' || named === 'nullPercent' ? String((Number(value) / tested) * 100) : value;

/** People read six digits; `observed` has them all. */
const readable = (text: string): string => {
  const value = Number(text);
  return Math.abs(value) >= 1000 || value === 0 ? inNumber(value) : String(Number(value.toPrecision(6)));
};
