import {
  absoluteDecimal,
  compareDecimals,
  isDecimal,
  multiplyDecimals,
  subtractDecimals,
} from './decimal.ts';

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

it.each([
  ['0.3', '0.1', '0.2'],
  ['1', '1.000', '0'],
  ['1', '2', '-1'],
  ['-0.05', '-0.1', '0.05'],
  ['9007199254740993', '0.000000000000000001', '9007199254740992.999999999999999999'],
  ['1e3', '1', '999'],
  ['1E-3', '0', '0.001'],
  ['100', '0', '100'],
])('%s less %s is %s', (a, b, difference) => {
  expect(subtractDecimals(a, b)).toBe(difference);
});

it.each([
  ['0.1', '0.2', '0.02'],
  ['-3', '1.5', '-4.5'],
  ['1e3', '1e2', '100000'],
  ['0', '-5', '0'],
  ['99999999999999999999', '100', '9999999999999999999900'],
])('%s times %s is %s', (a, b, product) => {
  expect(multiplyDecimals(a, b)).toBe(product);
});

it('without a sign', () => {
  expect(['-0.50', '0.5', '-0', '1e2'].map(absoluteDecimal)).toEqual(['0.5', '0.5', '0', '100']);
  expect(() => multiplyDecimals('1', 'NaN')).toThrow(RangeError);
});
