import { z } from 'zod';
import { duration, inWords, knownDurationMs } from '../duration.ts';
import type { Metric } from '../metrics/metric.ts';
import { timeZone } from '../time-zone.ts';
import { anomalyThreshold } from '../verdict/anomaly.ts';
import { delayComplaints, delayFacts, delayOf } from '../verdict/arrival-delay.ts';
import { deadline, lastDue } from '../verdict/deadline.ts';
import { expectedOf, levels, statusOfLevel, worstBreach, worstOf } from '../verdict/levels.ts';
import { countOf, inNumber } from '../words.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { defineKind } from './kind.ts';
import { epochUnit, timeColumn } from './time-fields.ts';

const level = z
  .strictObject({
    maxAge: duration({ min: '1s' }).optional().describe('oldest allowed age of the newest row: 6h, 2d, PT6H'),
    maxDelay: duration().optional().describe('longest allowed time from timestampColumn to ingestionColumn'),
    maxFutureRows: z.int().min(0).optional().describe('most rows that may be dated in the future'),
    anomaly: anomalyThreshold.optional().describe('the age is far from what it was before'),
  })
  .refine(
    (bounds) => Object.values(bounds).some((value) => value !== undefined),
    'needs maxAge, maxDelay, maxFutureRows or anomaly',
  );
type Bounds = z.infer<typeof level>;

const policy = z.enum(['passed', 'warned', 'failed', 'skipped']);
const percentiles = Array.from({ length: 99 }, (_, i) => `p${String(i + 1).padStart(2, '0')}` as const);

