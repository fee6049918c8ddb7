/** One pattern, what it must match and what not, in every engine. */
export interface PatternCase {
  readonly pattern: string;
  /** `full` is the whole text, `search` any part of it; `i` ignores case. */
  readonly mode: 'full' | 'search' | 'full i' | 'search i';
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** What JavaScript's own engine (flag `u`) reads differently on purpose; the answers are then by hand. */
  readonly unlikeJavaScript?: string;
}

const asciiOnly = 'JavaScript adds ſ and the kelvin sign to words when it ignores case';
const lineSeparators = 'JavaScript keeps . from CR, U+2028 and U+2029 too';
const asciiSpaces = 'JavaScript counts Unicode spaces';

const surrogates = 'V8 looks between the halves of a surrogate pair';

const search = (pattern: string, yes: string[], no: string[], unlikeJavaScript?: string): PatternCase => ({
  pattern,
  mode: 'search',
  yes,
  no,
  ...(unlikeJavaScript === undefined ? {} : { unlikeJavaScript }),
});
const full = (...args: Parameters<typeof search>): PatternCase => ({ ...search(...args), mode: 'full' });
const searchI = (...args: Parameters<typeof search>): PatternCase => ({
  ...search(...args),
  mode: 'search i',
});
const fullI = (...args: Parameters<typeof search>): PatternCase => ({ ...search(...args), mode: 'full i' });

const literals: readonly PatternCase[] = [
  full('', [''], ['a', '\n', ' ']),
  search('', ['', 'a', '\n'], []),
  full('abc', ['abc'], ['ab', 'abcd', 'xabc', 'ABC', 'abc\n', '\nabc', '']),
  search('abc', ['abc', 'xabcx', 'a\nabc\nb'], ['ab', 'ABC', 'a bc', '']),
  full('a b#c', ['a b#c'], ['ab#c', 'a b', 'a bc']),
  full('\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\^\\$\\\\\\/', ['.*+?()[]{}|^$\\/'], ['', 'aaaaaaaaaaaaaa']),
  full('\\*\\*\\*:a', ['***:a'], ['a', ':a']),
  full('\\*\\*\\*=a.b', ['***=a.b', '***=axb'], ['a.b']),
  full('-&~@%"\'`,;:<=>!_', ['-&~@%"\'`,;:<=>!_'], ['-&~@%"\'`,;:<=>!']),
  full('\\t\\n\\r\\f\\v', ['\t\n\r\f\v'], ['tnrfv', '\t\n\r\f', '\t\n\r\f\v ']),
  full('\\x41\\u0042\\u{43}', ['ABC'], ['abc', 'x41']),
  full('é', ['é'], ['e', 'e\u0301', 'É']),
  full('日本', ['日本'], ['日', '日本語']),
  full('\u{1f600}', ['\u{1f600}'], ['\u{1f601}', '\u{1f600}\u{1f600}', '\ufffd']),
  full('\u{1f600}{2}', ['\u{1f600}\u{1f600}'], ['\u{1f600}']),
  full('\\u2028\\u0085\\u200e', ['\u2028\u0085\u200e'], ['\u2028\u0085', '']),
  full('\\u00a0', ['\u00a0'], [' ', '']),
  search('\\u{10ffff}', ['a\u{10ffff}'], ['a']),
];

