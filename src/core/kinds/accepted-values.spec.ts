import { refusalsOf } from '../../../test/support/refusals.ts';
import { acceptedValues } from './accepted-values.ts';

const parse = (fields: object) => ({
  ...acceptedValues.parameters.parse({ kind: 'acceptedValues', column: 'status', values: ['a'], ...fields }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };

describe('acceptedValues: parameters', () => {
  it.each([
    [{ values: undefined }, 'values', 'is required'],
    [{ values: [] }, 'values', 'must have at least 1 item'],
    [{ values: Array.from({ length: 201 }, String) }, 'values', 'must have at most 200 items'],
    [{ values: ['a', 'x'.repeat(1001)] }, 'values.1', 'must have at most 1000 characters'],
    [{ column: '' }, 'column', 'must not be empty'],
    [{ mode: 'denied' }, 'mode', 'must be one of allowed, forbidden'],
    [{ trim: 'both' }, 'trim', 'must be true or false, not a text'],
    [{ columns: ['status'] }, 'columns', 'is not known'],
    [{ onMissing: 'skipped' }, 'onMissing', 'must be one of passed, warned, failed'],
    [{ mode: 'forbidden', onMissing: 'warned' }, 'onMissing', 'goes with mode allowed only'],
  ])('%j is refused at %s', (fields, path, message) => {
    const input = { kind: 'acceptedValues', column: 'status', values: ['a'], ...fields };
    expect(refusalsOf(acceptedValues.parameters, input)).toEqual([{ path, message }]);
  });

  it.each([[null], [['a']], [{}]])('the value %j is refused at its place', (value) => {
    const input = { kind: 'acceptedValues', column: 'status', values: ['a', value] };
    expect(refusalsOf(acceptedValues.parameters, input).map(({ path }) => path)).toEqual(['values.1']);
  });

  it('keep blanks, the empty text and case; numbers and booleans become texts', () => {
    const values = ['', ' a ', 'A', 1.5, true, '9007199254740993'];
    expect(parse({ values }).values).toEqual(['', ' a ', 'A', '1.5', 'true', '9007199254740993']);
  });
});

describe('acceptedValues: judgement', () => {
  it.each([
    [{}, '2 values not accepted of 5 rows tested (40 %); none is allowed'],
    [{ mode: 'forbidden' }, '2 values forbidden of 5 rows tested (40 %); none is allowed'],
  ])('of %j is about the values that are there', (fields, message) => {
    expect(acceptedValues.judge(parse(fields), { present: 5, refused: 2 }, context)).toEqual({
      number: 40,
      status: 'failed',
      message,
      observed: { violations: 2, violationPercent: 40 },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 5,
    });
  });
});

describe('acceptedValues: values that no row has', () => {
  const judge = (fields: object, refused: number, counts: readonly number[], present = 5) =>
    acceptedValues.judge(
      parse({ values: ['a', 'b'], fail: { maxCount: 3 }, ...fields }),
      { present, refused, seen: counts.map((count, i) => ({ member: ['a', 'b'][i]!, count })) },
      context,
    );

  it('are counted only when they matter', () => {
    expect(acceptedValues.metrics(parse({}))).not.toHaveProperty('seen');
    expect(
      acceptedValues.metrics(parse({ values: ['b', 'a'], trim: true, onMissing: 'warned' })).seen,
    ).toEqual({ type: 'memberCounts', column: 'status', values: ['a', 'b'], ignoreCase: false, trim: true });
  });

  it.each([
    ['warned', 0, 'warned'],
    ['failed', 0, 'failed'],
    ['warned', 4, 'failed'],
  ])('onMissing %s, with %d values not accepted: %s', (onMissing, refused, status) => {
    expect(judge({ onMissing }, refused, [1, 0])).toMatchObject({
      status,
      message: expect.stringMatching(/ of 5 rows tested.*; no row has "b"$/) as string,
      observed: { missing: ['b'] },
    });
  });

  it('all are named', () => {
    expect(judge({ onMissing: 'warned' }, 0, [0, 0]).message).toMatch(/; no row has "a", "b"$/);
  });

  it('when there is none, the verdict is that on the others', () => {
    expect(judge({ onMissing: 'failed' }, 0, [4, 1])).toMatchObject({
      status: 'passed',
      message: 'no values not accepted of 5 rows tested',
      observed: { missing: [] },
    });
  });

  it('without rows to test onEmpty decides', () => {
    expect(judge({ onMissing: 'failed' }, 0, [0, 0], 0)).toMatchObject({
      status: 'warned',
      message: 'nothing to test (onEmpty decides)',
    });
  });
});

describe('acceptedValues: what it measures', () => {
  const refused = (fields: object) =>
    acceptedValues.metrics(parse({ values: ['b', 'a'], ...fields })).refused;

  it('is the same whatever the order and the repetitions of the values', () => {
    expect(refused({ values: ['a', 'b', 'a'], fail: { maxCount: 3 } })).toEqual(refused({}));
  });

  it.each([
    { values: ['a'] },
    { values: ['a', 'B'] },
    { mode: 'forbidden' },
    { ignoreCase: true },
    { trim: true },
    { column: 'b' },
  ])('differs with %j', (fields) => {
    expect(refused(fields)).not.toEqual(refused({}));
  });
});
