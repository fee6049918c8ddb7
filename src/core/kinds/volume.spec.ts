import { volume } from './volume.ts';

const measuredAt = new Date('2026-03-04T05:06:07Z');

/** The judgement on `rows`, with the counts of earlier runs newest first. */
function judge(fields: object, rows: number, earlier: readonly (number | null)[] = []) {
  const test = { ...volume.parameters.parse({ kind: 'volume', ...fields }), dataset: 'public.orders' };
  const history = earlier.map((value) => ({ measuredAt, value }));
  return volume.judge(test, { rows }, { measuredAt, history: { rows: history } });
}

describe('volume: bounds', () => {
  const both = { warn: { min: 10, max: 20 }, fail: { min: 5, max: 40 } };

  it.each([
    [4, 'failed', '4 rows: fewer than the 5 expected'],
    [5, 'warned', '5 rows: fewer than the 10 expected'],
    [9, 'warned', '9 rows: fewer than the 10 expected'],
    [10, 'passed', '10 rows, within bounds'],
    [20, 'passed', '20 rows, within bounds'],
    [21, 'warned', '21 rows: more than the 20 expected'],
    [40, 'warned', '40 rows: more than the 20 expected'],
    [41, 'failed', '41 rows: more than the 40 expected'],
  ])('%d rows are %s', (rows, status, message) => {
    expect(judge(both, rows)).toMatchObject({
      status,
      message,
      observed: { rows },
      expected: both,
      rowsTested: rows,
    });
  });

  it('an empty table is judged like any other', () => {
    expect(judge({ fail: { min: 1 } }, 0)).toMatchObject({ status: 'failed', rowsTested: 0 });
    expect(judge({ fail: { max: 0 } }, 0)).toMatchObject({ status: 'passed', rowsTested: 0 });
  });

  it('says one row, not one rows', () => {
    expect(judge({ fail: { min: 2 } }, 1).message).toBe('1 row: fewer than the 2 expected');
  });
});

describe('volume: change', () => {
  const tenPercent = { fail: { maxChangePercent: 10 } };
  const fiveRows = { fail: { maxChangeRows: 5 } };

  it.each([
    ['unchanged', tenPercent, 100, 100, 'passed'],
    ['growth at the limit', tenPercent, 100, 110, 'passed'],
    ['growth beyond it', tenPercent, 100, 111, 'failed'],
    ['a drop at the limit', tenPercent, 100, 90, 'passed'],
    ['a drop beyond it', tenPercent, 100, 89, 'failed'],
    ['a limit that binary fractions miss', { fail: { maxChangePercent: 7 } }, 1000, 1070, 'passed'],
    ['a drop to nothing', tenPercent, 100, 0, 'failed'],
    ['nothing, again', tenPercent, 0, 0, 'passed'],
    ['growth from nothing, whatever the limit', { fail: { maxChangePercent: 1e9 } }, 0, 1, 'failed'],
    ['as many rows as allowed', fiveRows, 0, 5, 'passed'],
    ['one row more', fiveRows, 0, 6, 'failed'],
    ['one row fewer', fiveRows, 10, 4, 'failed'],
    ['no change allowed, none made', { fail: { maxChangePercent: 0 } }, 7, 7, 'passed'],
    ['no change allowed, one made', { fail: { maxChangePercent: 0 } }, 7, 8, 'failed'],
  ])('%s', (_, fields, earlier, rows, status) => {
    expect(judge(fields, rows, [earlier]).status).toBe(status);
  });

  it('is shown with its numbers', () => {
    expect(judge(tenPercent, 1200, [1000])).toEqual({
      status: 'failed',
      message:
        '1,200 rows: +200 rows (+20 %) against the 1,000 of the run before, more than the 10 % allowed',
      observed: { rows: 1200, previousRows: 1000, changeRows: 200, changePercent: 20 },
      expected: { fail: { maxChangePercent: 10 } },
      rowsTested: 1200,
    });
  });

  it('from nothing has no percentage', () => {
    expect(judge(tenPercent, 5, [0])).toMatchObject({
      message: '5 rows: +5 rows against the 0 of the run before, more than the 10 % allowed',
      observed: { previousRows: 0, changeRows: 5, changePercent: null },
    });
  });

  it('within the limit is told too', () => {
    expect(judge(tenPercent, 95, [100]).message).toBe('95 rows, −5 rows (−5 %) against the run before');
    expect(judge(tenPercent, 100, [100]).message).toBe('100 rows, unchanged against the run before');
  });

  it('is measured against the newest earlier count', () => {
    expect(judge(tenPercent, 100, [100, 1]).status).toBe('passed');
  });

  it.each([
    ['spike', 200, 'failed'],
    ['spike', 10, 'passed'],
    ['drop', 200, 'passed'],
    ['drop', 10, 'failed'],
  ])('with direction %s, 100 becoming %d is %s', (direction, rows, status) => {
    expect(judge({ ...tenPercent, direction }, rows, [100]).status).toBe(status);
  });

  it('every complaint of the worst level is told', () => {
    const message = judge({ fail: { min: 95, maxChangePercent: 1, maxChangeRows: 2 } }, 90, [100]).message;
    expect(message.split(/: |; /)).toHaveLength(4);
  });
});

describe('volume: nothing to compare with', () => {
  const change = { fail: { maxChangePercent: 10 } };

  it.each([
    ['no earlier run', change, []],
    ['an earlier run without a count', change, [null]],
    ['an earlier count below minBaseline', { ...change, minBaseline: 50 }, [49]],
  ])('%s: skipped, and this count becomes the baseline', (_, fields, earlier) => {
    expect(judge(fields, 100, earlier)).toMatchObject({
      status: 'skipped',
      message: expect.stringContaining('kept as the baseline') as string,
      observed: { rows: 100 },
      rowsTested: 100,
    });
  });

  it('minBaseline itself is enough', () => {
    expect(judge({ ...change, minBaseline: 50 }, 100, [50]).status).toBe('failed');
  });

  it('bounds are judged all the same', () => {
    expect(judge({ fail: { min: 1, maxChangePercent: 10 } }, 0).status).toBe('failed');
    expect(judge({ fail: { min: 1, maxChangePercent: 10 } }, 3)).toMatchObject({
      status: 'passed',
      message: '3 rows, within bounds; no earlier count to compare with',
    });
  });
});

describe('volume: what it asks for', () => {
  const asked = (fields: object) =>
    volume.history({ ...volume.parameters.parse({ kind: 'volume', ...fields }), dataset: 'public.orders' });

  it.each([
    [{ fail: { min: 1 } }, {}],
    [{ warn: { maxChangeRows: 0 } }, { rows: 1 }],
    [{ warn: { min: 1 }, fail: { maxChangePercent: 0 } }, { rows: 1 }],
  ])('the history for %j is %j', (fields, history) => {
    expect(asked(fields)).toEqual(history);
  });
});
