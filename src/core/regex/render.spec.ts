import type { Flavour } from './flavours.ts';
import { parsePattern } from './parse.ts';
import { renderPattern, type RenderOptions } from './render.ts';

const flavours = ['postgres', 're2', 'pcre2', 'icu'] as const satisfies readonly Flavour[];

function render(pattern: string, options: RenderOptions): string {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.reason}`);
  return renderPattern(parsed.tree, options);
}

const search = (pattern: string, flavour: Flavour, ignoreCase = false) =>
  render(pattern, { flavour, match: 'search', ignoreCase });

describe('renderPattern', () => {
  it.each([
    ['abc 1', 'abc 1', 'abc 1'],
    ['a.b', 'a[^\\u000A]b', 'a[^\\x{A}]b'],
    ['\\d\\D', '[0-9][^0-9]', '[0-9][^0-9]'],
    ['\\w', '[0-9A-Z_a-z]', '[0-9A-Z_a-z]'],
    ['\\s', '[\\u0009-\\u000D ]', '[\\x{9}-\\x{D} ]'],
    ['[^]', '[\\u0001-\\U0010FFFF]', '[\\x{0}-\\x{10FFFF}]'],
    ['[^a]', '[^a]', '[^a]'],
    ['[\\x00-\\x7f]', '[\\u0001-\\u007F]', '[\\x{0}-\\x{7F}]'],
    ['[[:a]', '[\\u003A\\u005Ba]', '[\\x{3A}\\x{5B}a]'],
    ['https?://', 'https?://', 'https?://'],
    ['\\.\\*\\*\\*', '\\u002E\\u002A\\u002A\\u002A', '\\x{2E}\\x{2A}\\x{2A}\\x{2A}'],
    ['é\u{1f600}', '\\u00E9\\U0001F600', '\\x{E9}\\x{1F600}'],
    ['(?:a|b)c', '(?:a|b)c', '(?:a|b)c'],
    ['a|bc', 'a|bc', 'a|bc'],
    ['(?:ab)*c{2,}d{3}e{1,2}f+g?', '(?:ab)*c{2,}d{3}e{1,2}f+g?', '(?:ab)*c{2,}d{3}e{1,2}f+g?'],
    ['(?:a*)+', '(?:a*)+', '(?:a*)+'],
    ['^a$', '\\Aa\\Z', '\\Aa\\z'],
  ])('writes %s', (pattern, postgres, braced) => {
    expect(flavours.map((flavour) => search(pattern, flavour))).toEqual([
      postgres,
      braced,
      `(?-imsx)${braced}`,
      `(?-imsx)${braced}`,
    ]);
  });

  it('holds the whole text against all branches', () => {
    const full = flavours.map((flavour) => render('a|b', { flavour, match: 'full', ignoreCase: false }));
    expect(full).toEqual([
      '\\A(?:a|b)\\Z',
      '\\A(?:a|b)\\z',
      '(?-imsx)\\A(?:a|b)\\z',
      '(?-imsx)\\A(?:a|b)\\z',
    ]);
  });

  it('writes out the variants of letters where case is ignored, not those of shorthands', () => {
    expect(search('ak1', 're2', true)).toBe('[Aa][Kk\\x{212A}]1');
    expect(search('[^k]', 're2', true)).toBe('[^Kk\\x{212A}]');
    expect(search('[\\wß]', 're2', true)).toBe('[0-9A-Z_a-z\\x{DF}\\x{1E9E}]');
    expect(search('\\W', 're2', true)).toBe('[^0-9A-Z_a-z]');
  });

  it('writes a class of which ignoring case leaves nothing as one that nothing matches', () => {
    expect(search('[^\\x00-@B-\\u{10ffff}]', 're2', true)).toBe('[^\\x{0}-\\x{10FFFF}]');
  });

  it('keeps the \\B of RE2 out of the bytes of a character', () => {
    expect(search('\\Bx', 're2')).toBe('\\A[\\x{0}-\\x{10FFFF}]*(?:\\Bx)');
    expect(render('\\Bx', { flavour: 're2', match: 'full', ignoreCase: false })).toBe('\\A(?:\\Bx)\\z');
  });

  it('has RE2 alone look for the edges of words by itself', () => {
    expect(search('\\bx', 're2')).toBe('\\bx');
    for (const flavour of ['postgres', 'pcre2', 'icu'] as const)
      expect(search('\\bx', flavour)).toContain('(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])');
  });
});
