import { refusalsOf } from '../../../test/support/refusals.ts';
import type { DuplicateCounts } from '../metrics/metric.ts';
import { metricKey } from '../metrics/metric.ts';
import { uniqueness } from './uniqueness.ts';

const parse = (fields: object) => ({
  ...uniqueness.parameters.parse({ kind: 'uniqueness', columns: ['id'], ...fields }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };

/** Of the values A, A, A, B and one null that is left out. */
const aaab: DuplicateCounts = {
  rowsTested: 4,
  distinctValues: 2,
  repeatedValues: 1,
  rowsInvolved: 3,
  surplusRows: 2,
};
const nothing: DuplicateCounts = {
  rowsTested: 0,
  distinctValues: 0,
  repeatedValues: 0,
  rowsInvolved: 0,
  surplusRows: 0,
};
const judge = (fields: object, duplicates = aaab, rows = 5) =>
  uniqueness.judge(parse(fields), { rows, duplicates }, context);

describe('uniqueness: parameters', () => {
  it.each([
    [{ columns: [] }, 'columns', 'must have at least 1 item'],
    [{ columns: ['id', 'id'] }, 'columns', 'must not name a column twice'],
    [{ columns: ['id', ''] }, 'columns.1', 'must not be empty'],
    [{ nulls: 'ignore' }, 'nulls', 'must be one of ignoreAny, ignoreAll, compare'],
    [{ measure: 'rows' }, 'measure', 'must be one of surplusRows, repeatedValues, rowsInvolved'],
    [{ column: 'id' }, 'column', 'is not known'],
    [{ warn: { maxCount: -1 } }, 'warn.maxCount', 'must be at least 0'],
  ])('%j is refused at %s', (fields, path, message) => {
    const input = { kind: 'uniqueness', columns: ['id'], ...fields };
    expect(refusalsOf(uniqueness.parameters, input)).toEqual([{ path, message }]);
  });
});

describe('uniqueness: judgement of A, A, A, B', () => {
  it.each([
    ['surplusRows', 2, 50, '2 surplus rows of 4 rows tested (50 %); none is allowed'],
    ['repeatedValues', 1, 50, '1 repeated value of 2 distinct values tested (50 %); none is allowed'],
    ['rowsInvolved', 3, 75, '3 rows with a repeated value of 4 rows tested (75 %); none is allowed'],
  ])('by %s: %d, %d %%', (measure, violations, violationPercent, message) => {
    expect(judge({ measure })).toEqual({
      number: violationPercent,
      status: 'failed',
      message,
      observed: {
        violations,
        violationPercent,
        surplusRows: 2,
        repeatedValues: 1,
        rowsInvolved: 3,
        distinctValues: 2,
        distinctRatio: 0.5,
        rowsLeftOut: 1,
      },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 4,
    });
  });

  it.each([
    ['surplusRows', { maxCount: 2 }, 'passed'],
    ['surplusRows', { maxCount: 1 }, 'failed'],
    ['repeatedValues', { maxCount: 1 }, 'passed'],
    ['rowsInvolved', { maxCount: 2 }, 'failed'],
    ['surplusRows', { maxPercent: 50 }, 'passed'],
    ['repeatedValues', { maxPercent: 49.9 }, 'failed'],
    ['rowsInvolved', { maxPercent: 74.9 }, 'failed'],
    ['rowsInvolved', { maxPercent: 75 }, 'passed'],
  ])('%s with at most %j is %s', (measure, fail, status) => {
    expect(judge({ measure, fail }).status).toBe(status);
  });
});

describe('uniqueness: nothing to compare', () => {
  it.each(['surplusRows', 'repeatedValues', 'rowsInvolved'])('by %s is left to onEmpty', (measure) => {
    expect(judge({ measure, onEmpty: 'skipped' }, nothing, 3)).toMatchObject({
      status: 'skipped',
      observed: { violations: 0, violationPercent: null, distinctRatio: null, rowsLeftOut: 3 },
      rowsTested: 0,
    });
  });
});

describe('uniqueness: what it measures', () => {
  const duplicates = (fields: object) => metricKey(uniqueness.metrics(parse(fields)).duplicates);

  it('is the same whatever the order of the columns, the measure and the thresholds', () => {
    expect(duplicates({ columns: ['b', 'a'], measure: 'rowsInvolved', fail: { maxCount: 3 } })).toBe(
      duplicates({ columns: ['a', 'b'] }),
    );
  });

  it.each([{ columns: ['a'] }, { nulls: 'ignoreAll' }, { nulls: 'compare' }])('differs with %j', (fields) => {
    expect(duplicates({ columns: ['a', 'b'], ...fields })).not.toBe(duplicates({ columns: ['a', 'b'] }));
  });
});
