import { formats } from '../../../src/core/regex/formats.ts';
import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

const matching = (regex: string, fields: object, expected: string): Case => [
  { kind: 'pattern', column: 'a', regex, ...fields },
  expected,
];
const search = { match: 'search' };
const ignoreCase = { ignoreCase: true };
const KELVIN_SIGN = '\u212a';
const LONG_S = '\u017f';

const expressions: CaseTable = {
  title: 'regular expressions',
  feature: 'patterns',
  ...columnA('text', [
    'abc',
    'ABC',
    'abc\n',
    'abc ',
    'a\nc',
    '',
    'é',
    'e\u0301',
    '😀',
    'ß',
    LONG_S,
    KELVIN_SIGN,
    'k',
    '٤٢',
    '42',
    'a_b',
    'a b',
    '\t',
    null,
  ]),
  cases: [
    matching('abc', {}, 'failed 17/18'),
    matching('abc', ignoreCase, 'failed 16/18'),
    matching('abc', search, 'failed 15/18'),
    // the end is the end of the text, not that of a line
    matching('abc$', search, 'failed 17/18'),
    matching('^abc', search, 'failed 15/18'),
    matching('^c', search, 'failed 18/18'),
    matching('^$', search, 'failed 17/18'),
    matching('a.c', {}, 'failed 17/18'),
    matching('a[^b]c', {}, 'failed 17/18'),
    matching('.', {}, 'failed 11/18'),
    matching('..', {}, 'failed 15/18'),
    matching('.*', {}, 'failed 2/18'),
    matching('.*', search, 'passed 0/18'),
    matching('[\\s\\S]*', {}, 'passed 0/18'),
    matching('\\d+', {}, 'failed 17/18'),
    matching('\\w+', {}, 'failed 13/18'),
    matching('\\W', search, 'failed 6/18'),
    matching('\\s', search, 'failed 13/18'),
    matching('\\bb\\b', search, 'failed 17/18'),
    matching('k', ignoreCase, 'failed 16/18'),
    matching('s', ignoreCase, 'failed 17/18'),
    matching('É', ignoreCase, 'failed 17/18'),
    matching('[À-Ö]', ignoreCase, 'failed 17/18'),
    matching('ß', ignoreCase, 'failed 17/18'),
    matching('😀', {}, 'failed 17/18'),
    matching('[😀-😁]', {}, 'failed 17/18'),
    matching('a(b|_b)c?', {}, 'failed 16/18'),
    matching('(?:a|b|c){3}', {}, 'failed 17/18'),
    matching('a{1,2}b*c+', {}, 'failed 17/18'),
    matching('abc', { ...search, negate: true }, 'failed 3/18'),
    matching('nothing', { negate: true }, 'passed 0/18'),
    matching('abc', { column: 'gone' }, 'errored MISSING_COLUMN'),
  ],
};

/** A format's own examples, right and wrong ones, and null beside. */
const ofFormats = Object.entries(formats).map(([format, { valid, invalid }]): CaseTable => {
  const n = valid.length + invalid.length;
  return {
    title: `the format ${format}`,
    feature: 'patterns',
    ...columnA('text', [...valid, ...invalid, null]),
    cases: [
      [{ kind: 'pattern', column: 'a', format }, `failed ${invalid.length}/${n}`],
      [{ kind: 'pattern', column: 'a', format, negate: true }, `failed ${valid.length}/${n}`],
    ],
  };
});

const types: readonly CaseTable[] = [
  {
    title: 'patterns of uuids, which are written in small letters',
    feature: 'patterns',
    ...columnA('uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null]),
    cases: [matching('[0-9a-f-]{36}', {}, 'passed 0/1'), matching('A0.*', {}, 'failed 1/1')],
  },
  {
    title: 'patterns of numbers',
    feature: 'patterns',
    ...columnA('bigint', ['1']),
    cases: [matching('1', {}, 'errored UNSUPPORTED_TYPE')],
  },
];

/** Portable regular expressions, which mean the same everywhere. */
export function patternsContract(bench: () => Bench): void {
  caseTables(bench, [expressions, ...ofFormats, ...types]);
}
