import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

const accepted = (values: readonly unknown[], fields: object, expected: string): Case => [
  { kind: 'acceptedValues', column: 'a', values, ...fields },
  expected,
];
const length = (fields: object, expected: string): Case => [
  { kind: 'range', column: 'a', of: 'length', ...fields },
  expected,
];
const complete = (fields: object, expected: string): Case => [
  { kind: 'completeness', columns: ['a'], ...fields },
  expected,
];
const unique = (expected: string): Case => [{ kind: 'uniqueness', columns: ['a'] }, expected];

const ignoreCase = true;
const trim = true;
const forbidden = { mode: 'forbidden' };
const NO_BREAK_SPACE = '\u00a0';
const ACUTE = '\u0301';

const blanksAndCase: CaseTable = {
  title: 'case and blanks count unless told otherwise',
  ...columnA('text', ['paid', 'PAID', 'paid ', ' paid', `paid${NO_BREAK_SPACE}`, '\tPaid\n', '', null]),
  cases: [
    accepted(['paid'], {}, 'failed 6/7'),
    accepted(['paid', ''], {}, 'failed 5/7'),
    accepted(['paid '], {}, 'failed 6/7'),
    accepted(['PAID'], { ignoreCase }, 'failed 5/7'),
    accepted(['paid'], { trim }, 'failed 3/7'),
    accepted([' Paid '], { trim, ignoreCase }, 'failed 1/7'),
    accepted(['paid'], forbidden, 'failed 1/7'),
    accepted(['Paid'], forbidden, 'passed 0/7'),
    accepted(['paid'], { ...forbidden, trim, ignoreCase }, 'failed 6/7'),
    accepted([''], forbidden, 'failed 1/7'),
    accepted([' '], forbidden, 'passed 0/7'),
    accepted(["' OR 1=1 --"], {}, 'failed 7/7'),
    unique('passed 0/7 surplus 0 repeated 0 involved 0 distinct 7 left out 1'),
    complete({}, 'failed 1/8'),
    complete({ blank: true }, 'failed 2/8'),
    complete({ placeholders: ['paid'] }, 'failed 7/8'),
    complete({ placeholders: [' PAID '], blank: true }, 'failed 8/8'),
    length({ max: 4 }, 'failed 4/7'),
    length({ min: 5, max: 5 }, 'failed 4/7'),
    length({ min: 1 }, 'failed 1/7'),
    length({ max: 6, strictMax: true }, 'failed 1/7'),
    length({ min: 4, strictMin: true }, 'failed 3/7'),
  ],
};

const letters: CaseTable = {
  title: 'letters beyond ASCII are themselves',
  ...columnA('text', [
    'é',
    `e${ACUTE}`,
    'É',
    '😀',
    '😁',
    'ß',
    'SS',
    'ss',
    'İ',
    'I',
    'ı',
    'i',
    'ss ',
    'e',
    null,
  ]),
  cases: [
    accepted(['é'], {}, 'failed 13/14'),
    accepted(['É'], { ignoreCase }, 'failed 12/14'),
    accepted([`e${ACUTE}`], {}, 'failed 13/14'),
    accepted([`E${ACUTE}`], { ignoreCase }, 'failed 13/14'),
    accepted(['e'], {}, 'failed 13/14'),
    accepted(['😀'], {}, 'failed 13/14'),
    accepted(['ß'], {}, 'failed 13/14'),
    accepted(['ß'], { ignoreCase }, 'failed 13/14'),
    accepted(['SS'], { ignoreCase }, 'failed 12/14'),
    accepted(['SS'], { ignoreCase, trim }, 'failed 11/14'),
    accepted(['İ'], {}, 'failed 13/14'),
    accepted(['i'], {}, 'failed 13/14'),
    accepted(['ı'], { ...forbidden, ignoreCase }, 'failed 1/14'),
    unique('passed 0/14 surplus 0 repeated 0 involved 0 distinct 14 left out 1'),
    length({ max: 1 }, 'failed 4/14'),
    length({ min: 2, max: 2 }, 'failed 11/14'),
    length({ min: 3 }, 'failed 13/14'),
  ],
};

const alphabets: CaseTable = {
  title: 'case of other alphabets',
  ...columnA('text', ['Жук', 'жук', 'ΑΒΓ', 'αβγ', 'ÅNGSTRÖM', 'ångström', 'ŁÓDŹ', '東京']),
  cases: [
    accepted(['жУК'], { ignoreCase }, 'failed 6/8'),
    accepted(['αΒγ'], { ignoreCase }, 'failed 6/8'),
    accepted(['Ångström', 'łódź'], { ignoreCase }, 'failed 5/8'),
    accepted(['東京'], { ignoreCase, trim }, 'failed 7/8'),
    complete({ placeholders: ['Жук', 'ångström'] }, 'failed 4/8'),
    length({ min: 3, max: 4 }, 'failed 3/8'),
  ],
};

