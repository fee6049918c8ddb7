import { z } from 'zod';
import { duration, inWords, knownDurationMs } from '../duration.ts';
import { timeZone } from '../time-zone.ts';
import { expectedOf, levels, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { countOf } from '../words.ts';
import { defineKind } from './kind.ts';

const level = z.strictObject({
  maxAge: duration({ min: '1s' }).describe('oldest allowed age of the newest row: 6h, 2d, PT6H'),
});

const policy = z.enum(['passed', 'warned', 'failed', 'skipped']);

const parameters = z
  .strictObject({
    kind: z.literal('freshness'),
    timestampColumn: z.string().min(1).max(128),
    timeZone: timeZone
      .default('UTC')
      .describe('what wall-clock timestamps and dates mean; no effect on columns with a zone'),
    futureTolerance: duration({ max: '7d' })
      .default('5m')
      .describe('rows dated later than now plus this are future rows'),
    onFuture: policy
      .exclude(['skipped'])
      .default('warned')
      .describe('status at least this bad when there are future rows'),
    onEmpty: policy.default('warned').describe('status when there is no row at all'),
    warn: level.optional(),
    fail: level.optional(),
  })
  .superRefine((test, ctx) => {
    if (!test.warn && !test.fail)
      ctx.addIssue({ code: 'custom', path: ['fail'], message: 'set warn, fail or both' });
    if (test.warn && test.fail && knownDurationMs(test.warn.maxAge) >= knownDurationMs(test.fail.maxAge))
      ctx.addIssue({ code: 'custom', path: ['warn', 'maxAge'], message: 'must be shorter than fail.maxAge' });
  });

const badness = { passed: 0, skipped: 0, warned: 1, failed: 2 } as const;

/**
 * The age of the newest row, by the customer database's clock. Rows dated in the future do not make a table fresh:
 * they are left out of the age, counted and judged by `onFuture`. No rows: `onEmpty`. Rows, but none with a usable
 * timestamp: the worst level that the test sets.
 */
export const freshness = defineKind({
  summary: 'The newest row is not older than allowed',
  parameters,
  example: {
    kind: 'freshness',
    timestampColumn: 'placed_at',
    warn: { maxAge: '2h' },
    fail: { maxAge: '6h' },
  },
  metrics: (test) => {
    const inputs = {
      column: test.timestampColumn,
      timeZone: test.timeZone,
      futureToleranceMs: knownDurationMs(test.futureTolerance),
    };
    return {
      rows: { type: 'rowCount' },
      newest: { type: 'newestTimestamp', ...inputs },
      future: { type: 'futureCount', ...inputs },
    };
  },
  history: () => ({}),
  judge(test, { rows, newest, future }, { measuredAt }) {
    const ageMs = newest === null ? null : measuredAt.getTime() - Date.parse(newest);
    const outline = {
      observed: { newest, ageSeconds: ageMs === null ? null : Math.round(ageMs / 1000), futureRows: future },
      expected: expectedOf(test),
      rowsTested: rows,
    };
    if (rows === 0)
      return {
        ...outline,
        status: test.onEmpty,
        message: 'no rows, so there is no newest one (onEmpty decides)',
      };
    const inFuture = future > 0 ? `${countOf(future, 'row')} dated in the future` : null;
    if (ageMs === null) {
      const worst = levels.find((l) => test[l] !== undefined)!;
      const why = inFuture ?? `"${test.timestampColumn}" is null`;
      return {
        ...outline,
        status: statusOfLevel[worst],
        message: `none of ${countOf(rows, 'row')} has a usable timestamp: ${why}`,
      };
    }

    const breach = worstBreach(test, ({ maxAge }) =>
      ageMs > knownDurationMs(maxAge) ? [`older than the ${maxAge} allowed`] : [],
    );
    const byAge = breach ? statusOfLevel[breach.level] : 'passed';
    const status = inFuture && badness[test.onFuture] > badness[byAge] ? test.onFuture : byAge;
    const age = `newest row is ${inWords(Math.max(0, ageMs))} old (${newest})`;
    return {
      ...outline,
      status,
      message: [age, ...(breach?.complaints ?? []), ...(inFuture ? [inFuture] : [])].join('; '),
    };
  },
});
