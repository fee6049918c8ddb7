import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

/** For numbers beyond what some engines can hold: these say so. */
const orRefused = (...expected: readonly string[]): readonly string[] => [
  ...expected,
  'errored DATA_ERROR',
  'errored VALUE_OUT_OF_RANGE',
  'errored UNSUPPORTED',
];
const range = (fields: object, expected: Case[1]): Case => [
  { kind: 'range', column: 'a', ...fields },
  expected,
];
const accepted = (fields: object, expected: Case[1]): Case => [
  { kind: 'acceptedValues', column: 'a', ...fields },
  expected,
];
const unique = (expected: string): Case => [{ kind: 'uniqueness', columns: ['a'] }, expected];
const statistic = (name: string, fail: object, expected: Case[1]): Case => [
  { kind: 'distribution', column: 'a', statistic: name, fail },
  expected,
];

const LARGEST = '77777777777777777777.777777777777777777';
const HUGE = '1.7976931348623157e+308';
const TINY = '2.2250738585072014e-308';
const ANY = { min: '-1e400' };

const wholeNumbers: CaseTable = {
  title: 'bigint at its ends and beyond 2^53',
  ...columnA('bigint', [
    '-9223372036854775808',
    '-9223372036854775807',
    '-1',
    '0',
    '9007199254740992',
    '9007199254740993',
    '9223372036854775807',
    null,
  ]),
  cases: [
    range({ min: '-9223372036854775807' }, 'failed 1/7'),
    range({ max: '9223372036854775806' }, 'failed 1/7'),
    range({ max: '9223372036854775807' }, 'passed 0/7'),
    range({ max: '9223372036854775807', strictMax: true }, 'failed 1/7'),
    range({ max: '9223372036854775808' }, 'passed 0/7'),
    range({ min: '-9223372036854775809', strictMin: true }, 'passed 0/7'),
    range({ min: '1e30' }, 'failed 7/7'),
    range({ max: '9007199254740992' }, 'failed 2/7'),
    range({ max: '9007199254740992.5' }, 'failed 2/7'),
    range({ min: '9007199254740993' }, 'failed 5/7'),
    range({ min: 0 }, 'failed 3/7'),
    range({ min: 0, strictMin: true }, 'failed 4/7'),
    range({ min: -0.5, max: 0.5 }, 'failed 6/7'),
    range({ min: '2024-01-01' }, 'errored UNSUPPORTED_TYPE'),
    range({ of: 'length', min: 1 }, 'errored UNSUPPORTED_TYPE'),
    accepted({ values: [0, -1] }, 'failed 5/7'),
    accepted({ values: ['0.0', '-1.000'] }, 'failed 5/7'),
    accepted({ values: ['0.5'] }, 'failed 7/7'),
    accepted({ values: ['9007199254740992'], mode: 'forbidden' }, 'failed 1/7'),
    accepted({ values: ['9007199254740993', '9223372036854775807', '-9223372036854775808'] }, 'failed 4/7'),
    accepted({ values: ['9223372036854775808'], mode: 'forbidden' }, 'passed 0/7'),
    accepted({ values: ['x'] }, 'errored UNSUPPORTED_TYPE'),
    unique('passed 0/7 surplus 0 repeated 0 involved 0 distinct 7 left out 1'),
    statistic('min', ANY, 'passed -9223372036854775808 of 7 nulls 1 not finite 0'),
    statistic('max', ANY, 'passed 9223372036854775807 of 7 nulls 1 not finite 0'),
    statistic('max', { max: '9223372036854775806' }, 'failed 9223372036854775807 of 7 nulls 1 not finite 0'),
    statistic('sum', ANY, 'passed -9205357638345293824 of 7 nulls 1 not finite 0'),
    statistic('mean', ANY, 'passed -1315051091190000000 of 7 nulls 1 not finite 0'),
    statistic('median', ANY, 'passed 0 of 7 nulls 1 not finite 0'),
    statistic('zeroPercent', ANY, 'passed 14.2857142857 of 7 nulls 1 not finite 0'),
    statistic('nullPercent', { max: 12.5 }, 'passed 12.5 of 7 nulls 1 not finite 0'),
  ],
};

