import type { LabType } from '../../support/engines/engine-lab.ts';
import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

const drift = (fields: object, expected: string): Case => [
  { kind: 'drift', column: 'a', method: 'ks', fail: { maxScore: 0.5 }, ...fields },
  expected,
];
const among = (edges: readonly number[], counts: readonly number[]) => ({
  reference: { type: 'bins', edges, counts },
});

const numberTypes: readonly LabType[] = ['bigint', 'numeric(38,18)', 'double'];
const numbers = numberTypes.map((type): CaseTable => ({
  title: `bins of ${type}`,
  ...columnA(type, ['-5', '0', '9', '10', '10', '25', null]),
  cases: [
    drift(
      among([0, 10, 20], [1, 2, 2, 1]),
      'passed score 0 edges [0, 10, 20] counts [1, 2, 2, 1] from -5 to 25',
    ),
    drift(
      among([0, 10, 20], [6, 0, 0, 0]),
      'failed score 0.833333333333 edges [0, 10, 20] counts [1, 2, 2, 1] from -5 to 25',
    ),
    drift(
      { ...among([0, 10, 20], [1, 1, 0, 0]), filter: 'a < 10' },
      'passed score 0.166666666667 edges [0, 10, 20] counts [1, 2, 0, 0] from -5 to 9',
    ),
    drift(
      { ...among([9.5], [1, 1]), filter: '1 = 0' },
      'warned score none edges [9.5] counts [0, 0] from null to null',
    ),
    // edges that are percentiles of the data themselves, which have nothing to be compared with yet
    drift({ bins: 2 }, 'skipped score none edges [9.5] counts [3, 3] from -5 to 25'),
    drift(
      { bins: 4, filter: 'a < 10' },
      'skipped score none edges [-2.5, 0, 4.5] counts [1, 0, 1, 1] from -5 to 9',
    ),
    drift({ bins: 2, filter: 'a = 10' }, 'skipped score none edges [10] counts [0, 2] from 10 to 10'),
    drift({ bins: 2, filter: '1 = 0' }, 'warned score none edges [] counts [0] from null to null'),
    // percentiles of the reference
    drift(
      { bins: 2, reference: { type: 'dataset', filter: 'a < 10' }, fail: { maxScore: 0.1 } },
      'failed score 0.166666666667 edges [0] counts [1, 5] from -5 to 25',
    ),
    drift({ as: 'dates' }, 'errored UNSUPPORTED_TYPE'),
  ],
}));

const extremes: readonly CaseTable[] = [
  {
    title: 'bins of bigint at its ends',
    ...columnA('bigint', ['-9223372036854775808', '-1', '0', '9223372036854775807']),
    cases: [
      drift(
        among([0, 1e18], [2, 1, 1]),
        'passed score 0 edges [0, 1000000000000000000] counts [2, 1, 1] from -9223372036854776000 to 9223372036854776000',
      ),
    ],
  },
  {
    title: 'bins of doubles at their edges',
    ...columnA('double', ['0.1', '0.2', '0.3', '1e300', '-1e300']),
    cases: [
      drift(
        among([0.1, 0.3], [1, 2, 2]),
        'passed score 0 edges [0.1, 0.3] counts [1, 2, 2] from -1e+300 to 1e+300',
      ),
    ],
  },
  {
    title: 'bins of what is not finite',
    needs: 'NaN',
    ...columnA('double', ['NaN', 'Infinity', '-Infinity', '1', null]),
    cases: [
      drift(among([0], [0, 1]), 'passed score 0 edges [0] counts [0, 1] from 1 to 1'),
      drift({ bins: 2 }, 'skipped score none edges [1] counts [0, 1] from 1 to 1'),
    ],
  },
];

/** The first of March 2024, and the seconds since 1970 of the first and the last day of the calendar. */
const MARCH = 1_709_251_200;
const dates: readonly CaseTable[] = [
  {
    title: 'bins of dates',
    ...columnA('date', ['0001-01-01', '2024-02-29', '2024-03-01', '9999-12-31', null]),
    cases: [
      drift(
        { as: 'dates', ...among([MARCH], [2, 2]) },
        `passed score 0 edges [${MARCH}] counts [2, 2] from -62135596800 to 253402214400`,
      ),
    ],
  },
  {
    title: 'bins of timestamps',
    ...columnA('timestamp', ['2024-02-29 23:59:59.999999', '2024-03-01 00:00:00', '2024-03-01 00:00:01.5']),
    cases: [
      drift(
        { as: 'dates', ...among([MARCH, MARCH + 1.5], [1, 1, 1]) },
        `passed score 0 edges [${MARCH}, ${MARCH + 1.5}] counts [1, 1, 1] from ${MARCH - 0.000001} to ${MARCH + 1.5}`,
      ),
    ],
  },
  {
    title: 'bins of instants',
    ...columnA('timestampTz', ['2024-02-29 23:59:59+00', '2024-03-01 00:00:00+00', null]),
    cases: [
      drift(
        { as: 'dates', ...among([MARCH], [1, 1]) },
        `passed score 0 edges [${MARCH}] counts [1, 1] from ${MARCH - 1} to ${MARCH}`,
      ),
    ],
  },
];

const words = { as: 'categories', method: 'jensenShannon', fail: { maxScore: 1 } };
const categories: readonly CaseTable[] = [
  {
    title: 'categories are made of equal texts',
    ...columnA('text', ['a', 'a', 'a', 'A', 'a ', 'é', 'e\u0301', '', null]),
    cases: [
      drift(
        { ...words, reference: { type: 'bins', categories: { a: 3, b: 1, '': 1 } } },
        'passed [ 1, A 1, a  1, a 3, e\u0301 1, é 1] others 0 new [A, a , e\u0301, é]',
      ),
      drift({ ...words, maxCategories: 1 }, 'skipped [a 3] others 5 new []'),
      drift({ ...words, filter: '1 = 0' }, 'warned [] others 0 new []'),
      drift({}, 'errored UNSUPPORTED_TYPE'),
    ],
  },
  {
    title: 'categories of numbers and dates',
    columns: { a: 'bigint', day: 'date' },
    rows: [
      ['9223372036854775807', '2024-02-29'],
      ['9223372036854775807', '9999-12-31'],
      ['-1', '2024-02-29'],
    ],
    cases: [
      drift(
        { ...words, reference: { type: 'bins', categories: { '-1': 1 } } },
        'passed [-1 1, 9223372036854775807 2] others 0 new [9223372036854775807]',
      ),
      drift({ ...words, column: 'day' }, 'skipped [2024-02-29 2, 9999-12-31 1] others 0 new []'),
    ],
  },
];

/** The shape of a column: how many values lie in each bin, and how often each category occurs. */
export function driftContract(bench: () => Bench): void {
  caseTables(bench, [...numbers, ...extremes, ...dates, ...categories]);
}