const classes: readonly PatternCase[] = [
  full('[abc]', ['a', 'b', 'c'], ['d', 'ab', '', 'A']),
  full('[^abc]', ['d', '\n', ' ', 'é', '\u{1f600}'], ['a', 'c', '', 'dd']),
  full('[\\]]', [']'], ['[', '\\', '']),
  full('[[]', ['['], [']']),
  full('[\\[\\]]', ['[', ']'], ['[]', '\\']),
  full('[\\-a]', ['-', 'a'], ['b', '\\']),
  full('[a-]', ['a', '-'], ['b']),
  full('[-a]', ['a', '-'], ['b']),
  full('[a\\-z]', ['a', '-', 'z'], ['b']),
  full('[+--]', ['+', ',', '-'], ['.', '*']),
  full('[\\^a]', ['^', 'a'], ['b']),
  full('[a^]', ['^', 'a'], ['b']),
  full('[^^]', ['a', '\n'], ['^']),
  full('[\\\\]', ['\\'], ['/', '\\\\']),
  full('[a\\\\-c]', ['a', '\\', ']', '_', 'c'], ['-', 'd']),
  full('[:alpha]', [':', 'a', 'l', 'p', 'h'], ['b', 'z']),
  full('[=a=.]', ['=', 'a', '.'], ['b']),
  full('[a&&b]', ['a', '&', 'b'], ['c']),
  full('[a~~b|#!]', ['~', '|', '#', '!'], ['c']),
  full('[ #]', [' ', '#'], ['a', '']),
  full('[a-z]', ['a', 'm', 'z'], ['A', 'é', '`', '{', '']),
  full('[A-Za-z]', ['A', 'z'], ['[', '_', 'é', 'ſ', '\u212a']),
  full('[ -~]', [' ', 'a', '~', ']', '-', '^'], ['\t', '\u007f', 'é']),
  full('[!-\\/]', ['!', '-', '/', '.'], ['0', ' ']),
  full('[\\x00-\\x7f]+', ['abc', '\n', '\u0001'], ['é', '']),
  full('[^\\x00-\\x7f]', ['é', '\u{1f600}', '日'], ['a', '\n']),
  full('[à-ÿ]', ['é', 'ÿ'], ['É', 'e']),
  full('[一-龥]+', ['日本'], ['ひ', 'a']),
  full('[\u{1f600}-\u{1f64f}]', ['\u{1f600}', '\u{1f64f}'], ['\u{1f650}', 'a']),
  full('[^\u{1f600}]', ['\u{1f601}', 'a', '\n'], ['\u{1f600}']),
  full('[\\ud000-\\ue000]', ['\ud000', '\ue000'], ['\ue001', 'a', '\u{1f600}']),
  full('[^]', ['a', '\n', '\u{1f600}', '\u{10ffff}', '\u0001'], ['', 'aa']),
  full('[\\s\\S]+', ['a\nb\n', '\u{1f600}'], ['']),
  full('[^\\n]', ['a', '\r', '\u2028'], ['\n', '']),
  full('[\\d\\-]+', ['1-2'], ['a', '']),
  full('[\\w.]+', ['a.b_9'], ['a b', 'é']),
  full('[^\\w\\s]', ['!', 'é', '\u00a0'], ['a', ' ', '_'], asciiSpaces),
  full('[\\D]', ['a', '\n', '٣'], ['1']),
  full('[\\Wa]', ['a', '!', 'é'], ['b', '_']),
  full('[^\\W]', ['a', '_'], ['!', 'é']),
  full('[^\\D5]', ['4'], ['5', 'a']),
];

const shorthands: readonly PatternCase[] = [
  full('\\d', ['0', '9'], ['a', '٣', '３', '']),
  full('\\D', ['a', '٣', '\n', '\u{1f600}'], ['0', '']),
  full('\\w', ['a', 'Z', '0', '_'], ['é', '-', 'ß', 'ſ', '日']),
  full('\\W', ['é', '-', '\n', '日'], ['a', '_']),
  full('\\s', [' ', '\t', '\n', '\v', '\f', '\r'], ['a', '']),
  full('\\s', [], ['\u00a0', '\u0085', '\u2003', '\u2028', '\ufeff', '\u3000'], asciiSpaces),
  full('\\S', ['a', '\u00a0', '\u2003', '\u3000'], [' ', '\v', '\n'], asciiSpaces),
  full('.', ['a', ' ', '\t', 'é', '\u{1f600}', '\u0085'], ['\n', '', 'aa']),
  full('.', ['\r', '\u2028', '\u2029'], ['\n', '\r\n'], lineSeparators),
  full('.*', ['', 'abc'], ['a\nb', '\n', 'abc\n']),
  search('a.b', ['axb', 'xx a-b'], ['a\nb', 'ab']),
  full('a.{2}b', ['a\u{1f600}\u{1f600}b', 'a\tbb'], ['a\u{1f600}b']),
];

const anchors: readonly PatternCase[] = [
  search('^abc', ['abc', 'abcd', 'abc\n'], ['xabc', '\nabc', 'x\nabc']),
  search('abc$', ['abc', 'xabc', '\nabc'], ['abcx', 'abc\n', 'abc\nx', 'abc\r\n']),
  search('^abc$', ['abc'], ['abc\n', '\nabc', 'x\nabc\ny', '']),
  search('^$', [''], ['\n', 'a', '\n\n']),
  search('$', ['', 'a', '\n'], []),
  search('^', ['', 'a', '\n'], []),
  search('^a|b$', ['a', 'ax', 'b', 'xb'], ['xa', 'bx', 'b\n', '\na']),
  full('^a|b$', ['a', 'b'], ['ax', 'xb', 'ab', 'b\n']),
  full('(^a|b)c', ['ac', 'bc'], ['aac', 'c']),
  search('(^|,)x(,|$)', ['x', 'a,x', 'x,b', 'a,x,b'], ['ax', 'xa', 'x\n', '\nx']),
  search('a^b', [], ['ab', 'a\nb', 'a^b']),
  search('a$b', [], ['ab', 'a\nb', 'a$b']),
  search('a\\n$', ['a\n'], ['a', 'a\n\n']),
  search('(?:^a)+b', ['ab'], ['aab', 'xab']),
  search('(?:^|a)+b', ['b', 'ab', 'aab', 'xab'], ['', 'xb']),
  search('(?:a$|b)+', ['a', 'b', 'ba', 'bx'], ['ax', 'a\n']),
  full('(?:^){3}a(?:$){2}', ['a'], ['aa', 'a\n']),
  full('^^a$$', ['a'], ['^a$', 'a\n']),
  full('(?:^x)?y', ['xy', 'y'], ['xxy', 'x']),
];

