import { luhn, mod97 } from './check-digits.ts';
import type { Format } from './format.ts';
import { formats } from './formats.ts';
import { parsePattern } from './parse.ts';
import { renderPattern } from './render.ts';
import { backtrackingRisk } from './safety.ts';

const named = Object.entries<Format>(formats);
const checks = { luhn, mod97 };

const matches = ({ pattern }: Format, text: string) => new RegExp(`^(?:${pattern})$`, 'u').test(text);
const isOf = (format: Format, text: string) =>
  matches(format, text) && (format.checkDigits === null || checks[format.checkDigits](text));

const treeOf = ({ pattern }: Format) => {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.tree;
};

describe.each(named)('the format %s', (_, format) => {
  it('is portable, and safe in an engine that backtracks', () => {
    expect(backtrackingRisk(treeOf(format), { ignoreCase: false })).toBeNull();
    expect(backtrackingRisk(treeOf(format), { ignoreCase: true })).toBeNull();
    expect(renderPattern(treeOf(format), { flavour: 're2', match: 'full', ignoreCase: false })).not.toBe('');
  });

  it.each(format.valid)('takes %j', (text) => {
    expect(isOf(format, text)).toBe(true);
  });

  it.each(format.invalid)('refuses %j', (text) => {
    expect(isOf(format, text)).toBe(false);
  });
});

describe('the format isoDate', () => {
  it('takes the days that exist and no others', () => {
    const wrong: string[] = [];
    for (const year of [
      '0000',
      '0100',
      '0400',
      '1582',
      '1900',
      '1999',
      '2000',
      '2023',
      '2024',
      '2096',
      '2100',
      '9999',
    ])
      for (let month = 0; month <= 13; month += 1)
        for (let day = 0; day <= 32; day += 1) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const date = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
          if (matches(formats.isoDate, text) !== exists) wrong.push(text);
        }
    expect(wrong).toEqual([]);
  });

  it('knows the leap years of four centuries', () => {
    for (let year = 1900; year < 2300; year += 1)
      expect(matches(formats.isoDate, `${year}-02-29`)).toBe(
        new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29,
      );
  });
});

describe('the format ipv6', () => {
  it('takes a gap for one group at least, wherever it is', () => {
    for (let before = 0; before <= 8; before += 1)
      for (let after = 0; after <= 8; after += 1) {
        const text = `${Array(before).fill('1').join(':')}::${Array(after).fill('2').join(':')}`;
        expect([text, matches(formats.ipv6, text)]).toEqual([text, before + after <= 7]);
      }
  });
});
