import { refusalsOf } from '../../../test/support/refusals.ts';
import { range } from './range.ts';

const parse = (fields: object) => ({
  ...range.parameters.parse({ kind: 'range', column: 'amount', ...fields }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };
const refusals = (fields: object) =>
  refusalsOf(range.parameters, { kind: 'range', column: 'amount', ...fields });

const NO_BOUND = 'must be a number, or a date or time in ISO 8601';
const BELOW = 'must not be below min';
const NOTHING_BETWEEN = 'must be above min, or nothing lies between the two';

describe('range: refused parameters', () => {
  it.each([
    [{}, 'min', 'set min, max or both'],
    [{ min: 1, column: '' }, 'column', 'must not be empty'],
    [{ min: 1, of: 'bytes' }, 'of', 'must be one of value, length'],
    [{ min: 1, strictMin: 1 }, 'strictMin', 'must be true or false, not a number'],
    [{ min: 1, columns: ['a'] }, 'columns', 'is not known'],
    [{ min: 'abc' }, 'min', NO_BOUND],
    [{ min: '' }, 'min', NO_BOUND],
    [{ max: 'NaN' }, 'max', NO_BOUND],
    [{ max: 'Infinity' }, 'max', NO_BOUND],
    [{ max: 'infinity' }, 'max', NO_BOUND],
    [{ max: '0x10' }, 'max', NO_BOUND],
    [{ max: '1,5' }, 'max', NO_BOUND],
    [{ max: '1e' }, 'max', NO_BOUND],
    [{ max: 'now' }, 'max', NO_BOUND],
    [{ max: '01.02.2024' }, 'max', NO_BOUND],
    [{ max: '2024-13-01' }, 'max', NO_BOUND],
    [{ max: '2023-02-29' }, 'max', NO_BOUND],
    [{ max: '2024-02-30T10:00:00Z' }, 'max', NO_BOUND],
    [{ max: '0000-01-01' }, 'max', NO_BOUND],
    [{ max: '2024-01-01T25:00' }, 'max', NO_BOUND],
    [{ max: '2024-01-01T10:00:00+25:00' }, 'max', NO_BOUND],
    [{ max: '2024-01-01T10:00:00 Europe/Berlin' }, 'max', NO_BOUND],
    [{ min: 2, max: 1 }, 'max', BELOW],
    [{ min: '9007199254740993', max: '9007199254740992' }, 'max', BELOW],
    [{ min: '0.1000000000000000000002', max: '0.1000000000000000000001' }, 'max', BELOW],
    [{ min: '1e3', max: 999 }, 'max', BELOW],
    [{ min: '2024-01-02', max: '2024-01-01' }, 'max', BELOW],
    [{ min: '2024-01-01T12:00:00Z', max: '2024-01-01T12:00:00+02:00' }, 'max', BELOW],
    [{ min: '2024-01-01T00:00:01', max: '2024-01-01' }, 'max', BELOW],
    [{ min: 1, max: '2024-01-01' }, 'max', 'must be of the same kind as min'],
    [{ min: '2024-01-01', max: 5 }, 'max', 'must be of the same kind as min'],
    [{ min: 5, max: 5, strictMin: true }, 'max', NOTHING_BETWEEN],
    [{ min: '5', max: '5.0', strictMax: true }, 'max', NOTHING_BETWEEN],
    [{ min: '2024-01-01', max: '2024-01-01', strictMax: true }, 'max', NOTHING_BETWEEN],
    [{ of: 'length', min: 1.5 }, 'min', 'must be a whole number of characters'],
    [{ of: 'length', min: -1 }, 'min', 'must be a whole number of characters'],
    [{ of: 'length', max: '2024-01-01' }, 'max', 'must be a whole number of characters'],
    [{ of: 'length', min: 3, max: 2 }, 'max', BELOW],
  ])('%j at %s', (fields, path, message) => {
    expect(refusals(fields)).toEqual([{ path, message }]);
  });

  it.each([[true], [null], [{ days: 1 }], ['9'.repeat(65)]])('a bound like %j', (min) => {
    expect(refusals({ min }).map(({ path }) => path)).toEqual(['min']);
  });

  it('every wrong one of several', () => {
    expect(
      refusals({ of: 'length', min: -2, max: 0.5, onEmpty: 'ok' })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['onEmpty']);
    expect(refusals({ of: 'length', min: -2, max: 0.5 }).map(({ path }) => path)).toEqual(['min', 'max']);
  });
});

describe('range: accepted bounds', () => {
  it.each([
    [{ min: 0 }, '0', undefined],
    [{ min: -0.5, max: 0.5 }, '-0.5', '0.5'],
    [{ min: 5, max: 5 }, '5', '5'],
    [{ min: 9, max: 10 }, '9', '10'],
    [{ min: '9', max: '10' }, '9', '10'],
    [
      { max: '12345678901234567890.123456789012345678' },
      undefined,
      '12345678901234567890.123456789012345678',
    ],
    [{ max: 1e21 }, undefined, '1e+21'],
    [{ min: '2024-02-29', max: '2024-02-29' }, '2024-02-29', '2024-02-29'],
    [{ min: '0001-01-01', max: '9999-12-31' }, '0001-01-01', '9999-12-31'],
    [
      { min: '2024-01-01T12:00:00+02:00', max: '2024-01-01T12:00:00Z' },
      '2024-01-01T12:00:00+02:00',
      '2024-01-01T12:00:00Z',
    ],
    [
      { min: '2024-01-01 00:00:00.000001', max: '2024-01-01 00:00:00.000002', strictMin: true },
      '2024-01-01 00:00:00.000001',
      '2024-01-01 00:00:00.000002',
    ],
    [{ of: 'length', min: 0, max: 140 }, '0', '140'],
  ])('%j, digit by digit', (fields, min, max) => {
    expect(parse(fields)).toMatchObject({ ...(min && { min }), ...(max && { max }) });
    expect(range.metrics(parse(fields)).outside).toMatchObject({
      rule: { min: min ?? null, max: max ?? null },
    });
  });
});

describe('range: judgement', () => {
  it('is about the values that are there', () => {
    expect(range.judge(parse({ min: 0 }), { present: 8, outside: 1 }, context)).toEqual({
      number: 12.5,
      status: 'failed',
      message: '1 value out of range of 8 rows tested (12.5 %); none is allowed',
      observed: { violations: 1, violationPercent: 12.5 },
      expected: { fail: { maxCount: 0 } },
      rowsTested: 8,
    });
  });

  it('of nulls only is left to onEmpty', () => {
    const test = parse({ min: 0, onEmpty: 'failed' });
    expect(range.judge(test, { present: 0, outside: 0 }, context).status).toBe('failed');
  });
});

describe('range: what it measures', () => {
  const outside = (fields: object) => range.metrics(parse({ min: 0, max: 9, ...fields })).outside;

  it.each([
    { strictMin: true },
    { strictMax: true },
    { of: 'length' },
    { min: 1 },
    { max: 8 },
    { column: 'b' },
  ])('differs with %j', (fields) => {
    expect(outside(fields)).not.toEqual(outside({}));
  });
});