const boundaries: readonly PatternCase[] = [
  search('\\bcat\\b', ['cat', 'a cat!', 'cat\n', '-cat-', 'écaté'], ['cats', 'concat', 'cat_', '1cat', '']),
  search('\\Bcat', ['concat', '_cat'], ['cat', 'a cat', 'écat']),
  search('cat\\B', ['cats', 'cat1'], ['cat', 'cat ', 'caté']),
  search('\\b', ['a', 'é a', '!a'], ['', '!', 'é', '日本', ' \n']),
  search('a\\B', ['ab', 'a_'], ['a', 'aé', 'a b']),
  search('\\B', ['', 'ab', '!', 'é', ' ', 'a é'], ['a', 'a b', 'aéa']),
  search('\\B', [], ['a\u{1f600}a'], surrogates),
  search('x*\\By*', ['ab', 'é'], ['aéa']),
  full('a\\B.\\Bb|a.\\bb', ['aéb', 'abb'], ['ab']),
  search('^\\B$', [''], ['a', '!']),
  full('\\b\\w+\\b', ['word'], ['', 'two words', 'wörd']),
  search('é\\b', ['éa'], ['é', 'é!', 'éé']),
  search('(?:\\ba)+', ['a', 'ba a'], ['ba', '']),
  search('\\b\\b', ['a'], ['', '!']),
  search('\\b\\B', [], ['a', '', '!', 'ab']),
  search('\\b\u{1f600}', ['a\u{1f600}'], ['\u{1f600}', ' \u{1f600}']),
];

const quantifiers: readonly PatternCase[] = [
  full('a*', ['', 'a', 'aaa'], ['b', 'aab', 'a\n']),
  full('a+', ['a', 'aaa'], ['', 'b']),
  full('a?', ['', 'a'], ['aa']),
  full('a{2}', ['aa'], ['a', 'aaa']),
  full('a{2,}', ['aa', 'aaaa'], ['a', '']),
  full('a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']),
  full('a{0}', [''], ['a']),
  full('a{0,2}b', ['b', 'aab'], ['aaab']),
  full('a{255}', ['a'.repeat(255)], ['a'.repeat(254), 'a'.repeat(256)]),
  full('(ab){2,3}', ['abab', 'ababab'], ['ab', 'aba']),
  full('(?:a|b){3}', ['aba', 'bbb'], ['ab', 'abab']),
  full('(?:a{2}){3}', ['aaaaaa'], ['aaaaa', 'aaaa']),
  full('(?:a{10}){100}', ['a'.repeat(1000)], ['a'.repeat(999)]),
  full('(?:a{2,3}){2}b?', ['aaaa', 'aaaaaab'], ['aaa', 'aaaaaaa']),
  full('a*?b+?', ['b', 'aabb'], ['a', '']),
  full('a??', ['', 'a'], ['aa']),
  search('a{3}?', ['aaa'], ['aa']),
  full('(?:)', [''], ['a']),
  full('()*a', ['a'], ['', 'aa']),
  full('(?:a?){3}', ['', 'a', 'aaa'], ['aaaa']),
  full('(?:a*)*b', ['b', 'aab'], ['a', '']),
  full('(?:a|)+b', ['b', 'aab'], ['', 'a']),
  full('(?:a?b?)*c', ['c', 'abbac'], ['ab']),
  full('x{2}\\{2\\}', ['xx{2}'], ['xxxx']),
];

const choices: readonly PatternCase[] = [
  full('a|b|cd', ['a', 'b', 'cd'], ['c', 'ab', '']),
  full('a|ab', ['a', 'ab'], ['abb', 'b']),
  full('(a|ab)(c|bcd)', ['ac', 'abc', 'abcd', 'abbcd'], ['ab', 'abcdd']),
  full('a|', ['a', ''], ['b']),
  full('|a', ['a', ''], ['b', 'aa']),
  full('(?:|a)b', ['b', 'ab'], ['a']),
  full('a||b', ['', 'a', 'b'], ['ab']),
  search('foo|bar', ['xfoo', 'barx'], ['fo', 'ba']),
  full('(foo|bar)+', ['foobar', 'bar'], ['foob', '']),
  full('(?<year>\\d{4})-(?<month>\\d\\d)', ['2024-05'], ['2024-5', '٢٠٢٤-05']),
  full('((a)|(b(c|d)))e', ['ae', 'bce', 'bde'], ['be', 'e']),
  full('(?:a|b|)(?:c|)', ['', 'a', 'bc', 'c'], ['cc', 'ab']),
];