const parameters = z
  .strictObject({
    kind: z.literal('freshness'),
    timestampColumn: columnName.describe('when a row happened, or arrived'),
    timeZone: timeZone
      .default('UTC')
      .describe('what wall-clock timestamps and dates mean; no effect on columns with a zone'),
    epochUnit: epochUnit.optional(),
    deadline: deadline.optional(),
    ingestionColumn: columnName.optional().describe('with maxDelay: when a row arrived'),
    delayStatistic: z
      .enum(['max', ...percentiles])
      .optional()
      .describe('which delay maxDelay is about: max (where absent), or a percentile p01 to p99'),
    delayWindow: duration({ min: '1s' })
      .optional()
      .describe('only delays of rows that arrived within this long before now; of all rows where absent'),
    futureTolerance: duration({ max: '7d' })
      .default('5m')
      .describe('rows dated later than now plus this are future rows'),
    onFuture: policy
      .exclude(['skipped'])
      .default('warned')
      .describe('status at least this bad when there are future rows; unless a level has maxFutureRows'),
    onEmpty: policy
      .default('warned')
      .describe('status when there is no row at all, or none to measure a delay of'),
    warn: level.optional(),
    fail: level.optional(),
    ...groupFields,
  })
  .superRefine((test, ctx) => {
    const problem = (path: string[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    if (!test.warn && !test.fail && !test.deadline) problem(['fail'], 'set warn, fail or deadline');
    for (const field of ['maxAge', 'maxDelay'] as const) {
      const [warn, fail] = [test.warn?.[field], test.fail?.[field]];
      if (warn !== undefined && fail !== undefined && knownDurationMs(warn) >= knownDurationMs(fail))
        problem(['warn', field], `must be shorter than fail.${field}`);
    }
    const [fewer, more] = [test.warn?.maxFutureRows, test.fail?.maxFutureRows];
    if (fewer !== undefined && more !== undefined && fewer >= more)
      problem(['warn', 'maxFutureRows'], 'must be less than fail.maxFutureRows');

    const limitsDelay = test.warn?.maxDelay !== undefined || test.fail?.maxDelay !== undefined;
    if (limitsDelay && test.ingestionColumn === undefined)
      problem(['ingestionColumn'], 'is required with maxDelay');
    if (!limitsDelay)
      for (const field of ['ingestionColumn', 'delayStatistic', 'delayWindow'] as const)
        if (test[field] !== undefined) problem([field], 'has no effect without maxDelay');
    if (test.ingestionColumn === test.timestampColumn)
      problem(['ingestionColumn'], 'must be another column than timestampColumn');
  });
type Freshness = z.infer<typeof parameters>;

type Metrics = {
  readonly rows: Of<'datedRows'>;
  readonly newest: Of<'newestTimestamp'>;
  readonly future: Of<'futureCount'>;
  /** With `ingestionColumn`. */
  readonly delays?: Of<'delays'>;
  /** With a percentile as `delayStatistic`. */
  readonly delay?: Of<'delayPercentile'>;
};
type Of<T extends Metric['type']> = Extract<Metric, { type: T }>;

function metricsOf(test: Freshness): Metrics {
  const { timestampColumn, ingestionColumn, delayStatistic = 'max', delayWindow } = test;
  const inputs = {
    ...timeColumn(timestampColumn, test),
    futureToleranceMs: knownDurationMs(test.futureTolerance),
  };
  const always: Metrics = {
    rows: { type: 'datedRows', ...timeColumn(timestampColumn, test) },
    newest: { type: 'newestTimestamp', ...inputs },
    future: { type: 'futureCount', ...inputs },
  };
  if (ingestionColumn === undefined) return always;
  const delay = {
    from: timeColumn(timestampColumn, test),
    to: timeColumn(ingestionColumn, test),
    windowMs: delayWindow === undefined ? null : knownDurationMs(delayWindow),
  };
  const delays = { ...always, delays: { type: 'delays', ...delay } } as const;
  return delayStatistic === 'max'
    ? delays
    : {
        ...delays,
        delay: { type: 'delayPercentile', fraction: Number(delayStatistic.slice(1)) / 100, ...delay },
      };
}

/**
 * The age of the newest row, by the customer database's clock; whether it arrived by its deadline; how long rows took
 * to arrive. Rows dated in the future do not make a table fresh: they are left out of the age, counted and judged. No
 * rows: `onEmpty`. Rows, but none with a usable timestamp: the worst level that the test sets.
 */
export const freshness = defineKind({
  summary: 'The newest row is not older than allowed, was there by its deadline, arrived without delay',
  parameters,
  example: {
    kind: 'freshness',
    timestampColumn: 'placed_at',
    warn: { maxAge: '2h' },
    fail: { maxAge: '6h' },
  },
  metrics: metricsOf,
  history: () => ({}),
  judge(test, { rows, newest, future, delays, delay }, { measuredAt }) {
    const ageMs = newest === null ? null : measuredAt.getTime() - Date.parse(newest);
    const due = test.deadline ? lastDue(test.deadline, test.timeZone, measuredAt) : null;
    const delayMs = delayOf(test, delays, delay);
    const outline = {
      observed: {
        newest,
        ageSeconds: ageMs === null ? null : Math.round(ageMs / 1000),
        futureRows: future,
        ...(delays && {
          delaySeconds: delayMs === null ? null : delayMs / 1000,
          delayedRows: delays.pairs,
          negativeDelays: delays.negative,
        }),
      },
      expected: {
        ...expectedOf({ warn: test.warn, fail: test.fail }),
        ...(due && { deadline: { dueAt: due.at.toISOString(), dataFrom: due.dataFrom.toISOString() } }),
      },
      rowsTested: rows.isExact ? rows.count : null,
      number: ageMs === null ? null : ageMs / 1000,
    };
    if (rows.count === 0)
      return {
        ...outline,
        status: test.onEmpty,
        message: 'no rows, so there is no newest one (onEmpty decides)',
      };
    const inFuture = future > 0 ? `${countOf(future, 'row')} dated in the future` : null;
    if (ageMs === null) {
      const worst = levels.find((l) => test[l] !== undefined);
      const status = worst ? statusOfLevel[worst] : 'passed';
      const isNull = `"${test.timestampColumn}" is null${test.epochUnit === undefined ? '' : ' or out of range'}`;
      const why = inFuture ?? isNull;
      return {
        ...outline,
        status: test.deadline ? worstOf(status, test.deadline.onMissed) : status,
        message: `${rows.isExact ? `none of ${countOf(rows.count, 'row')}` : 'no row'} has a usable timestamp: ${why}`,
      };
    }

    const breach = worstBreach<Bounds>(test, ({ maxAge, maxDelay, maxFutureRows }) => [
      ...(maxAge !== undefined && ageMs > knownDurationMs(maxAge)
        ? [`older than the ${maxAge} allowed`]
        : []),
      ...delayComplaints(test, maxDelay, delayMs),
      ...(maxFutureRows !== undefined && future > maxFutureRows
        ? [`${inFuture}, more than the ${inNumber(maxFutureRows)} allowed`]
        : []),
    ]);
    const limitsFuture = levels.some((l) => test[l]?.maxFutureRows !== undefined);
    const mostFuture = breach ? test[breach.level]?.maxFutureRows : undefined;
    const saysFuture = mostFuture !== undefined && future > mostFuture;
    const isMissed = due !== null && Date.parse(newest!) < due.dataFrom.getTime();
    return {
      ...outline,
      status: worstOf(
        breach ? statusOfLevel[breach.level] : 'passed',
        ...(isMissed ? [test.deadline!.onMissed] : []),
        ...(inFuture && !limitsFuture ? [test.onFuture] : []),
        ...(delays?.pairs === 0 ? [test.onEmpty] : []),
      ),
      message: [
        `newest row is ${inWords(Math.max(0, ageMs))} old (${newest})`,
        ...(breach?.complaints ?? []),
        ...(isMissed
          ? [
              `no data of ${due.dataDay}, due on ${due.day} at ${test.deadline!.time} (${test.deadline!.timeZone ?? test.timeZone})`,
            ]
          : []),
        ...(inFuture && !saysFuture ? [inFuture] : []),
        ...(delays ? delayFacts(test, delays) : []),
      ].join('; '),
    };
  },
});
