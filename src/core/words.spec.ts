import { countOf, inNumber } from './words.ts';

describe('inNumber', () => {
  it.each([
    [0, '0'],
    [12_345, '12,345'],
    [3.14159, '3.14'],
    [0.5, '0.5'],
    [0.00123, '0.0012'],
    [-0.00123, '-0.0012'],
  ])('writes %d as %s', (value, text) => {
    expect(inNumber(value)).toBe(text);
  });
});

describe('countOf', () => {
  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2000, '2,000 rows'],
  ])('counts %d as %s', (n, text) => {
    expect(countOf(n, 'row')).toBe(text);
  });
});
