import { luhn, mod97 } from './check-digits.ts';

describe('luhn', () => {
  // 7992739871 3 is the worked example of the formula; the others are card schemes' published test numbers
  it.each(['79927398713', '4111 1111 1111 1111', '3782-822463-10005', '5555555555554444', '0', '18'])(
    'takes %j',
    (text) => {
      expect(luhn(text)).toBe(true);
    },
  );

  it.each(['79927398710', '4111111111111112', '4111111111111111a', '', ' - ', '1', '٠'])(
    'refuses %j',
    (text) => {
      expect(luhn(text)).toBe(false);
    },
  );

  it('has exactly one right digit for every beginning', () => {
    for (let n = 0; n < 200; n += 1)
      expect([...'0123456789'].filter((digit) => luhn(`${n}${digit}`))).toHaveLength(1);
  });
});

describe('mod97', () => {
  it.each([
    'GB82 WEST 1234 5698 7654 32',
    'DE89370400440532013000',
    'FR1420041010050500013M02606',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
    'gb82west12345698765432',
  ])('takes %j', (text) => {
    expect(mod97(text)).toBe(true);
  });

  it.each([
    'GB82WEST12345698765431',
    'GB28WEST12345698765432',
    'DE89370400440532013001',
    '',
    'GB82',
    '0'.repeat(41),
  ])('refuses %j', (text) => {
    expect(mod97(text)).toBe(false);
  });

  it('reads the whole number as big integers do', () => {
    const number = (text: string) =>
      BigInt([...text.slice(4), ...text.slice(0, 4)].map((c) => Number.parseInt(c, 36)).join(''));
    for (let check = 0; check < 100; check += 1) {
      const text = `LC${String(check).padStart(2, '0')}SOMETHING0123456789ZZ`;
      expect(mod97(text)).toBe(number(text) % 97n === 1n);
    }
  });
});
