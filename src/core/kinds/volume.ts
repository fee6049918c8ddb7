import { z } from 'zod';
import { duration, knownDurationMs } from '../duration.ts';
import type { Metric } from '../metrics/metric.ts';
import { timeZone } from '../time-zone.ts';
import { anomalyThreshold } from '../verdict/anomaly.ts';
import {
  baselineNames,
  baselineOf,
  noBaseline,
  pastFor,
  type BaselineChoice,
} from '../verdict/count-baseline.ts';
import { expectedOf, levels, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { changeBetween, changeComplaints, changeInWords, counts, directions } from '../verdict/row-change.ts';
import { countOf, inNumber } from '../words.ts';
import { columnName } from './column-fields.ts';
import { groupFields } from './group-fields.ts';
import { defineKind } from './kind.ts';
import { epochUnit, timeColumn } from './time-fields.ts';

const bounds = z
  .strictObject({
    min: z.int().min(0).optional().describe('fewest rows, inclusive'),
    max: z.int().min(0).optional().describe('most rows, inclusive'),
    maxChangePercent: z
      .number()
      .min(0)
      .max(1_000_000_000)
      .optional()
      .describe('largest change, in percent of the earlier count'),
    maxChangeRows: z.int().min(0).optional().describe('largest change, in rows'),
    anomaly: anomalyThreshold.optional().describe('the count is far from what it was before'),
  })
  .superRefine((level, ctx) => {
    if (Object.values(level).every((bound) => bound === undefined))
      ctx.addIssue({ code: 'custom', message: 'needs min, max, maxChangePercent, maxChangeRows or anomaly' });
    if (level.min !== undefined && level.max !== undefined && level.min > level.max)
      ctx.addIssue({ code: 'custom', path: ['max'], message: 'must not be below min' });
  });
type Bounds = z.infer<typeof bounds>;

const DEFAULT_LAST = 7;

const parameters = z
  .strictObject({
    kind: z.literal('volume'),
    compareTo: z
      .enum(baselineNames)
      .default('previous')
      .describe('which earlier count, or what of several, a change is measured against'),
    last: z
      .int()
      .min(2)
      .max(1000)
      .optional()
      .describe(`average, median: of how many earlier counts; ${DEFAULT_LAST} where absent`),
    direction: z.enum(directions).default('both').describe('which changes count'),
    minBaseline: z
      .int()
      .min(0)
      .default(0)
      .describe('changes are not judged while the earlier count is below this'),
    timestampColumn: columnName.optional().describe('with window: which time of a row decides'),
    window: duration({ min: '1s', max: '3660d' })
      .optional()
      .describe('count only rows whose timestampColumn is within this long before now: 1h, 1d'),
    epochUnit: epochUnit.optional(),
    timeZone: timeZone
      .optional()
      .describe(
        'what wall-clock timestamps and dates mean, and when days begin (sameWeekday); UTC where absent',
      ),
    estimate: z
      .boolean()
      .default(false)
      .describe("take the catalogue's estimate of the whole table instead of counting"),
    warn: bounds.optional(),
    fail: bounds.optional(),
    ...groupFields,
  })
  .superRefine((test, ctx) => {
    const problem = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message });
    if (!test.warn && !test.fail) problem('fail', 'set warn, fail or both');
    if (test.last !== undefined && test.compareTo !== 'average' && test.compareTo !== 'median')
      problem('last', 'goes with compareTo average or median only');
    if (test.window !== undefined && test.timestampColumn === undefined)
      problem('timestampColumn', 'is required with window');
    if (test.window === undefined && test.timestampColumn !== undefined)
      problem('window', 'is required with timestampColumn');
    if (test.window === undefined && test.epochUnit !== undefined)
      problem('epochUnit', 'has no effect without window');
    if (test.window === undefined && test.timeZone !== undefined && test.compareTo !== 'sameWeekday')
      problem('timeZone', 'has no effect without window or compareTo sameWeekday');
    if (test.groupBy && judgesChange(test))
      problem('groupBy', 'does not go with changes against earlier counts');
    if (!test.estimate) return;
    if (test.groupBy) problem('groupBy', 'does not go with estimate, which is of all rows');
    if (test.window !== undefined) problem('window', 'does not go with estimate, which is of all rows');
    if ('filter' in test && test.filter !== undefined)
      problem('filter', 'does not go with estimate, which is of all rows');
  });
