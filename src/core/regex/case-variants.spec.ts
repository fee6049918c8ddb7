import { withCaseVariants } from './case-variants.ts';
import { unionOf } from './code-points.ts';

const variantsOf = (text: string) =>
  withCaseVariants(unionOf([...text].map((c) => [c.codePointAt(0) ?? 0, c.codePointAt(0) ?? 0] as const)))
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
    .map((point) => String.fromCodePoint(point))
    .join('');

describe('withCaseVariants', () => {
  it.each([
    ['a', 'Aa'],
    ['1', '1'],
    ['k', 'Kk\u212a'],
    ['\u212a', 'Kk\u212a'],
    ['s', 'Ss\u017f'],
    ['ß', 'ß\u1e9e'],
    ['i', 'Ii'],
    ['İ', 'İ'],
    ['ı', 'ı'],
    ['σ', 'Σςσ'],
    ['µ', '\u00b5\u039c\u03bc'],
    ['ǆ', 'ǄǅǆǄ'.slice(0, 3)],
    ['\u{10400}', '\u{10400}\u{10428}'],
    ['a-z', '-AZaz'],
  ])('of %s are %s', (text, variants) => {
    expect(variantsOf(text)).toBe(variants);
  });

  it('agrees with the simple case folding that JavaScript has for every letter of Unicode', () => {
    const different: string[] = [];
    for (let point = 0; point <= 0x1ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (character.toUpperCase() === character && character.toLowerCase() === character) continue;
      const variants = variantsOf(character);
      const folding = new RegExp(`^[\\u{${point.toString(16)}}]+$`, 'iu');
      const { 0: upper = '' } = [...character.toUpperCase()];
      const { 0: lower = '' } = [...character.toLowerCase()];
      const candidates = new Set([...variants, upper, lower]);
      for (const candidate of candidates)
        if (folding.test(candidate) !== variants.includes(candidate))
          different.push(`${character} ${candidate}`);
    }
    expect(different).toEqual([]);
  });
});
