import { answerText } from './answer-text.ts';
import { plainLine } from './plain-text.ts';

describe('text from data becomes one plain line', () => {
  it.each([
    ['orders', 'orders'],
    ['a\r\nBcc: b@c.d', 'a Bcc: b@c.d'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['a\u0000b\u001b[31mc', 'a b [31mc'],
    ['  \t ', ''],
    ['safe\u202Etxt.exe\u202C', 'safetxt.exe'],
    ['\u2066x\u2069', 'x'],
    ['half \ud800 and \udc00', 'half \uFFFD and \uFFFD'],
    ['whole 🧪', 'whole 🧪'],
    ['right-to-left \u200Fmark', 'right-to-left \u200Fmark'],
    ['x'.repeat(30), 'xxxxxxxxxxxxxxxxxxx…'],
    ['🧪'.repeat(20), '🧪'.repeat(20)],
    ['🧪'.repeat(21), `${'🧪'.repeat(19)}…`],
    ['nineteen letters aa b', 'nineteen letters aa…'],
  ])('%j', (text, line) => {
    expect(plainLine(text, 20)).toBe(line);
  });
});

describe('what the other side said', () => {
  it('is shown without secrets, however it wrote them', () => {
    const secrets = { token: 'xoxb-1/2 3', short: 'abc' };
    expect(answerText('no xoxb-1/2 3, xoxb-1%2F2%203 or abc', secrets)).toBe('no [secret], [secret] or abc');
    expect(answerText('{"key":"a\\"b\\\\c"}', { key: 'a"b\\c' })).toBe('{"key":"[secret]"}');
  });

  it('is one line of at most 300 characters', () => {
    const answer = answerText(`<html>\n<body>${'x'.repeat(1000)}`, {});
    expect(answer).toMatch(/^<html> <body>x+…$/);
    expect(answer).toHaveLength(300);
  });
});
