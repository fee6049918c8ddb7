import type { Bench, Fields } from './bench.ts';
import { caseTables, columnA, type Case, type CaseTable } from './case-tables.ts';
import { inShort } from './in-short.ts';

const fresh = (fields: object, expected: string): Case => [
  { kind: 'freshness', timestampColumn: 'a', fail: { maxAge: '1d' }, ...fields },
  expected,
];

const NEWEST = '2024-01-15 12:00:00.123456';
const zones: readonly CaseTable[] = [
  {
    title: 'the newest wall clock in winter',
    ...columnA('timestamp', [NEWEST, '2024-01-10 00:00:00', null]),
    cases: [
      fresh({}, 'failed newest 2024-01-15T12:00:00.123456Z, 0 of 3 in the future'),
      fresh({ timeZone: 'Etc/UTC' }, 'failed newest 2024-01-15T12:00:00.123456Z, 0 of 3 in the future'),
      fresh({ timeZone: 'Europe/Berlin' }, 'failed newest 2024-01-15T11:00:00.123456Z, 0 of 3 in the future'),
      fresh(
        { timeZone: 'America/New_York' },
        'failed newest 2024-01-15T17:00:00.123456Z, 0 of 3 in the future',
      ),
      fresh({ timeZone: 'Asia/Kolkata' }, 'failed newest 2024-01-15T06:30:00.123456Z, 0 of 3 in the future'),
    ],
  },
  {
    title: 'the newest wall clock in summer',
    ...columnA('timestamp', ['2024-07-15 12:00:00', '2024-07-15 11:59:59.999999']),
    cases: [
      fresh({ timeZone: 'Europe/Berlin' }, 'failed newest 2024-07-15T10:00:00.000000Z, 0 of 2 in the future'),
      fresh(
        { timeZone: 'America/New_York' },
        'failed newest 2024-07-15T16:00:00.000000Z, 0 of 2 in the future',
      ),
      fresh({ timeZone: 'Asia/Kolkata' }, 'failed newest 2024-07-15T06:30:00.000000Z, 0 of 2 in the future'),
    ],
  },
];

/** What decides when no row has a usable timestamp. */
const unusable: readonly CaseTable[] = (['date', 'timestamp', 'timestampTz'] as const).flatMap((type) => [
  {
    title: `no ${type} at all`,
    ...columnA(type, []),
    cases: [
      fresh({}, 'warned newest null, 0 of 0 in the future'),
      fresh({ onEmpty: 'skipped' }, 'skipped newest null, 0 of 0 in the future'),
      fresh({ timeZone: 'Europe/Berlin', onEmpty: 'failed' }, 'failed newest null, 0 of 0 in the future'),
    ],
  },
  {
    title: `null for every ${type}`,
    ...columnA(type, [null, null]),
    cases: [
      fresh({}, 'failed newest null, 0 of 2 in the future'),
      fresh({ fail: undefined, warn: { maxAge: '1d' } }, 'warned newest null, 0 of 2 in the future'),
      fresh({ timeZone: 'Europe/Berlin' }, 'failed newest null, 0 of 2 in the future'),
    ],
  },
]);

const farFuture: readonly CaseTable[] = (['date', 'timestamp'] as const).map((type) => ({
  title: `nothing but the end of time: ${type}`,
  ...columnA(type, type === 'date' ? ['9999-12-31'] : ['9999-12-31 23:59:59']),
  cases: [
    fresh({}, 'failed newest null, 1 of 1 in the future'),
    fresh({ timeZone: 'America/New_York' }, 'failed newest null, 1 of 1 in the future'),
    fresh({ timeZone: 'Asia/Tokyo' }, 'failed newest null, 1 of 1 in the future'),
  ],
}));

