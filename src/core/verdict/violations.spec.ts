import { z } from 'zod';
import { refusalsOf } from '../../../test/support/refusals.ts';
import { judgeViolations, rowLevelFields } from './violations.ts';

const fields = z.strictObject(rowLevelFields);
const judge = (given: object, violations: number, rowsTested: number) =>
  judgeViolations(fields.parse(given), { violations, rowsTested }, ['row', 'with a hole']);

describe('judgeViolations: thresholds', () => {
  const both = { warn: { maxCount: 2 }, fail: { maxCount: 5 } };

  it.each([
    [both, 0, 'passed'],
    [both, 2, 'passed'],
    [both, 3, 'warned'],
    [both, 5, 'warned'],
    [both, 6, 'failed'],
    [{}, 0, 'passed'],
    [{}, 1, 'failed'],
    [{ warn: { maxCount: 0 } }, 100, 'warned'],
    [{ fail: { maxPercent: 7 } }, 7, 'passed'],
    [{ fail: { maxPercent: 7 } }, 8, 'failed'],
    [{ fail: { maxPercent: 0 } }, 0, 'passed'],
    [{ fail: { maxPercent: 0 } }, 1, 'failed'],
    [{ fail: { maxPercent: 100 } }, 100, 'passed'],
    [{ warn: { maxPercent: 5 }, fail: { maxCount: 10 } }, 6, 'warned'],
    [{ warn: { maxPercent: 5 }, fail: { maxCount: 10 } }, 11, 'failed'],
    [{ fail: { maxCount: 10, maxPercent: 5 } }, 6, 'failed'],
    [{ fail: { maxCount: 5, maxPercent: 10 } }, 6, 'failed'],
    // a warning level that is laxer than the failing one never shows
    [{ warn: { maxCount: 50 }, fail: { maxCount: 5 } }, 6, 'failed'],
  ])('with %j, %d of 100 rows are %s', (given, violations, status) => {
    expect(judge(given, violations, 100).status).toBe(status);
  });

  it('takes exactly the limit as within it, whatever binary fractions make of it', () => {
    const wrong: string[] = [];
    for (let hundredths = 1; hundredths <= 10_000; hundredths++)
      for (const rows of [100, 700, 10_000, 7_000_000, 3_000_000_000]) {
        const violations = (hundredths * rows) / 10_000;
        if (!Number.isInteger(violations)) continue;
        const fail = { maxPercent: hundredths / 100 };
        const statuses = [violations, violations + 1].map((n) => judge({ fail }, n, rows).status);
        if (statuses.join() !== 'passed,failed') wrong.push(`${violations} of ${rows}: ${statuses.join()}`);
      }
    expect(wrong).toEqual([]);
  });
});

describe('judgeViolations: nothing to test', () => {
  it.each([
    [undefined, 'warned'],
    ['passed', 'passed'],
    ['warned', 'warned'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
  ])('with onEmpty %s is %s', (onEmpty, status) => {
    expect(judge({ fail: { maxCount: 0 }, ...(onEmpty && { onEmpty }) }, 0, 0)).toEqual({
      number: null,
      status,
      message: 'nothing to test (onEmpty decides)',
      observed: { violations: 0, violationPercent: null },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 0,
    });
  });

  it('is one row less than one row', () => {
    expect(judge({ onEmpty: 'failed' }, 0, 1).status).toBe('passed');
  });
});

describe('judgeViolations: what it tells', () => {
  it.each([
    [{}, 0, 1, 'no rows with a hole of 1 row tested'],
    [{}, 1, 1, '1 row with a hole of 1 row tested (100 %); none is allowed'],
    [
      { fail: { maxCount: 1000 } },
      2500,
      10_000,
      '2,500 rows with a hole of 10,000 rows tested (25 %); at most 1,000 allowed',
    ],
    [
      { warn: { maxPercent: 0.5 } },
      1,
      3,
      '1 row with a hole of 3 rows tested (33.33 %); at most 0.5 % allowed',
    ],
    [{ warn: { maxPercent: 50 } }, 1, 3, '1 row with a hole of 3 rows tested (33.33 %)'],
    [
      { fail: { maxCount: 0, maxPercent: 10 } },
      3,
      10,
      '3 rows with a hole of 10 rows tested (30 %); none is allowed; at most 10 % allowed',
    ],
    // only what the status comes from
    [
      { warn: { maxCount: 0 }, fail: { maxCount: 1 } },
      2,
      2,
      '2 rows with a hole of 2 rows tested (100 %); at most 1 allowed',
    ],
    [{ fail: { maxCount: 9 } }, 1, 1e9, '1 row with a hole of 1,000,000,000 rows tested (0.0000001 %)'],
  ])('with %j, %d of %d: %s', (given, violations, rowsTested, message) => {
    expect(judge(given, violations, rowsTested).message).toBe(message);
  });

  it('shows the count, the exact percentage, what the kind adds, and the thresholds that were set', () => {
    const test = fields.parse({ warn: { maxPercent: 1 } });
    expect(
      judgeViolations(test, { violations: 57, rowsTested: 10_000 }, ['row', 'with a hole'], { unknown: 3 }),
    ).toMatchObject({
      observed: { violations: 57, violationPercent: 0.57, unknown: 3 },
      expected: { warn: { maxPercent: 1 } },
      rowsTested: 10_000,
    });
  });

  it('shows the threshold that holds when none was set', () => {
    expect(judge({}, 0, 1).expected).toEqual({ fail: { maxCount: 0 } });
  });
});

describe('rowLevelFields', () => {
  it.each([
    [{ fail: {} }, 'fail', 'needs maxCount, maxPercent or anomaly'],
    [{ warn: {} }, 'warn', 'needs maxCount, maxPercent or anomaly'],
    [{ fail: { maxCount: -1 } }, 'fail.maxCount', 'must be at least 0'],
    [{ fail: { maxCount: 1.5 } }, 'fail.maxCount', 'must be a whole number, not a fraction'],
    [{ fail: { maxCount: '1' } }, 'fail.maxCount', 'must be a number, not a text'],
    [{ warn: { maxPercent: 100.1 } }, 'warn.maxPercent', 'must be at most 100'],
    [{ warn: { maxPercent: -0.1 } }, 'warn.maxPercent', 'must be at least 0'],
    [{ warn: { maxRows: 1, maxCount: 1 } }, 'warn.maxRows', 'is not known'],
    [{ onEmpty: 'errored' }, 'onEmpty', 'must be one of passed, warned, failed, skipped'],
  ])('refuses %j at %s', (given, path, message) => {
    expect(refusalsOf(fields, given)).toEqual([{ path, message }]);
  });
});
