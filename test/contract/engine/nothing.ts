import type { LabType } from '../../support/engines/engine-lab.ts';
import type { Bench } from './bench.ts';
import { caseTables, type Case, type CaseTable } from './case-tables.ts';

const everyType: Readonly<Record<string, LabType>> = {
  whole: 'bigint',
  exact: 'numeric(38,18)',
  rough: 'double',
  words: 'text',
  flag: 'boolean',
  day: 'date',
  clock: 'timestamp',
  instant: 'timestampTz',
  label: 'uuid',
};
const families = [
  'integer',
  'decimal',
  'float',
  'text',
  'boolean',
  'date',
  'timestamp',
  'timestampTz',
  'uuid',
];
const declared = Object.keys(everyType).map((name, i) => ({ name, type: families[i]! }));
const [first, second, ...others] = declared;

/** Tables with nothing in them, and with rows of nulls: `rows` of them. */
const emptiness = (rows: number): CaseTable => ({
  title: `columns of every type over ${rows} rows of nulls`,
  columns: everyType,
  rows: Array.from({ length: rows }, () => declared.map(() => null)),
  cases: [
    ...declared.flatMap(({ name }): Case[] => [
      [
        { kind: 'completeness', columns: [name], blank: true, placeholders: ['x'] },
        rows === 0 ? 'warned 0/0' : `failed ${rows}/${rows}`,
      ],
      [
        { kind: 'uniqueness', columns: [name] },
        `warned 0/0 surplus 0 repeated 0 involved 0 distinct 0 left out ${rows}`,
      ],
      [
        { kind: 'uniqueness', columns: [name], nulls: 'compare' },
        rows === 0
          ? 'warned 0/0 surplus 0 repeated 0 involved 0 distinct 0 left out 0'
          : rows === 1
            ? 'passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0'
            : 'failed 1/2 surplus 1 repeated 1 involved 2 distinct 1 left out 0',
      ],
    ]),
    ...['whole', 'exact', 'rough'].flatMap((column): Case[] => [
      [{ kind: 'range', column, min: 0, max: 1 }, 'warned 0/0'],
      [{ kind: 'acceptedValues', column, values: [1] }, 'warned 0/0'],
      ...['mean', 'median', 'stddev', 'min', 'max', 'sum', 'zeroPercent', 'p95'].map((statistic): Case => [
        { kind: 'distribution', column, statistic, fail: { min: 0 } },
        `warned none of 0 nulls ${rows} not finite 0`,
      ]),
      [
        { kind: 'distribution', column, statistic: 'nullPercent', fail: { max: 99 } },
        rows === 0 ? 'warned none of 0 nulls 0 not finite 0' : `failed 100 of 0 nulls ${rows} not finite 0`,
      ],
    ]),
    ...['day', 'clock', 'instant'].map((column): Case => [
      { kind: 'range', column, min: '2024-01-01' },
      'warned 0/0',
    ]),
    [{ kind: 'range', column: 'words', of: 'length', min: 1 }, 'warned 0/0'],
    [{ kind: 'acceptedValues', column: 'words', values: ['x'], trim: true }, 'warned 0/0'],
    [{ kind: 'acceptedValues', column: 'words', values: ['x'], mode: 'forbidden' }, 'warned 0/0'],
    [{ kind: 'acceptedValues', column: 'flag', values: [true], onEmpty: 'failed' }, 'failed 0/0'],
    [{ kind: 'expression', condition: 'whole > 0', onEmpty: 'passed' }, `passed 0/0 unknown ${rows}`],
    [{ kind: 'schema', columns: declared }, 'passed missing [] extra [] changed 0 other order false'],
  ],
});

const schemas: CaseTable = {
  title: 'schemas',
  columns: everyType,
  rows: [],
  common: { kind: 'schema' },
  cases: [
    [{ columns: declared }, 'passed missing [] extra [] changed 0 other order false'],
    [
      { columns: [...declared, { name: 'more' }] },
      'failed missing [more] extra [] changed 0 other order false',
    ],
    [
      { columns: [...declared, { name: 'more' }], onMissing: 'warned' },
      'warned missing [more] extra [] changed 0 other order false',
    ],
    [
      { columns: [first, second] },
      `warned missing [] extra [${others.map(({ name }) => name).join(', ')}] changed 0 other order false`,
    ],
    [
      { columns: [second, first, ...others], onOtherOrder: 'failed' },
      'failed missing [] extra [] changed 0 other order true',
    ],
    [
      { columns: [{ name: 'whole', type: 'text' }, second, ...others] },
      'failed missing [] extra [] changed 1 other order false',
    ],
    [
      { columns: declared.map(({ name }) => ({ name, nullable: false })) },
      'failed missing [] extra [] changed 9 other order false',
    ],
  ],
};

/** Tables that have columns of every type, and hardly anything in them. */
export function nothingContract(bench: () => Bench): void {
  caseTables(bench, [schemas, ...[0, 1, 2].map(emptiness)]);
}
