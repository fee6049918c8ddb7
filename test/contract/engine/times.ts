import type { Bench } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';

const range = (fields: object, expected: string): Case => [
  { kind: 'range', column: 'a', ...fields },
  expected,
];
const accepted = (values: readonly string[], fields: object, expected: string): Case => [
  { kind: 'acceptedValues', column: 'a', values, ...fields },
  expected,
];
const fresh = (fields: object, expected: string): Case => [
  { kind: 'freshness', timestampColumn: 'a', fail: { maxAge: '1d' }, ...fields },
  expected,
];
const allDistinct = (expected: string): Case => [{ kind: 'uniqueness', columns: ['a'] }, expected];
const forbidden = { mode: 'forbidden' };

const dates: CaseTable = {
  title: 'dates at the edges',
  ...columnA('date', ['0001-01-01', '1582-10-10', '2024-02-29', '2024-03-01', '9999-12-31', null]),
  cases: [
    range({ min: '0001-01-01' }, 'passed 0/5'),
    range({ min: '0001-01-01', strictMin: true }, 'failed 1/5'),
    range({ max: '9999-12-31' }, 'passed 0/5'),
    range({ max: '9999-12-31', strictMax: true }, 'failed 1/5'),
    range({ min: '2024-02-29', max: '2024-02-29' }, 'failed 4/5'),
    range({ min: '1582-10-10', max: '1582-10-10' }, 'failed 4/5'),
    range({ max: '2024-02-28' }, 'failed 3/5'),
    // a date column drops the time of a bound
    range({ max: '2024-02-29T12:00:00' }, 'failed 2/5'),
    range({ min: 1 }, 'errored UNSUPPORTED_TYPE'),
    accepted(['2024-02-29'], {}, 'failed 4/5'),
    accepted(['9999-12-31', '0001-01-01'], forbidden, 'failed 2/5'),
    allDistinct('passed 0/5 surplus 0 repeated 0 involved 0 distinct 5 left out 1'),
    [{ kind: 'distribution', column: 'a', statistic: 'max', fail: { min: 0 } }, 'errored UNSUPPORTED_TYPE'],
    fresh({}, 'failed newest 2024-03-01T00:00:00.000000Z, 1 of 6 in the future'),
    fresh(
      { timeZone: 'America/New_York' },
      'failed newest 2024-03-01T05:00:00.000000Z, 1 of 6 in the future',
    ),
  ],
};

const wallClocks: CaseTable = {
  title: 'timestamps with microseconds',
  ...columnA('timestamp', [
    '0001-01-01 00:00:00',
    '2024-02-29 23:59:59.999999',
    '2024-03-01 00:00:00',
    '2024-03-01 00:00:00.000001',
    '9999-12-31 23:59:59.999999',
    null,
  ]),
  cases: [
    range({ min: '2024-03-01' }, 'failed 2/5'),
    range({ min: '2024-03-01', strictMin: true }, 'failed 3/5'),
    range({ max: '2024-03-01T00:00:00.000001' }, 'failed 1/5'),
    range({ max: '2024-03-01T00:00:00.000001', strictMax: true }, 'failed 2/5'),
    range({ min: '2024-02-29T23:59:59.999999', max: '2024-02-29T23:59:59.999999' }, 'failed 4/5'),
    range({ max: '2024-02-29 23:59' }, 'failed 4/5'),
    range({ max: '9999-12-31T23:59:59.999999' }, 'passed 0/5'),
    // a wall clock has no offset, and takes none from a bound
    range({ min: '2024-03-01T00:00:00+05:00' }, 'failed 2/5'),
    accepted(['2024-03-01T00:00:00'], {}, 'failed 4/5'),
    accepted(['2024-03-01'], {}, 'failed 4/5'),
    accepted(['2024-03-01 00:00:00.000001'], forbidden, 'failed 1/5'),
    allDistinct('passed 0/5 surplus 0 repeated 0 involved 0 distinct 5 left out 1'),
    fresh({}, 'failed newest 2024-03-01T00:00:00.000001Z, 1 of 6 in the future'),
    // the year 9999 ends later than that in the west, and the year 1 begins earlier in the east
    fresh(
      { timeZone: 'America/New_York' },
      'failed newest 2024-03-01T05:00:00.000001Z, 1 of 6 in the future',
    ),
    fresh({ timeZone: 'Asia/Kolkata' }, 'failed newest 2024-02-29T18:30:00.000001Z, 1 of 6 in the future'),
  ],
};

const instants: CaseTable = {
  title: 'instants',
  ...columnA('timestampTz', [
    '2024-05-31 22:00:00+00',
    '2024-06-01 00:00:00+00',
    '2024-06-01 00:00:00.000001+00',
    null,
  ]),
  cases: [
    range({ min: '2024-06-01' }, 'failed 1/3'),
    range({ min: '2024-06-01T00:00:00+02:00' }, 'passed 0/3'),
    range({ min: '2024-06-01T00:00:00+0200', strictMin: true }, 'failed 1/3'),
    range({ max: '2024-05-31 22:00' }, 'failed 2/3'),
    range({ min: '2024-06-01T00:00:00.000001Z', max: '2024-06-01T00:00:00.000001Z' }, 'failed 2/3'),
    range({ max: '9999-12-31T23:59:59Z' }, 'passed 0/3'),
    accepted(['2024-06-01T02:00:00+02:00'], {}, 'failed 2/3'),
    accepted(['2024-06-01T00:00:00.000001Z'], forbidden, 'failed 1/3'),
    allDistinct('passed 0/3 surplus 0 repeated 0 involved 0 distinct 3 left out 1'),
    fresh({}, 'failed newest 2024-06-01T00:00:00.000001Z, 0 of 4 in the future'),
    fresh({ timeZone: 'Asia/Tokyo' }, 'failed newest 2024-06-01T00:00:00.000001Z, 0 of 4 in the future'),
  ],
};

const distantInstants: CaseTable = {
  title: 'distant instants',
  needs: 'distantInstant',
  ...columnA('timestampTz', ['0001-01-01 00:00:00+00', '9999-12-31 23:59:59.999999+00']),
  cases: [
    range({ min: '1970-01-01' }, 'failed 1/2'),
    range({ min: '0001-01-01' }, 'passed 0/2'),
    range({ max: '9999-12-31T23:59:59.999998Z' }, 'failed 1/2'),
    allDistinct('passed 0/2 surplus 0 repeated 0 involved 0 distinct 2 left out 0'),
    fresh({}, 'failed newest 0001-01-01T00:00:00.000000Z, 1 of 2 in the future'),
  ],
};

/** Dates, wall clocks and instants, to the microsecond and to the edges of the calendar. */
export function timesContract(bench: () => Bench): void {
  caseTables(bench, [dates, wallClocks, instants, distantInstants]);
}
