import { parsePattern } from './parse.ts';
import { backtrackingRisk } from './safety.ts';

function riskOf(pattern: string, ignoreCase = false): string | null {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(`${pattern}: ${parsed.reason}`);
  return backtrackingRisk(parsed.tree, { ignoreCase });
}

describe('backtrackingRisk', () => {
  it.each([
    '(a+)+',
    '(a*)*',
    '(.*)*',
    '(a|a)*',
    '(a|ab)*c',
    '(ab|a)+c',
    '(a|aa)+$',
    '(a?b?)*',
    '(a?){30}a{30}',
    '(\\w+\\s?)*$',
    '([A-Za-z]+ ?)+$',
    '([a-z]+)*@',
    '(x(a*)?)*y',
    '(?:\\d{1,3})*$',
    '(?:\\d{2}|\\d{3})*$',
    '(.*,)*x',
    '(\\w+\\w+)+',
    '(a+){30}',
    '(a{1,9}){21,}',
    '(?:(?:c*(?:b?a{1,3})){1,3}){1,3}!',
    '((ab)+|(ab)+c)*',
    '\\s*\\s*\\s*$',
    '\\w*\\d*[0-9a-f]*!',
    '.*a.*b.*c',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(?:[^"]|\\\\.|")*x',
    '(\\s|\\n)*x',
    'a*a*xb*b*c',
    '(?:a*a*|b)x(?:a*|b*b*)',
    'a{0,100}a{0,100}a{0,100}b',
    '(?:a|b|ab)+$',
  ])('finds %s', (pattern) => {
    expect(riskOf(pattern)).toEqual(expect.any(String));
  });

  it.each([
    '',
    'abc',
    '[^@\\s]+@[^@\\s]+\\.[a-z]+',
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
    '[A-Z]{3}-\\d+',
    '(foo|bar)+',
    '(foo|far)+x',
    '(\\d{3},)*\\d{3}',
    '\\d{1,3}(,\\d{3})*(\\.\\d+)?',
    '\\d{4}-\\d{2}-\\d{2}',
    '(\\w+\\s)*\\w+',
    '\\w+(?: \\w+)*',
    '([A-Z][a-z]+)+',
    '"(?:[^"\\\\]|\\\\.)*"',
    '(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}',
    '(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)',
    'a+b+c+d+e+',
    '(?:ab){1,100}',
    '[a-z]{1,255}',
    '.*foo.*',
    '\\s*,\\s*',
    '(?:\\d[ -]?){12,19}',
    '(a?){4}',
    '((?:\\d{2}){10},)*x',
    '^a*|b*|c*|a*$',
    'a*a*x|b*b*y',
  ])('lets %s pass', (pattern) => {
    expect(riskOf(pattern)).toBeNull();
  });

  it('counts the variants of letters as overlapping where case is ignored', () => {
    expect(riskOf('([A-Z][a-z]+)+', true)).toContain('divided');
    expect(riskOf('(a|A)*$')).toBeNull();
    expect(riskOf('(a|A)*$', true)).toEqual(expect.any(String));
  });

  it('does not judge more loops than it can compare', () => {
    const letters = [...'abcdefghijklmnopqrst'];
    expect(riskOf(letters.map((c) => `${c}*`).join(''))).toBeNull();
    expect(riskOf(`${letters.map((c) => `${c}*`).join('')}u*`)).toContain('more than 20 repetitions');
  });

  it('does not judge a loop of more places than it can compare', () => {
    expect(riskOf(`(${'a'.repeat(100)})*`)).toBeNull();
    expect(riskOf(`(${'a'.repeat(101)})*`)).toBe('repeats a part that is too long to be judged');
  });
});
