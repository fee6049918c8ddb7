import { areKeyPartners, isKeyType, keyOrder, KeyOutOfOrder, type KeyType } from './key-types.ts';

const sorted = (type: KeyType, ...keys: readonly string[]) => {
  const order = keyOrder([type]);
  return keys.toSorted((a, b) => order([a], [b]));
};

it.each([
  ['integer', ['-9007199254740993', '-10', '-9', '0', '9', '10', '9007199254740992', '9007199254740993']],
  ['decimal', ['-1.5', '-1', '0.1', '0.11', '1e2', '100.0000000000000000001']],
  ['date', ['0001-01-01', '1999-12-31', '2026-01-02', '9999-12-31']],
  [
    'uuid',
    [
      '0a000000-0000-0000-0000-000000000000',
      'A0000000-0000-0000-0000-000000000000',
      'b0000000-0000-0000-0000-000000000000',
    ],
  ],
  ['text', ['', ' ', 'B', 'a', 'a ', 'ab', 'z', 'ä', '\uE000', '\uFFFD', '\u{1F600}', '\u{1F601}']],
] as const)('%s ascends so', (type, keys) => {
  expect(sorted(type, ...keys.toReversed())).toEqual(keys);
});

it('texts are in the order of their UTF-8 bytes', () => {
  const points = [0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
  const texts = points.flatMap((one) => points.map((other) => String.fromCodePoint(one, other)));
  const byBytes = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(sorted('text', ...texts)).toEqual(byBytes);
});

it('numbers are equal by value, and the second column decides where the first is equal', () => {
  expect(keyOrder(['decimal'])(['1.0'], ['1'])).toBe(0);
  const order = keyOrder(['integer', 'text']);
  expect([order(['1', 'b'], ['1', 'a']), order(['1', 'b'], ['2', 'a'])].map(Math.sign)).toEqual([1, -1]);
});

it.each([
  ['decimal', 'NaN'],
  ['date', 'infinity'],
  ['date', '12000-01-01'],
] as const)('%s %s has no place', (type, key) => {
  const other = type === 'date' ? '2026-01-01' : '1';
  expect(() => keyOrder([type])([key], [other])).toThrow(KeyOutOfOrder);
});

it('whole and decimal numbers are partners, and others only of themselves', () => {
  expect(areKeyPartners('integer', 'decimal')).toBe(true);
  expect(areKeyPartners('uuid', 'text')).toBe(false);
  expect(isKeyType('float') || isKeyType('timestamp')).toBe(false);
});