const second = (text: string): string => String(Date.parse(`${text}Z`) / 1000);
const delays: readonly CaseTable[] = [
  ...(['timestamp', 'timestampTz'] as const).map((type): CaseTable => ({
    title: `delays between columns of type ${type}`,
    columns: { happened: type, arrived: type },
    rows: [
      ['2024-02-28 23:00:00', '2024-03-01 00:00:00'],
      ['2024-03-01 00:00:00', '2024-03-01 00:00:01.5'],
      ['2024-03-01 12:00:00', '2024-03-01 12:00:02.5'],
      ['2024-03-01 13:00:00', '2024-03-01 12:59:00'],
      ['2024-03-01 14:00:00', null],
      [null, '2024-03-01 15:00:00'],
    ].map((row) => row.map((time) => (time !== null && type === 'timestampTz' ? `${time}+00` : time))),
    common: { kind: 'freshness', timestampColumn: 'happened', ingestionColumn: 'arrived' },
    cases: [
      [
        { fail: { maxDelay: '26h' } },
        'passed newest 2024-03-01T14:00:00.000000Z, 0 of 6 in the future, delay 90000 of 4 negative 1',
      ],
      [
        { fail: { maxDelay: '24h' } },
        'failed newest 2024-03-01T14:00:00.000000Z, 0 of 6 in the future, delay 90000 of 4 negative 1',
      ],
      [
        { fail: { maxDelay: '1s' }, delayStatistic: 'p50' },
        'failed newest 2024-03-01T14:00:00.000000Z, 0 of 6 in the future, delay 2 of 4 negative 1',
      ],
      [
        { fail: { maxDelay: '1s' }, delayWindow: '1d' },
        'warned newest 2024-03-01T14:00:00.000000Z, 0 of 6 in the future, delay null of 0 negative 0',
      ],
    ],
  })),
  {
    title: 'times that are numbers',
    columns: { a: 'bigint', ms: 'bigint', us: 'bigint', rough: 'double' },
    rows: [
      [second('2024-02-29T23:59:59'), '1709251199999', '1709251199999999', '1709251199.5'],
      [second('2024-01-01T00:00:00'), '0', '-1', '0'],
      [second('9999-12-31T23:59:59'), '253402300799000', '253402300799000000', '253402300799'],
      ['9223372036854775807', '9223372036854775807', '9223372036854775807', '1e300'],
      ['-9223372036854775808', '-9223372036854775808', '-9223372036854775808', '-1e300'],
      [null, null, null, null],
    ],
    cases: [
      fresh({}, 'errored UNSUPPORTED_TYPE'),
      fresh({ epochUnit: 's' }, 'failed newest 2024-02-29T23:59:59.000000Z, 2 of 6 in the future'),
      fresh(
        { epochUnit: 'ms', timestampColumn: 'ms' },
        'failed newest 2024-02-29T23:59:59.999000Z, 2 of 6 in the future',
      ),
      fresh(
        { epochUnit: 'us', timestampColumn: 'us' },
        'failed newest 2024-02-29T23:59:59.999999Z, 2 of 6 in the future',
      ),
      fresh(
        { epochUnit: 's', timestampColumn: 'rough' },
        'failed newest 2024-02-29T23:59:59.500000Z, 2 of 6 in the future',
      ),
      fresh(
        { epochUnit: 's', fail: { maxFutureRows: 1 } },
        'failed newest 2024-02-29T23:59:59.000000Z, 2 of 6 in the future',
      ),
      fresh(
        { epochUnit: 's', fail: { maxFutureRows: 2 } },
        'passed newest 2024-02-29T23:59:59.000000Z, 2 of 6 in the future',
      ),
    ],
  },
];

/** Ages are far from the limits: the clocks of the two machines need not agree to the second. */
const ages: readonly (readonly [minutes: number, fields: Fields, status: string, future: 0 | 1])[] = [
  [-90, { fail: { maxAge: '1h' } }, 'failed', 0],
  [-90, { fail: { maxAge: '2h' } }, 'passed', 0],
  [-90, { warn: { maxAge: '1h' }, fail: { maxAge: '2h' } }, 'warned', 0],
  [60, { fail: { maxAge: '1h' } }, 'failed', 1],
  [60, { fail: { maxAge: '1h' }, futureTolerance: '2h' }, 'passed', 0],
];

/** How old the newest row is, by the database's clock, and how long rows took to arrive. */
export function agesContract(bench: () => Bench): void {
  caseTables(bench, [...zones, ...unusable, ...farFuture, ...delays]);

  it.each(['timestamp', 'timestampTz'] as const)('the age of a %s', async (type) => {
    for (const [minutes, fields, status, future] of ages) {
      const iso = new Date(Date.now() + minutes * 60_000).toISOString();
      const text = `${iso.slice(0, -1).replace('T', ' ')}${type === 'timestampTz' ? '+00' : ''}`;
      const table = columnA(type, [text]);
      const test = { kind: 'freshness', timestampColumn: 'a', ...fields };
      const [verdict] = await bench().run(await bench().table(table), [test]);
      const newest = future === 1 ? 'null' : iso.replace('Z', '000Z');
      expect([minutes, fields, inShort(verdict!, test, table.columns)]).toEqual([
        minutes,
        fields,
        `${status} newest ${newest}, ${future} of 1 in the future`,
      ]);
    }
  });

  it.each(['timestamp', 'timestampTz', 'bigint'] as const)('rows of the last hour by a %s', async (type) => {
    const now = Date.now();
    const values = [-3, -50, -70, 70].map((minutes) => {
      const at = now + minutes * 60_000;
      const wallClock = new Date(at).toISOString().slice(0, -1).replace('T', ' ');
      return type === 'bigint' ? String(at) : `${wallClock}${type === 'timestampTz' ? '+00' : ''}`;
    });
    const table = columnA(type, [...values, null]);
    const test = { kind: 'volume', timestampColumn: 'a', window: '1h', epochUnit: 'ms', fail: { min: 3 } };
    const [verdict] = await bench().run(await bench().table(table), [test]);
    expect(inShort(verdict!, test, table.columns)).toBe('failed 2 rows');
  });

  it.each([
    ['Europe/Berlin', '2024-03-31T00:59:59.000000Z', '2024-03-31 01:59:59'],
    ['Europe/Berlin', '2024-03-31T01:00:00.000000Z', '2024-03-31 03:00:00'],
    ['America/New_York', '2024-11-03T07:00:00.000000Z', '2024-11-03 02:00:00'],
    ['Australia/Lord_Howe', '2024-01-01T01:00:00.000000Z', '2024-01-01 12:00:00'],
  ])('in %s, %s is %s', async (timeZone, instant, text) => {
    const test = { kind: 'freshness', timestampColumn: 'a', fail: { maxAge: '1d' }, timeZone };
    const dataset = await bench().table(columnA('timestamp', [text]));
    const [verdict] = await bench().run(dataset, [test]);
    expect(verdict!.observed).toMatchObject({ newest: instant, futureRows: 0 });
  });
}