const cases: readonly PatternCase[] = [
  fullI('abc', ['abc', 'ABC', 'aBc'], ['abd', 'ab']),
  fullI('ABC', ['abc', 'ABC'], ['abd']),
  searchI('b', ['aBc'], ['ac']),
  fullI('[a-c]', ['a', 'B'], ['d', 'D']),
  fullI('[^a]', ['b', 'B', '\n'], ['a', 'A']),
  fullI('[^A-Z]', ['1', 'é'], ['a', 'Z', 'ſ', '\u212a']),
  fullI('[X-c]', ['x', 'Z', '_', 'a', 'B'], ['d', 'w']),
  fullI('é', ['é', 'É'], ['e', 'E']),
  fullI('straße', ['STRAßE', 'stra\u1e9ee', 'straße'], ['STRASSE', 'strasse']),
  fullI('ẞ', ['ß', 'ẞ'], ['SS', 'ss', 's']),
  fullI('ss', ['SS', 'sS', 'ſs'], ['ß']),
  fullI('İ', ['İ'], ['i', 'I', 'i\u0307', 'ı']),
  fullI('ı', ['ı'], ['i', 'I', 'İ']),
  fullI('i', ['i', 'I'], ['İ', 'ı']),
  fullI('k', ['k', 'K', '\u212a'], ['x']),
  fullI('\u212a', ['k', 'K', '\u212a'], ['x']),
  fullI('å', ['å', 'Å', '\u212b'], ['a']),
  fullI('σ', ['σ', 'ς', 'Σ'], ['s']),
  fullI('Ω', ['ω', 'Ω', '\u2126'], ['o']),
  fullI('µ', ['\u00b5', '\u03bc', '\u039c'], ['u']),
  fullI('ǆ', ['ǆ', 'ǅ', 'Ǆ'], ['d']),
  fullI('ﬁ', ['ﬁ'], ['fi', 'FI']),
  fullI('ДА', ['да', 'ДА', 'дА'], ['нет']),
  fullI('\u{10400}', ['\u{10400}', '\u{10428}'], ['\u{10401}']),
  fullI('[\u{10400}-\u{10402}]', ['\u{10429}'], ['\u{1042b}']),
  fullI('\\w', ['k', 'K', '_'], ['\u212a', 'ſ', 'é'], asciiOnly),
  fullI('\\W', ['\u212a', 'ſ', 'é'], ['k', 'S'], asciiOnly),
  fullI('[\\wé]', ['É', 'a'], ['\u212a'], asciiOnly),
  searchI('\\bk', ['-K', '\u212ak'], ['ak'], asciiOnly),
  fullI('\\d1', ['11'], ['a1']),
  fullI('1\\n!', ['1\n!'], ['1!']),
  full('k', ['k'], ['K', '\u212a']),
  full('ß', ['ß'], ['ẞ', 'ss']),
  fullI('[^\\x00-@B-\\u{10ffff}]', [], ['a', 'A', 'b']),
];

const realistic: readonly PatternCase[] = [
  full('[A-Z]{3}-\\d+', ['ABC-1'], ['ABC-', 'abc-1', 'ABC-1\n', 'ABC-１']),
  full('[^@\\s]+@[^@\\s]+\\.[a-z]{2,}', ['a@b.co', 'é@ü.de'], ['a@b', 'a b@c.de', 'a@b.co\n']),
  search('(?:^|\\D)(\\d{3},)*\\d{3}(?:\\D|$)', ['123', 'a 123,456 b'], ['12', '1234']),
  full('\\$\\d{1,3}(,\\d{3})*(\\.\\d\\d)?', ['$1', '$1,000.00'], ['1', '$1000', '$1.0']),
  full('"(?:[^"\\\\]|\\\\.)*"', ['"a"', '"a\\"b"', '"a\nb"'], ['"a', '"a"b"', '"a\\\n"']),
  fullI('(?:mr|mrs|dr)\\.? [a-z]+', ['Mr. Smith', 'DR WHO'], ['Prof. X', 'Mr.Smith']),
  full('[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?', ['1', '-1.5e10', '.5'], ['.', 'e5', '1e']),
  search('\\s$', ['a ', 'a\n'], ['a', ' a']),
  search('^\\s|\\s$', [' a', 'a\t'], ['a b', '']),
  search("[';]|--", ["o'neil", 'a--b'], ['a-b']),
];

export const patternCases: readonly PatternCase[] = [
  ...literals,
  ...classes,
  ...shorthands,
  ...anchors,
  ...boundaries,
  ...quantifiers,
  ...choices,
  ...cases,
  ...realistic,
];