const largeSums: readonly CaseTable[] = [
  {
    title: 'sums beyond 2^63',
    ...columnA('bigint', Array<string>(3).fill('9223372036854775807')),
    cases: [
      statistic(
        'sum',
        { max: '27670116110564327421' },
        'passed 27670116110564327421 of 3 nulls 0 not finite 0',
      ),
      statistic(
        'sum',
        { max: '27670116110564327420' },
        'failed 27670116110564327421 of 3 nulls 0 not finite 0',
      ),
      statistic('mean', ANY, 'passed 9223372036850000000 of 3 nulls 0 not finite 0'),
      statistic('stddev', ANY, 'passed 0 of 3 nulls 0 not finite 0'),
      unique('failed 2/3 surplus 2 repeated 1 involved 3 distinct 1 left out 0'),
    ],
  },
  {
    title: 'sums below -2^63',
    ...columnA('bigint', Array<string>(2).fill('-9223372036854775808')),
    cases: [statistic('sum', ANY, 'passed -18446744073709551616 of 2 nulls 0 not finite 0')],
  },
  {
    title: 'sums beyond numeric(38,18), which not all engines can hold',
    ...columnA('numeric(38,18)', Array<string>(2).fill('99999999999999999999.999999999999999999')),
    cases: [
      statistic(
        'sum',
        ANY,
        orRefused('passed 199999999999999999999.999999999999999998 of 2 nulls 0 not finite 0'),
      ),
      statistic('max', ANY, 'passed 99999999999999999999.999999999999999999 of 2 nulls 0 not finite 0'),
    ],
  },
];

const decimals: CaseTable = {
  title: 'numeric(38,18) to its last digit',
  ...columnA('numeric(38,18)', [
    '-12345678901234567890.123456789012345678',
    '0',
    '0.000000000000000001',
    '12345678901234567890.123456789012345678',
    LARGEST,
    null,
  ]),
  cases: [
    range({ max: LARGEST }, 'passed 0/5'),
    range({ max: LARGEST, strictMax: true }, 'failed 1/5'),
    range({ max: '77777777777777777777.777777777777777776' }, 'failed 1/5'),
    range({ min: '12345678901234567890.123456789012345678' }, 'failed 3/5'),
    range({ min: '12345678901234567890.123456789012345679' }, 'failed 4/5'),
    range({ min: '0.000000000000000001', max: '0.000000000000000001' }, 'failed 4/5'),
    range({ min: '1e-18' }, 'failed 2/5'),
    // more digits than the column has
    range({ min: '1e-19' }, 'failed 2/5'),
    range({ min: 0, strictMin: true }, 'failed 2/5'),
    range({ max: '1e40' }, 'passed 0/5'),
    accepted({ values: ['0', '12345678901234567890.123456789012345678'] }, 'failed 3/5'),
    accepted({ values: ['0.000', '-12345678901234567890.1234567890123456780'] }, 'failed 3/5'),
    accepted({ values: ['12345678901234567890.123456789012345679'], mode: 'forbidden' }, 'passed 0/5'),
    accepted({ values: ['0e0'], mode: 'forbidden' }, 'failed 1/5'),
    unique('passed 0/5 surplus 0 repeated 0 involved 0 distinct 5 left out 1'),
    statistic('min', ANY, 'passed -12345678901234567890.123456789012345678 of 5 nulls 1 not finite 0'),
    statistic('max', ANY, `passed ${LARGEST} of 5 nulls 1 not finite 0`),
    statistic('sum', ANY, 'passed 77777777777777777777.777777777777777778 of 5 nulls 1 not finite 0'),
    statistic('mean', ANY, 'passed 15555555555600000000 of 5 nulls 1 not finite 0'),
    statistic('median', ANY, 'passed 1e-18 of 5 nulls 1 not finite 0'),
    statistic('zeroPercent', ANY, 'passed 20 of 5 nulls 1 not finite 0'),
  ],
};

const doubles: CaseTable = {
  title: 'doubles',
  ...columnA('double', ['0', '-0', '0.1', '0.2', TINY, HUGE, `-${HUGE}`, null]),
  cases: [
    range({ min: 0, max: 0 }, 'failed 5/7'),
    range({ min: 0, strictMin: true }, 'failed 3/7'),
    range({ max: '0.1' }, 'failed 2/7'),
    range({ max: '0.1', strictMax: true }, 'failed 3/7'),
    range({ min: TINY }, 'failed 3/7'),
    range({ max: HUGE }, 'passed 0/7'),
    range({ max: HUGE, strictMax: true }, 'failed 1/7'),
    // what no double holds is compared all the same, or refused
    range({ min: '-1e400', max: '1e400' }, orRefused('passed 0/7')),
    range({ min: '1e400' }, orRefused('failed 7/7')),
    range({ min: '1e-400' }, orRefused('failed 3/7')),
    accepted({ values: ['1e400', '0'] }, orRefused('failed 5/7')),
    accepted({ values: [0, '0.1'] }, 'failed 4/7'),
    accepted({ values: ['0.20'], mode: 'forbidden' }, 'failed 1/7'),
    // minus zero is zero
    unique('failed 1/7 surplus 1 repeated 1 involved 2 distinct 6 left out 1'),
    statistic('min', ANY, `passed -${HUGE} of 7 nulls 1 not finite 0`),
    statistic('max', ANY, `passed ${HUGE} of 7 nulls 1 not finite 0`),
    statistic('zeroPercent', ANY, 'passed 28.5714285714 of 7 nulls 1 not finite 0'),
  ],
};

