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
      status: 'failed',
      message,
      observed: { violations: 2, violationPercent: 40 },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 5,
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
