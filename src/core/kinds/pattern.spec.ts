import { refusalsOf } from '../../../test/support/refusals.ts';
import { formats, type FormatName } from '../regex/formats.ts';
import { pattern } from './pattern.ts';

const parse = (fields: object) => ({
  ...pattern.parameters.parse({ kind: 'pattern', column: 'code', ...fields }),
  dataset: 'public.orders',
});
const context = { measuredAt: new Date('2026-03-04T05:06:07Z'), history: {} };
const refusals = (fields: object) =>
  refusalsOf(pattern.parameters, { kind: 'pattern', column: 'code', ...fields });
const formatNames = Object.keys(formats) as FormatName[];

describe('pattern: refused parameters', () => {
  it.each([
    [{}, 'regex', 'set either regex or format'],
    [{ regex: 'a', format: 'email' }, 'regex', 'set either regex or format'],
    [{ regex: '' }, 'regex', 'must not be empty'],
    [{ regex: 'a', column: '' }, 'column', 'must not be empty'],
    [{ regex: 'a', match: 'part' }, 'match', 'must be one of full, search'],
    [{ regex: 'a', flags: 'i' }, 'flags', 'is not known'],
    [{ format: 'email', match: 'full' }, 'match', 'goes with regex only'],
    [{ format: 'email', ignoreCase: false }, 'ignoreCase', 'goes with regex only'],
    [{ regex: 'a', groupBy: [] }, 'groupBy', 'must have at least 1 item'],
    [{ regex: 'a', groupBy: ['a', 'b', 'c', 'd'] }, 'groupBy', 'must have at most 3 items'],
    [{ regex: 'a', groupBy: ['a', 'a'] }, 'groupBy', 'must not name a column twice'],
    [{ regex: 'a', maxGroups: 1001 }, 'maxGroups', 'must be at most 1000'],
  ])('%j at %s', (fields, path, message) => {
    expect(refusals(fields)).toEqual([{ path, message }]);
  });

  it('a regex that is too long, once', () => {
    expect(refusals({ regex: '('.repeat(1001) })).toEqual([
      { path: 'regex', message: 'must have at most 1000 characters' },
    ]);
  });

  it('a format that nobody knows', () => {
    const [problem, ...others] = refusals({ format: 'zip' });
    expect(others).toEqual([]);
    expect(problem).toEqual({ path: 'format', message: `must be one of ${formatNames.join(', ')}` });
  });

  it.each([
    ['(?=x)', 'looks ahead (at character 1)'],
    ['(a)\\1', 'refers back to a group (at character 4)'],
    ['a++', 'cannot be read: nothing to repeat (near character 3)'],
    ['(', 'cannot be read: unterminated group (near character 1)'],
    [
      '(?i)a',
      'cannot be read: invalid group (near character 2); options stand beside the pattern, not in it',
    ],
    ['a{1000}', 'repeats something more than 255 times (at character 1)'],
  ])('the regex %s, with the reason and the place', (regex, reason) => {
    expect(refusals({ regex })).toEqual([{ path: 'regex', message: reason }]);
  });

  it('every wrong one of several', () => {
    const problems = refusals({ format: 'email', match: 'search', ignoreCase: true, regex: '(?=x)' });
    expect(problems.map(({ path }) => path)).toEqual(['regex', 'match', 'ignoreCase', 'regex']);
  });
});

describe('pattern: what it measures', () => {
  const refused = (fields: object) => pattern.metrics(parse(fields)).refused;

  it('the values that are there, and those that do not match from the first character to the last', () => {
    expect(pattern.metrics(parse({ regex: 'A\\d+' }))).toEqual({
      present: { type: 'presentCount', column: 'code' },
      refused: {
        type: 'violationCount',
        rule: {
          rule: 'mismatch',
          column: 'code',
          pattern: 'A\\d+',
          match: 'full',
          ignoreCase: false,
          checkDigits: null,
          negate: false,
        },
      },
    });
  });

  it.each(formatNames)('format %s is its regular expression and its check digits', (format) => {
    const { pattern: expression, checkDigits } = formats[format];
    expect(refused({ format })).toMatchObject({
      rule: { pattern: expression, match: 'full', ignoreCase: false, checkDigits },
    });
  });

  it('a format and the same regex are one metric, where no check digits are asked', () => {
    expect(refused({ regex: formats.uuid.pattern })).toEqual(refused({ format: 'uuid' }));
    expect(refused({ regex: formats.iban.pattern })).not.toEqual(refused({ format: 'iban' }));
  });

  it('is the same whatever the thresholds', () => {
    expect(refused({ regex: 'a', fail: { maxCount: 3 }, onEmpty: 'failed' })).toEqual(
      refused({ regex: 'a', match: 'full' }),
    );
  });

  it.each([{ match: 'search' }, { ignoreCase: true }, { negate: true }, { regex: 'b' }, { column: 'b' }])(
    'differs with %j',
    (fields) => {
      expect(refused({ regex: 'a', ...fields })).not.toEqual(refused({ regex: 'a' }));
    },
  );
});

describe('pattern: judgement', () => {
  it.each([
    [{ regex: 'a' }, 'not matching the pattern'],
    [{ regex: 'a', match: 'search' }, 'without a part matching the pattern'],
    [{ regex: 'a', negate: true }, 'matching the pattern'],
    [{ regex: 'a', negate: true, match: 'search' }, 'with a part matching the pattern'],
    [{ format: 'iban' }, 'not of the format iban'],
    [{ format: 'creditCard', negate: true }, 'of the format creditCard'],
  ])('of %j names what is wrong', (fields, which) => {
    const test = parse({ ...fields, fail: { maxPercent: 10 } });
    expect(pattern.judge(test, { present: 8, refused: 1 }, context)).toEqual({
      status: 'failed',
      message: `1 value ${which} of 8 rows tested (12.5 %); at most 10 % allowed`,
      observed: { violations: 1, violationPercent: 12.5 },
      expected: { fail: { maxPercent: 10 } },
      rowsTested: 8,
      number: 12.5,
    });
  });

  it('of nulls only is left to onEmpty', () => {
    const judge = (fields: object) =>
      pattern.judge(parse({ regex: 'a', ...fields }), { present: 0, refused: 0 }, context).status;
    expect([judge({}), judge({ onEmpty: 'failed' })]).toEqual(['warned', 'failed']);
  });
});
