import { compareDecimals, isDecimal } from './decimal.ts';

it.each([
  ['1', '2', -1],
  ['2', '2.000', 0],
  ['-1', '-2', 1],
  ['9007199254740993', '9007199254740992', 1],
  ['0.1', '0.10000000000000000000000001', -1],
  ['1e3', '1000', 0],
  ['1E-7', '0.0000001', 0],
  ['-0', '0', 0],
  ['.5', '0.5', 0],
  ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456788', 1],
])('%s against %s is %i', (a, b, order) => {
  expect(compareDecimals(a, b)).toBe(order);
  expect(compareDecimals(b, a)).toBe(order === 0 ? 0 : -order);
});

it.each(['', '.', 'NaN', 'Infinity', '1,5', '0x10', '1e', '--1'])('%j is not a decimal number', (text) => {
  expect(isDecimal(text)).toBe(false);
  expect(() => compareDecimals(text, '1')).toThrow(RangeError);
});
