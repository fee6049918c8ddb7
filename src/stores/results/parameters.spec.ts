import { instantParameter, jsonParameter, textParameter } from './parameters.ts';

describe('jsonParameter', () => {
  it.each([
    ['zero \0', 'zero \uFFFD'],
    ['half \ud83d pair', 'half \uFFFD pair'],
    ['other half \udc00', 'other half \uFFFD'],
    ['a whole pair 😀', 'a whole pair 😀'],
    [
      'an escape that was typed: \\u0000 \\ud83d \\\\u0000',
      'an escape that was typed: \\u0000 \\ud83d \\\\u0000',
    ],
    ['typed, then real: \\\\\0', 'typed, then real: \\\\\uFFFD'],
    ['tab\t, bell \u0007, quote "', 'tab\t, bell \u0007, quote "'],
  ])('keeps %j storable', (value, stored) => {
    expect(JSON.parse(jsonParameter({ [value]: [value] }))).toEqual({ [stored]: [stored] });
  });
});

describe('textParameter', () => {
  it('replaces what jsonParameter replaces', () => {
    expect(textParameter('a\0b')).toBe('a\uFFFDb');
  });
});

describe('instantParameter', () => {
  it.each([
    [new Date(8.64e15), '9999-12-31T23:59:59.999Z'],
    [new Date(-8.64e15), '0001-01-01T00:00:00.000Z'],
    [new Date(Date.UTC(2026, 1, 3)), '2026-02-03T00:00:00.000Z'],
  ])('writes %p in four-digit years', (instant, text) => {
    expect(instantParameter(instant)).toBe(text);
  });
});
