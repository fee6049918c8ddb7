import { z } from 'zod';
import { countOf, inNumber } from '../words.ts';
import { expectedOf, levels, statusOfLevel, worstBreach } from '../verdict/levels.ts';
import { defineKind, type PastValue } from './kind.ts';

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
  })
  .superRefine((level, ctx) => {
    if (Object.values(level).every((bound) => bound === undefined))
      ctx.addIssue({ code: 'custom', message: 'needs min, max, maxChangePercent or maxChangeRows' });
    if (level.min !== undefined && level.max !== undefined && level.min > level.max)
      ctx.addIssue({ code: 'custom', path: ['max'], message: 'must not be below min' });
  });
type Bounds = z.infer<typeof bounds>;

const parameters = z
  .strictObject({
    kind: z.literal('volume'),
    compareTo: z
      .enum(['previous'])
      .default('previous')
      .describe('which earlier count a change is measured against'),
    direction: z.enum(['both', 'spike', 'drop']).default('both').describe('which changes count'),
    minBaseline: z
      .int()
      .min(0)
      .default(0)
      .describe('changes are not judged while the earlier count is below this'),
    warn: bounds.optional(),
    fail: bounds.optional(),
  })
  .superRefine((test, ctx) => {
    if (!test.warn && !test.fail)
      ctx.addIssue({ code: 'custom', path: ['fail'], message: 'set warn, fail or both' });
  });
type Volume = z.infer<typeof parameters>;

const judgesChange = (level: Bounds | undefined) =>
  level?.maxChangePercent !== undefined || level?.maxChangeRows !== undefined;
const judgesBounds = (level: Bounds | undefined) => level?.min !== undefined || level?.max !== undefined;

interface Change {
  readonly rows: number;
  /** Null when the earlier count is 0 and this one is not: no percentage expresses it, every limit is exceeded. */
  readonly percent: number | null;
}

/** The number of rows: within fixed bounds, and against the count before (growth as positive change). */
export const volume = defineKind({
  summary: 'Row count within bounds, or its change against the previous run',
  parameters,
  example: { kind: 'volume', warn: { maxChangePercent: 30 }, fail: { min: 1000, maxChangePercent: 60 } },
  metrics: () => ({ rows: { type: 'rowCount' } }),
  history: (test) => (levels.some((level) => judgesChange(test[level])) ? { rows: 1 } : {}),
  judge(test, { rows }, { history }) {
    const earlier = comparable(history.rows, test.minBaseline);
    const change = earlier === null ? null : changeBetween(earlier, rows);
    const observed = {
      rows,
      ...(change && { previousRows: earlier, changeRows: change.rows, changePercent: change.percent }),
    };
    const outline = { observed, expected: expectedOf(test), rowsTested: rows };

    const breach = worstBreach(test, (level) => [
      ...boundComplaints(level, rows),
      ...(change && counts(change, test.direction) ? changeComplaints(level, change, earlier!) : []),
    ]);
    if (breach)
      return {
        ...outline,
        status: statusOfLevel[breach.level],
        message: `${countOf(rows, 'row')}: ${breach.complaints.join('; ')}`,
      };

    const unjudged =
      change === null && levels.some((level) => judgesChange(test[level]))
        ? `no earlier count${test.minBaseline > 0 ? ` of at least ${inNumber(test.minBaseline)}` : ''} to compare with`
        : null;
    if (unjudged && !levels.some((level) => judgesBounds(test[level])))
      return {
        ...outline,
        status: 'skipped',
        message: `${countOf(rows, 'row')}; ${unjudged}, this one is kept as the baseline`,
      };
    const passed = change
      ? `${countOf(rows, 'row')}, ${changeInWords(change)} against the run before`
      : `${countOf(rows, 'row')}, within bounds`;
    return { ...outline, status: 'passed', message: unjudged ? `${passed}; ${unjudged}` : passed };
  },
});

function comparable(history: readonly PastValue[] | undefined, minBaseline: number): number | null {
  const value = history?.[0]?.value ?? null;
  return value !== null && value >= minBaseline ? value : null;
}

function changeBetween(earlier: number, rows: number): Change {
  const change = rows - earlier;
  // In this order: 70 of 1,000 are 7 %, where (70 / 1000) * 100 is a little more.
  return { rows: change, percent: change === 0 ? 0 : earlier === 0 ? null : (change * 100) / earlier };
}

const counts = (change: Change, direction: Volume['direction']) =>
  direction === 'both' || (direction === 'spike' ? change.rows > 0 : change.rows < 0);

function boundComplaints({ min, max }: Bounds, rows: number): string[] {
  return [
    ...(min !== undefined && rows < min ? [`fewer than the ${inNumber(min)} expected`] : []),
    ...(max !== undefined && rows > max ? [`more than the ${inNumber(max)} expected`] : []),
  ];
}

function changeComplaints(
  { maxChangePercent, maxChangeRows }: Bounds,
  change: Change,
  earlier: number,
): string[] {
  const percent = change.percent === null ? Infinity : Math.abs(change.percent);
  const said = `${changeInWords(change)} against the ${inNumber(earlier)} of the run before`;
  return [
    ...(maxChangePercent !== undefined && percent > maxChangePercent
      ? [`${said}, more than the ${inNumber(maxChangePercent)} % allowed`]
      : []),
    ...(maxChangeRows !== undefined && Math.abs(change.rows) > maxChangeRows
      ? [`${said}, more than the ${countOf(maxChangeRows, 'row')} allowed`]
      : []),
  ];
}

function changeInWords({ rows, percent }: Change): string {
  if (rows === 0) return 'unchanged';
  const sign = rows > 0 ? '+' : '−';
  const share = percent === null ? '' : ` (${sign}${inNumber(Math.abs(percent))} %)`;
  return `${sign}${countOf(Math.abs(rows), 'row')}${share}`;
}
