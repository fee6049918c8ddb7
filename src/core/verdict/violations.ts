import { z } from 'zod';
import type { Judgement } from '../kinds/kind.ts';
import { countOf, inNumber } from '../words.ts';
import { anomalyThreshold } from './anomaly.ts';
import { samplesField } from './samples.ts';
import { expectedOf, statusOfLevel, worstBreach } from './levels.ts';

/** How many rows may break a row-level test's rule. */
const level = z
  .strictObject({
    maxCount: z.int().min(0).optional().describe('most rows that may break the rule'),
    maxPercent: z.number().min(0).max(100).optional().describe('the same, in percent of the rows tested'),
    anomaly: anomalyThreshold.optional().describe('the percent is far from what it was before'),
  })
  .superRefine((bounds, ctx) => {
    if (Object.values(bounds).every((bound) => bound === undefined))
      ctx.addIssue({ code: 'custom', message: 'needs maxCount, maxPercent or anomaly' });
  });
type Bounds = z.infer<typeof level>;

/** The fields that every row-level kind has. Without `warn` and `fail`, no row may break the rule. */
export const rowLevelFields = {
  onEmpty: z
    .enum(['passed', 'warned', 'failed', 'skipped'])
    .default('warned')
    .describe('status when there is nothing to test'),
  warn: level.optional(),
  fail: level.optional(),
  samples: samplesField.optional(),
};

interface RowLevelTest {
  readonly onEmpty: Judgement['status'];
  readonly warn?: Bounds | undefined;
  readonly fail?: Bounds | undefined;
}

/**
 * The judgement on a count of rows that break a rule, out of those tested. `what` names them in the message;
 * `observed` is added to the counts. Percent is exact: of 0 rows tested there is none, and `onEmpty` decides.
 */
export function judgeViolations(
  test: RowLevelTest,
  counts: { readonly violations: number; readonly rowsTested: number; readonly testedNoun?: string },
  what: Violation,
  observed: Judgement['observed'] = {},
): Judgement {
  const { violations, rowsTested } = counts;
  const levels = test.warn || test.fail ? { warn: test.warn, fail: test.fail } : { fail: { maxCount: 0 } };
  // in this order 57 of 10,000 are 0.57 %, neither more nor less
  const percent = rowsTested === 0 ? null : (violations * 100) / rowsTested;
  const outline = {
    observed: { violations, violationPercent: percent, ...observed },
    expected: expectedOf(levels),
    rowsTested,
    number: percent,
  };
  if (percent === null)
    return { ...outline, status: test.onEmpty, message: 'nothing to test (onEmpty decides)' };

  const breach = worstBreach<Bounds>(levels, ({ maxCount, maxPercent }) => [
    ...(maxCount !== undefined && violations > maxCount
      ? [maxCount === 0 ? 'none is allowed' : `at most ${inNumber(maxCount)} allowed`]
      : []),
    ...(maxPercent !== undefined && percent > maxPercent
      ? [`at most ${inNumber(maxPercent)} % allowed`]
      : []),
  ]);
  const share = violations === 0 ? '' : ` (${inNumber(percent)} %)`;
  const found = `${inWords(violations, what)} of ${countOf(rowsTested, counts.testedNoun ?? 'row')} tested${share}`;
  return breach
    ? {
        ...outline,
        status: statusOfLevel[breach.level],
        message: `${found}; ${breach.complaints.join('; ')}`,
      }
    : { ...outline, status: 'passed', message: found };
}

/** What breaks the rule, as a noun in the singular and what follows it: `row`, `with a missing value`. */
export type Violation = readonly [noun: string, which: string];

const inWords = (n: number, [noun, which]: Violation): string =>
  `${n === 0 ? `no ${noun}s` : countOf(n, noun)} ${which}`.trimEnd();
