import type { LabType } from '../../support/engines/engine-lab.ts';
import type { Bench } from './bench.ts';
import { caseTables, columnA, type CaseTable } from './case-tables.ts';
import { inShort } from './in-short.ts';

const toA = { kind: 'referential', columns: ['a'], reference: { columns: ['a'] } };

const single: CaseTable = {
  title: 'keys of one column',
  ...columnA('bigint', ['1', '1', '2', '9223372036854775807', '9223372036854775806', null]),
  // partners that occur several times, and a null, which is nobody's partner
  reference: {
    columns: { a: 'bigint', live: 'boolean' },
    rows: [
      ['1', 'true'],
      ['1', 'false'],
      ['2', 'false'],
      ['9223372036854775807', 'true'],
      ['5', 'true'],
      [null, 'true'],
    ],
  },
  cases: [
    [toA, 'failed 1/5 left out 1'],
    [{ ...toA, match: 'full' }, 'failed 1/5 left out 1'],
    [{ ...toA, filter: 'a < 3' }, 'passed 0/3 left out 0'],
    [{ ...toA, filter: 'a IS NULL' }, 'warned 0/0 left out 1'],
    [{ ...toA, reference: { columns: ['a'], filter: 'a > 1' } }, 'failed 3/5 left out 1'],
    [{ ...toA, reference: { columns: ['a'], filter: '1 = 0' } }, 'failed 5/5 left out 1'],
    [{ ...toA, reference: { columns: ['a'], filter: 'a <> 2' }, filter: 'a = 2' }, 'failed 1/1 left out 0'],
    [{ ...toA, fail: { maxPercent: 20 } }, 'passed 1/5 left out 1'],
    [{ ...toA, warn: { maxCount: 0 }, fail: { maxCount: 1 } }, 'warned 1/5 left out 1'],
  ],
};

const pairs = { columns: ['a', 'b'], reference: { columns: ['x', 'y'] } };
const composite: CaseTable = {
  title: 'keys of two columns',
  columns: { a: 'bigint', b: 'text' },
  rows: [
    ['1', 'x'],
    ['1', 'y'],
    ['1', 'X'],
    ['2', null],
    ['7', null],
    [null, 'x'],
    [null, null],
  ],
  reference: {
    columns: { y: 'text', x: 'bigint' },
    rows: [
      ['x', '1'],
      ['y', '2'],
      [null, '2'],
      ['x', null],
      [null, null],
    ],
  },
  cases: [
    [{ kind: 'referential', ...pairs }, 'failed 2/3 left out 4'],
    // some nulls break the rule, nothing but nulls does not
    [{ kind: 'referential', ...pairs, match: 'full' }, 'failed 5/6 left out 1'],
    [
      { kind: 'referential', columns: ['b', 'a'], reference: { columns: ['y', 'x'] } },
      'failed 2/3 left out 4',
    ],
    [{ kind: 'referential', columns: ['b'], reference: { columns: ['y'] } }, 'failed 1/4 left out 3'],
    [{ kind: 'referential', columns: ['a'], reference: { columns: ['x'] } }, 'failed 1/5 left out 2'],
    [
      { kind: 'referential', ...pairs, reference: { ...pairs.reference, filter: 'x > 1' } },
      'failed 3/3 left out 4',
    ],
  ],
};

/** One table of keys for each type: the first two have a partner, the third has none. */
const typed: readonly (readonly [LabType, string, string, string])[] = [
  ['bigint', '-9223372036854775808', '9007199254740993', '9007199254740992'],
  [
    'numeric(38,18)',
    '0',
    '12345678901234567890.123456789012345678',
    '12345678901234567890.123456789012345679',
  ],
  ['double', '0.1', '1e300', '0.2'],
  ['text', '', 'Straße', 'Strasse'],
  ['boolean', 'true', 'true', 'false'],
  ['date', '0001-01-01', '9999-12-31', '2024-02-29'],
  ['timestamp', '2024-03-01 00:00:00.000001', '9999-12-31 23:59:59.999999', '2024-03-01 00:00:00'],
  ['timestampTz', '2024-03-01 00:00:00.000001+00', '2037-12-31 23:59:59+00', '2024-03-01 00:00:00+00'],
  [
    'uuid',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'ffffffff-ffff-ffff-ffff-fffffffffffe',
  ],
];
const types = typed.map(([type, one, two, three]): CaseTable => ({
  title: `keys of type ${type}`,
  ...columnA(type, [one, two, three, null]),
  reference: columnA(type, [two, one, one, null]),
  cases: [[toA, 'failed 1/3 left out 1']],
}));