const lookAlikes: CaseTable = {
  title: 'texts that look like something else',
  ...columnA('text', [
    '42',
    '042',
    '42.0',
    '4.2e1',
    ' 42',
    '٤٢',
    '0',
    '-0',
    'NaN',
    'null',
    'NULL',
    'true',
    '2024-02-29',
    null,
  ]),
  cases: [
    accepted([42], {}, 'failed 12/13'),
    accepted(['042', '4.2e1'], {}, 'failed 11/13'),
    accepted([0], forbidden, 'failed 1/13'),
    accepted([true], forbidden, 'failed 1/13'),
    accepted(['null'], forbidden, 'failed 1/13'),
    accepted(['2024-2-29'], forbidden, 'passed 0/13'),
    complete({ placeholders: ['null'] }, 'failed 3/14'),
    complete({ placeholders: ['NaN', '-0'] }, 'failed 3/14'),
    unique('passed 0/13 surplus 0 repeated 0 involved 0 distinct 13 left out 1'),
    [{ kind: 'range', column: 'a', min: 1 }, 'errored UNSUPPORTED_TYPE'],
    [{ kind: 'range', column: 'a', min: '2024-01-01' }, 'errored UNSUPPORTED_TYPE'],
    [{ kind: 'distribution', column: 'a', statistic: 'mean', fail: { min: 0 } }, 'errored UNSUPPORTED_TYPE'],
    [{ kind: 'freshness', timestampColumn: 'a', fail: { maxAge: '1d' } }, 'errored UNSUPPORTED_TYPE'],
  ],
};

const special = [
  "O'Brien",
  '"quoted"',
  '`quoted`',
  '[quoted]',
  'back\\slash',
  'back\\\\slash',
  "\\'",
  "''",
  '100%',
  '100',
  'a_b',
  'axb',
  '\\%',
  '--',
  '/*',
  ';',
  '$1',
  '?',
  ':a',
  '@p1',
  '{}',
  '%s',
  '#',
];
const signs: CaseTable = {
  title: 'signs that mean something in SQL',
  ...columnA('text', special),
  cases: special.flatMap((sign): Case[] => [
    accepted([sign], {}, `failed ${special.length - 1}/${special.length}`),
    accepted([sign], { ...forbidden, ignoreCase, trim }, `failed 1/${special.length}`),
    complete({ placeholders: [sign] }, `failed 1/${special.length}`),
  ]),
};

const long = 'x'.repeat(10_000);
const longTexts: CaseTable = {
  title: 'texts of 10,000 characters',
  ...columnA('text', [long, long, `${long.slice(1)}y`, '😀'.repeat(10_000), `${long} `, null]),
  cases: [
    length({ min: 10_000, max: 10_000 }, 'failed 1/5'),
    length({ max: 9999 }, 'failed 5/5'),
    length({ min: 10_001 }, 'failed 4/5'),
    unique('failed 1/5 surplus 1 repeated 1 involved 2 distinct 4 left out 1'),
    complete({ blank: true, placeholders: ['x'] }, 'failed 1/6'),
    accepted(['x'.repeat(1000)], {}, 'failed 5/5'),
    accepted(['x'.repeat(1000)], { trim, ignoreCase }, 'failed 5/5'),
  ],
};

const nothing: CaseTable = {
  title: 'texts that say nothing',
  ...columnA('text', [
    '',
    ' ',
    '\t',
    '\n',
    NO_BREAK_SPACE,
    ` \t\r\n\f\v${NO_BREAK_SPACE} `,
    'a',
    ' - ',
    'N/A',
    'n/a ',
    null,
  ]),
  cases: [
    complete({}, 'failed 1/11'),
    complete({ blank: true }, 'failed 7/11'),
    complete({ placeholders: ['N/A', '-'] }, 'failed 4/11'),
    complete({ blank: true, placeholders: ['n/A', '-'] }, 'failed 10/11'),
    complete({ blank: true, fail: { maxCount: 7 } }, 'passed 7/11'),
    complete({ blank: true, warn: { maxPercent: 63 }, fail: { maxPercent: 64 } }, 'warned 7/11'),
    accepted([''], forbidden, 'failed 1/10'),
    accepted([''], { ...forbidden, trim }, 'failed 6/10'),
    unique('passed 0/10 surplus 0 repeated 0 involved 0 distinct 10 left out 1'),
    length({ min: 1 }, 'failed 1/10'),
    length({ max: 1 }, 'failed 4/10'),
  ],
};

/** Texts are compared character by character; only `trim`, `ignoreCase` and `blank` make different texts equal. */
export function textsContract(bench: () => Bench): void {
  caseTables(bench, [blanksAndCase, letters, alphabets, lookAlikes, signs, longTexts, nothing]);
}
