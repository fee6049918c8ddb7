import { sizeOf } from './limits.ts';
import { parsePattern } from './parse.ts';

const reasonOf = (pattern: string) => {
  const parsed = parsePattern(pattern);
  return parsed.ok ? null : parsed.reason;
};

const treeOf = (pattern: string) => {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.reason}`);
  return parsed.tree;
};

describe('parsePattern', () => {
  it.each([
    ['(', 'cannot be read: unterminated group (near character 1)'],
    ['a)', "cannot be read: unmatched ')' (near character 2)"],
    ['*a', 'cannot be read: nothing to repeat (near character 2)'],
    ['a++', 'cannot be read: nothing to repeat (near character 3)'],
    ['[z-a]', 'cannot be read: range out of order in character class (near character 5)'],
    ['\u{1f600}\u{1f600}(', 'cannot be read: unterminated group (near character 3)'],
    ['\\-\\@(', 'cannot be read: unterminated group (near character 5)'],
    [
      '\\Aabc',
      'cannot be read: invalid escape (near character 1); the start and the end of the text are ^ and $',
    ],
    ['\\habc', 'cannot be read: invalid escape (near character 1)'],
    ['\\<abc', 'cannot be read: invalid escape (near character 1)'],
    ['abc\\', 'cannot be read: invalid escape (near character 4)'],
    [
      '[[:alpha:]]',
      'cannot be read: lone quantifier brackets (near character 11); instead of a class by name, such as [:alpha:], list its characters',
    ],
    [
      '(?i)abc',
      'cannot be read: invalid group (near character 2); options stand beside the pattern, not in it',
    ],
    ['(?i:abc)', 'sets an option for one group only (at character 1)'],
    ['(?>a)', 'cannot be read: invalid group (near character 2)'],
    ['(a)\\1', 'refers back to a group (at character 4)'],
    ['(?<x>a)\\k<x>', 'refers back to a group (at character 8)'],
    ['a(?=b)', 'looks ahead (at character 2)'],
    ['a(?!b)', 'looks ahead (at character 2)'],
    ['(?<=a)b', 'looks behind (at character 1)'],
    ['(?<!a)b', 'looks behind (at character 1)'],
    ['\\p{L}', 'uses a Unicode property, which not every engine has (at character 1)'],
    ['[\\p{L}]', 'uses a Unicode property, which not every engine has (at character 2)'],
    ['a{256}', 'repeats something more than 255 times (at character 1)'],
    ['a{0,256}', 'repeats something more than 255 times (at character 1)'],
    ['a{256,}', 'repeats something more than 255 times (at character 1)'],
    ['a{2,1}', 'cannot be read: numbers out of order in {} quantifier (near character 6)'],
    ['x\\0', 'contains the character NUL (at character 2)'],
    ['x\u0000', 'contains the character NUL (at character 2)'],
    ['[\\0]', 'contains the character NUL (at character 2)'],
    ['\ud800', 'contains half a surrogate pair (at character 1)'],
    ['[\\ud800-\\udfff]', 'contains half a surrogate pair (at character 2)'],
    ['[]', 'has a class that no character is in (at character 1)'],
    ['a[^\\s\\S]', 'has a class that no character is in (at character 2)'],
    ['a'.repeat(1001), 'is 1001 characters long, of 1000 at most'],
    [`${'('.repeat(51)}a${')'.repeat(51)}`, 'nests more than 50 groups within each other (at character 51)'],
    ['((a{200}){200}){200}', 'repeats what is repeated more than 1,000 times in all'],
    ['(?:a{11}){91}', 'repeats what is repeated more than 1,000 times in all'],
    [
      '(?:abcdefgh){255}',
      'is too large: with its repetitions written out its size is 2,040, of 1,000 at most',
    ],
  ])('refuses %j: %s', (pattern, reason) => {
    expect(reasonOf(pattern)).toBe(reason);
  });

  it.each([
    '',
    '()',
    'a{255}',
    '(?:a{10}){100}',
    'a'.repeat(1000),
    '\u{1f600}'.repeat(1000),
    '[\\x00-\\x7f]',
    '[^]',
    '[\\s\\S]',
    `${'('.repeat(50)}a${')'.repeat(50)}`,
    '(?<year>\\d{4})',
    'a*?b+?c??d{1,2}?',
    '\\-\\@\\:\\_\\,\\ \\"\\\'\\#',
    '[\\-\\@\\:\\_]',
    '^|$',
  ])('takes %j', (pattern) => {
    expect(reasonOf(pattern)).toBeNull();
  });

  it('reads an escape that need not be as the character itself, never as syntax', () => {
    expect(treeOf('a\\-\\@')).toEqual(treeOf('a-@'));
    expect(treeOf('[a\\-\\@]')).toEqual(treeOf('[a@\\-]'));
    expect(treeOf('\\\\@')).toEqual(treeOf('[\\\\]@'));
    expect(reasonOf('a{1\\,2}')).toContain('cannot be read');
    expect(reasonOf('(?\\:a)')).toContain('cannot be read');
  });

  it('keeps nothing of a pattern but what it matches', () => {
    expect(treeOf('(a)(?:b)(?<n>c)')).toEqual(treeOf('abc'));
    expect(treeOf('a*?')).toEqual(treeOf('a*'));
    expect(treeOf('a{1}b{0}(?:^)*(?:$)+')).toEqual(treeOf('a$'));
    expect(treeOf('(?:)*')).toEqual({ node: 'sequence', parts: [] });
  });
});

describe('sizeOf', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['a|bc', 3],
    ['[a-z]*', 1],
    ['\\w', 2],
    ['[acegikmo]', 3],
    ['a{3,}', 3],
    ['a{2,5}', 5],
    ['(?:ab{3}){10}', 40],
    ['^$', 0],
    ['\\bx', 5],
  ])('of %s is %d', (pattern, size) => {
    expect(sizeOf(treeOf(pattern))).toBe(size);
  });
});