type Volume = z.infer<typeof parameters>;

type Levels = Pick<Volume, 'warn' | 'fail'>;

const judgesChange = (test: Levels) =>
  levels.some(
    (level) => test[level]?.maxChangePercent !== undefined || test[level]?.maxChangeRows !== undefined,
  );
const judgesBounds = (test: Levels) =>
  levels.some((level) => test[level]?.min !== undefined || test[level]?.max !== undefined);

const choiceOf = (test: Volume): BaselineChoice => ({
  compareTo: test.compareTo,
  last: test.last ?? DEFAULT_LAST,
  timeZone: test.timeZone ?? 'UTC',
  minBaseline: test.minBaseline,
});

type Count = Extract<Metric, { type: 'rowCount' | 'recentRowCount' | 'estimatedRowCount' }>;

function countFor(test: Volume): Count {
  if (test.estimate) return { type: 'estimatedRowCount' };
  if (test.window === undefined || test.timestampColumn === undefined) return { type: 'rowCount' };
  return {
    type: 'recentRowCount',
    ...timeColumn(test.timestampColumn, test),
    windowMs: knownDurationMs(test.window),
  };
}

/** The number of rows: within fixed bounds, and against earlier counts (growth as positive change). */
export const volume = defineKind({
  summary: 'Row count within bounds, or its change against earlier runs',
  parameters,
  example: { kind: 'volume', warn: { maxChangePercent: 30 }, fail: { min: 1000, maxChangePercent: 60 } },
  metrics: (test): { readonly rows: Count } => ({ rows: countFor(test) }),
  history: (test, now) => (judgesChange(test) ? { rows: pastFor(choiceOf(test), now) } : {}),
  judge(test, { rows }, { history }) {
    const baseline = judgesChange(test) ? baselineOf(choiceOf(test), history.rows ?? []) : null;
    const change = baseline && changeBetween(baseline.rows, rows);
    const observed = {
      rows,
      ...(test.estimate && { estimated: true }),
      ...(baseline && { baselineRows: baseline.rows, ...baseline.origin }),
      ...(change && { changeRows: change.rows, changePercent: change.percent }),
    };
    // an estimate tests no row
    const outline = {
      observed,
      expected: expectedOf(test),
      rowsTested: test.estimate ? null : rows,
      number: rows,
    };
    const counted = inWords(test, rows);

    const breach = worstBreach(test, (level) => [
      ...boundComplaints(level, rows),
      ...(baseline && change && counts(change, test.direction)
        ? changeComplaints(level, change, baseline)
        : []),
    ]);
    if (breach)
      return {
        ...outline,
        status: statusOfLevel[breach.level],
        message: `${counted}: ${breach.complaints.join('; ')}`,
      };

    const unjudged = !baseline && judgesChange(test) ? noBaseline(choiceOf(test)) : null;
    if (unjudged && !judgesBounds(test))
      return {
        ...outline,
        status: 'skipped',
        message: `${counted}; ${unjudged}, this one is kept as the baseline`,
      };
    const passed =
      baseline && change
        ? `${counted}, ${changeInWords(change)} against ${baseline.name}`
        : `${counted}${judgesBounds(test) ? ', within bounds' : ''}`;
    return { ...outline, status: 'passed', message: unjudged ? `${passed}; ${unjudged}` : passed };
  },
});

function inWords(test: Volume, rows: number): string {
  if (test.estimate) return `about ${countOf(rows, 'row')} (estimate of the catalogue)`;
  return `${countOf(rows, 'row')}${test.window === undefined ? '' : ` in the last ${test.window}`}`;
}

function boundComplaints({ min, max }: Bounds, rows: number): string[] {
  return [
    ...(min !== undefined && rows < min ? [`fewer than the ${inNumber(min)} expected`] : []),
    ...(max !== undefined && rows > max ? [`more than the ${inNumber(max)} expected`] : []),
  ];
}