/** Infinity would be no answer. */
const overflow: CaseTable = {
  title: 'sums beyond the largest double',
  ...columnA('double', [HUGE, HUGE]),
  cases: [
    statistic('sum', ANY, orRefused()),
    statistic(
      'mean',
      ANY,
      orRefused(`passed ${Number(Number(HUGE).toPrecision(12))} of 2 nulls 0 not finite 0`),
    ),
    statistic('max', ANY, `passed ${HUGE} of 2 nulls 0 not finite 0`),
  ],
};

const notFinite: CaseTable = {
  title: 'not a number and infinities',
  needs: 'NaN',
  ...columnA('double', ['NaN', 'NaN', 'Infinity', '-Infinity', '5', null]),
  cases: [
    range({ min: 0 }, 'failed 3/5'),
    range({ max: 10 }, 'failed 3/5'),
    range({ min: 0, max: 10 }, 'failed 4/5'),
    range({ min: 5, max: 5 }, 'failed 4/5'),
    range({ min: 5, strictMin: true }, 'failed 4/5'),
    range({ min: -1e300 }, 'failed 3/5'),
    accepted({ values: [5] }, 'failed 4/5'),
    accepted({ values: [5], mode: 'forbidden' }, 'failed 1/5'),
    unique('failed 1/5 surplus 1 repeated 1 involved 2 distinct 4 left out 1'),
    [{ kind: 'completeness', columns: ['a'] }, 'failed 1/6'],
    ...['mean', 'median', 'min', 'max', 'sum', 'p01', 'p99'].map((name) =>
      statistic(name, ANY, 'passed 5 of 1 nulls 1 not finite 4'),
    ),
    statistic('stddev', ANY, 'warned none of 1 nulls 1 not finite 4'),
    statistic('zeroPercent', ANY, 'passed 0 of 1 nulls 1 not finite 4'),
    statistic('nullPercent', ANY, 'passed 16.6666666667 of 1 nulls 1 not finite 4'),
    [
      {
        kind: 'customSql',
        query: 'SELECT max(a) FROM {table} WHERE a > 1e300',
        returns: 'number',
        fail: { min: 0 },
      },
      'errored VALUE_OUT_OF_RANGE',
    ],
  ],
};

const infinities: CaseTable = {
  title: 'infinities',
  needs: 'infinity',
  ...columnA('double', ['Infinity', '-Infinity', '0']),
  cases: [
    range({ max: 1e308 }, 'failed 1/3'),
    range({ min: -1e308 }, 'failed 1/3'),
    range({ min: -1, max: 1 }, 'failed 2/3'),
    unique('passed 0/3 surplus 0 repeated 0 involved 0 distinct 3 left out 0'),
    statistic('mean', ANY, 'passed 0 of 1 nulls 0 not finite 2'),
    statistic('max', ANY, 'passed 0 of 1 nulls 0 not finite 2'),
    statistic('zeroPercent', ANY, 'passed 100 of 1 nulls 0 not finite 2'),
  ],
};

const others: readonly CaseTable[] = [
  {
    title: 'booleans',
    ...columnA('boolean', ['true', 'false', 'true', null]),
    cases: [
      accepted({ values: [true] }, 'failed 1/3'),
      accepted({ values: ['true', 'false'] }, 'passed 0/3'),
      accepted({ values: [false], mode: 'forbidden' }, 'failed 1/3'),
      accepted({ values: ['true'], ignoreCase: true }, 'errored UNSUPPORTED_TYPE'),
      range({ min: 0 }, 'errored UNSUPPORTED_TYPE'),
      statistic('mean', ANY, 'errored UNSUPPORTED_TYPE'),
      [{ kind: 'completeness', columns: ['a'], blank: true, placeholders: ['false'] }, 'failed 1/4'],
      unique('failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 1'),
    ],
  },
  {
    title: 'uuids',
    ...columnA('uuid', [
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      null,
    ]),
    cases: [
      accepted({ values: ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'] }, 'failed 2/3'),
      accepted({ values: ['00000000-0000-0000-0000-000000000000'], mode: 'forbidden' }, 'failed 1/3'),
      range({ of: 'length', min: 1 }, 'errored UNSUPPORTED_TYPE'),
      statistic('min', ANY, 'errored UNSUPPORTED_TYPE'),
      unique('passed 0/3 surplus 0 repeated 0 involved 0 distinct 3 left out 1'),
    ],
  },
];

/** Whole numbers, decimals and doubles at their limits, and the types beside them that have no arithmetic. */
export function numbersContract(bench: () => Bench): void {
  caseTables(bench, [
    wholeNumbers,
    ...largeSums,
    decimals,
    doubles,
    overflow,
    notFinite,
    infinities,
    ...others,
  ]);
}