const texts: CaseTable = {
  title: 'keys of text are compared character by character',
  ...columnA('text', ['a', 'A', 'a ', ' a', 'é', 'e\u0301', 'ß', 'ss', '😀', '😁', '1', '01', '', ' ']),
  reference: columnA('text', ['a', 'é', 'ss', '😀', '1', '']),
  cases: [[toA, 'failed 8/14 left out 0']],
};

const empty: readonly CaseTable[] = [
  {
    title: 'an empty reference',
    ...columnA('bigint', ['1', '2', null]),
    reference: columnA('bigint', []),
    cases: [[toA, 'failed 2/2 left out 1']],
  },
  {
    title: 'nothing to look up',
    ...columnA('bigint', []),
    reference: columnA('bigint', ['1']),
    cases: [
      [toA, 'warned 0/0 left out 0'],
      [{ ...toA, onEmpty: 'passed' }, 'passed 0/0 left out 0'],
    ],
  },
  {
    title: 'nothing but nulls to look up',
    ...columnA('bigint', [null, null]),
    reference: columnA('bigint', [null, '1']),
    cases: [
      [toA, 'warned 0/0 left out 2'],
      [{ ...toA, match: 'full' }, 'warned 0/0 left out 2'],
    ],
  },
  {
    title: 'whole numbers among decimals',
    ...columnA('bigint', ['1', '2', '9223372036854775807']),
    reference: columnA('numeric(38,18)', [
      '1',
      '2.000000000000000001',
      '9223372036854775807.000000000000000000',
    ]),
    cases: [[toA, 'failed 1/3 left out 0']],
  },
  {
    title: 'dates among timestamps',
    ...columnA('date', ['2024-02-29', '2024-03-01']),
    reference: columnA('timestamp', ['2024-02-29 00:00:00', '2024-03-01 00:00:00.000001']),
    cases: [[toA, 'failed 1/2 left out 0']],
  },
];

/** Keys are looked up in another table of the same connection, as foreign keys of SQL demand. */
export function referencesContract(bench: () => Bench): void {
  caseTables(bench, [single, composite, ...types, texts, ...empty]);

  it('a table that refers to itself', async () => {
    const data = {
      columns: { id: 'bigint', parent: 'bigint' },
      rows: [
        ['1', null],
        ['2', '1'],
        ['3', '9'],
      ],
    } as const;
    const dataset = await bench().table(data);
    const test = { kind: 'referential', columns: ['parent'], reference: { dataset, columns: ['id'] } };
    const [verdict] = await bench().run(dataset, [test]);
    expect(inShort(verdict!, test, data.columns)).toBe('failed 1/2 left out 1');
  });

  it('a reference that lacks something', async () => {
    const data = columnA('bigint', ['1']);
    const dataset = await bench().table(data);
    const missing = dataset.replace(/[^.]+$/, 'there_is_none');
    const tests = [
      { ...toA, reference: { dataset: missing, columns: ['a'] } },
      { ...toA, reference: { dataset, columns: ['none'] } },
      { ...toA, reference: { dataset, columns: ['a'], filter: 'a = 1' } },
    ];
    const verdicts = await bench().run(dataset, tests);
    expect(verdicts.map((verdict, i) => inShort(verdict, tests[i]!, data.columns))).toEqual([
      'errored MISSING_DATASET',
      'errored MISSING_COLUMN',
      'passed 0/1 left out 0',
    ]);
  });
}
