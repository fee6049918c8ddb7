import type { LabRow, LabType } from '../../support/engines/engine-lab.ts';
import type { Bench, TableData } from './bench.ts';
import { caseTables, type Case, type CaseTable } from './case-tables.ts';
import { inShort } from './in-short.ts';

/** Words of SQL, quotes of every engine, what looks like a parameter, and what statements call things of their own. */
export const oddNames = [
  'select',
  'Order',
  'naïve col',
  'a"b',
  'x]y',
  'x[y]',
  'x`y',
  "it's",
  'a.b',
  'a%b',
  'a\\b',
  '--',
  '/*',
  ';',
  '$1',
  '?',
  ':p',
  '@p1',
  '#tmp',
  'таблица',
  'n',
  'm1',
  'm2',
  'key 1',
  'key 2',
  'group size',
  'tested row',
  'reference row',
  'measured',
  'groups',
  'query',
  'nothing',
  'count',
  'null',
  'true',
  'x'.repeat(60),
];

const columns = Object.fromEntries(oddNames.map((name): [string, LabType] => [name, 'bigint']));
const row = (value: string | null): LabRow => oddNames.map(() => value);
const table: TableData = { columns, rows: [row('1'), row('1'), row('20'), row(null)] };

const ofColumn = (name: string): readonly Case[] => [
  [{ kind: 'completeness', columns: [name] }, 'failed 1/4'],
  [
    { kind: 'uniqueness', columns: [name] },
    'failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 1',
  ],
  [{ kind: 'range', column: name, max: 10 }, 'failed 1/3'],
  [{ kind: 'acceptedValues', column: name, values: [1] }, 'failed 1/3'],
  [
    { kind: 'distribution', column: name, statistic: 'sum', fail: { min: 0 } },
    'passed 22 of 3 nulls 1 not finite 0',
  ],
  [
    { kind: 'distribution', column: name, statistic: 'p50', fail: { min: 0 } },
    'passed 1 of 3 nulls 1 not finite 0',
  ],
];

const oddColumns: CaseTable = {
  title: 'columns with odd names',
  ...table,
  cases: [
    ...oddNames.flatMap(ofColumn),
    [{ kind: 'completeness', columns: oddNames.slice(0, 32) }, 'failed 1/4'],
    [
      { kind: 'uniqueness', columns: oddNames.slice(0, 32), nulls: 'compare' },
      'failed 1/4 surplus 1 repeated 1 involved 2 distinct 3 left out 0',
    ],
    [
      { kind: 'schema', columns: oddNames.map((name) => ({ name, type: 'integer' })) },
      'passed missing [] extra [] changed 0 other order false',
    ],
    // the user's own columns are meant, not what statements of ours call theirs
    [{ kind: 'expression', condition: 'n < 10 AND m1 < 10 AND measured < 10' }, 'failed 1/3 unknown 1'],
    [{ kind: 'volume', fail: { min: 1 }, filter: 'n = 1 AND m1 = 1 AND m2 = 1' }, 'passed 2 rows'],
    [
      { kind: 'uniqueness', columns: ['n', 'group size'], filter: 'm1 > 1' },
      'passed 0/1 surplus 0 repeated 0 involved 0 distinct 1 left out 0',
    ],
    [{ kind: 'customSql', query: 'SELECT n, m1, m2, nothing FROM {table} WHERE n = 1' }, 'failed 2 rows'],
  ],
};

const emoji: CaseTable = {
  title: 'a column whose name is an emoji',
  needs: 'emojiName',
  columns: { '😀': 'bigint' },
  rows: [['1'], ['1'], ['20'], [null]],
  cases: ofColumn('😀'),
};

const oddKeys: CaseTable = {
  title: 'keys with odd names',
  columns,
  rows: [row('1'), row('2'), row(null)],
  reference: { columns, rows: [row('1'), row('1'), row(null)] },
  cases: [
    ...oddNames.map((name): Case => [
      { kind: 'referential', columns: [name], reference: { columns: [name] } },
      'failed 1/2 left out 1',
    ]),
    [
      {
        kind: 'referential',
        columns: ['key 1', 'key 2', 'tested row', 'n'],
        reference: { columns: ['key 2', 'key 1', 'reference row', 'm1'], filter: 'n = 1 AND m1 = 1' },
        filter: 'm1 = 1',
      },
      'passed 0/1 left out 0',
    ],
  ],
};

const WIDTH = 120;
const wideNames = Array.from({ length: WIDTH }, (_, i) => `c${i}`);
/** In column `ci`, the first i rows are null and the others hold their number. */
const wide: CaseTable = {
  title: `a table of ${WIDTH} columns`,
  columns: Object.fromEntries(wideNames.map((name): [string, LabType] => [name, 'bigint'])),
  rows: Array.from({ length: WIDTH }, (_, r) => wideNames.map((_name, i) => (r < i ? null : String(r)))),
  cases: wideNames.flatMap((name, i): Case[] => [
    [{ kind: 'completeness', columns: [name] }, `${i === 0 ? 'passed' : 'failed'} ${i}/${WIDTH}`],
    [{ kind: 'range', column: name, max: WIDTH - 2 }, `failed 1/${WIDTH - i}`],
    [
      { kind: 'distribution', column: name, statistic: 'min', fail: { min: 0 } },
      `passed ${i} of ${WIDTH - i} nulls ${i} not finite 0`,
    ],
  ]),
};

/** Names are quoted, matched exactly, and never mixed up with those in statements of ours. */
export function namesContract(bench: () => Bench): void {
  caseTables(bench, [oddColumns, emoji, oddKeys, wide]);

  it.each(['select', 'Order', 'naïve table', 'a"b', 'a.b', 'x]y', 'x`y', "it's", 'n', 'measured', '😀'])(
    'a table with the name %s',
    async (name) => {
      const data: TableData = {
        columns: { id: 'bigint' },
        rows: [['1'], ['1'], ['3']],
        ...(name === '😀' && { needs: 'emojiName' }),
      };
      if (!bench().canStore(data)) return expect(bench().table(data, name)).rejects.toThrow();
      const dataset = await bench().table(data, name);
      const tests = [
        { kind: 'volume', fail: { min: 4 } },
        { kind: 'uniqueness', columns: ['id'] },
        { kind: 'referential', columns: ['id'], reference: { dataset, columns: ['id'], filter: 'id = 1' } },
        { kind: 'schema', columns: [{ name: 'id', type: 'integer' }] },
      ];
      const verdicts = await bench().run(dataset, tests);
      expect(verdicts.map((verdict, i) => inShort(verdict, tests[i]!, { id: 'bigint' }))).toEqual([
        'failed 3 rows',
        'failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 0',
        'failed 1/3 left out 0',
        'passed missing [] extra [] changed 0 other order false',
      ]);
    },
  );
}
