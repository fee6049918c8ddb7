import type { LabRow } from '../../support/engines/engine-lab.ts';
import type { Bench } from './bench.ts';
import { caseTables, type Case, type CaseTable } from './case-tables.ts';
import { inShort } from './in-short.ts';

const volume = (fail: object, fields: object, expected: string): Case => [
  { kind: 'volume', fail, ...fields },
  expected,
];
const expression = (condition: string, fields: object, expected: string): Case => [
  { kind: 'expression', condition, ...fields },
  expected,
];
const rowsOf = (query: string, fields: object, expected: string): Case => [
  { kind: 'customSql', query, ...fields },
  expected,
];
const numberOf = (query: string, fields: object, expected: Case[1]): Case => [
  { kind: 'customSql', query, returns: 'number', ...fields },
  expected,
];

const counted: readonly CaseTable[] = [0, 1, 5].map((rows) => ({
  title: `${rows} rows`,
  columns: { id: 'bigint', amount: 'numeric(38,18)' },
  rows: Array.from({ length: rows }, (_, i): LabRow => [String(i + 1), '1.5']),
  cases: [
    volume({ min: 1 }, {}, `${rows === 0 ? 'failed' : 'passed'} ${rows} rows`),
    volume({ max: 4 }, {}, `${rows === 5 ? 'failed' : 'passed'} ${rows} rows`),
    volume({ min: 0, max: 0 }, { filter: '1 = 0' }, 'passed 0 rows'),
    volume({ max: 0 }, { filter: 'id > 4' }, rows === 5 ? 'failed 1 rows' : 'passed 0 rows'),
  ],
}));

/** The same columns for filters, conditions and queries. */
const orders: Pick<CaseTable, 'columns' | 'rows'> = {
  columns: { id: 'bigint', amount: 'numeric(38,18)', status: 'text', customer: 'bigint' },
  rows: [
    ['1', '5', 'paid', '1'],
    ['2', '10', 'open', '1'],
    ['3', '20', null, '2'],
    ['4', null, 'paid', null],
    ['5', '9223372036854775808.5', 'Paid', '3'],
  ],
};

const inText = `O''Brien; -- ? $1 :p @p1 /* %s "quoted" [é☃] {} #`;

const filters: CaseTable = {
  title: 'filters',
  ...orders,
  cases: [
    volume({ min: 3, max: 3 }, { filter: 'id > 2' }, 'passed 3 rows'),
    volume({ min: 1 }, { filter: 'id IN (1, 2) OR id = 5' }, 'passed 3 rows'),
    volume({ min: 1 }, { filter: 'amount IS NULL' }, 'passed 1 rows'),
    // neither true nor false is not true
    volume({ min: 1 }, { filter: 'NOT (amount > 10)' }, 'passed 2 rows'),
    volume({ min: 1 }, { filter: '(id = 1)\nOR\t(id = 2)' }, 'passed 2 rows'),
    volume({ min: 1 }, { filter: "status LIKE 'op%'" }, 'passed 1 rows'),
    volume({ min: 1 }, { filter: 'id = (SELECT 3)' }, 'passed 1 rows'),
    // nothing in a text is a comment, the end of a statement or the place of a parameter
    volume({ min: 1 }, { filter: `status <> '${inText}'` }, 'passed 4 rows'),
    [{ kind: 'range', column: 'amount', max: 15, filter: `id < 5 AND '${inText}' <> 'x'` }, 'failed 1/3'],
    expression(`amount > 5 OR '${inText}' = 'x'`, { filter: 'id < 3' }, 'failed 1/2 unknown 0'),
    [{ kind: 'completeness', columns: ['status'], filter: 'id > 1' }, 'failed 1/4'],
    [{ kind: 'completeness', columns: ['status'], filter: 'id > 3' }, 'passed 0/2'],
    [{ kind: 'completeness', columns: ['status'], filter: '1 = 0' }, 'warned 0/0'],
    [{ kind: 'range', column: 'amount', max: 15, filter: 'id < 5' }, 'failed 1/3'],
    [{ kind: 'acceptedValues', column: 'status', values: ['paid'], filter: 'id <> 2' }, 'failed 1/3'],
    [
      { kind: 'uniqueness', columns: ['customer'], filter: 'id < 3' },
      'failed 1/2 surplus 1 repeated 1 involved 2 distinct 1 left out 0',
    ],
    [
      { kind: 'uniqueness', columns: ['customer'], filter: 'id > 1' },
      'passed 0/3 surplus 0 repeated 0 involved 0 distinct 3 left out 1',
    ],
    [
      { kind: 'distribution', column: 'amount', statistic: 'sum', fail: { min: 0 }, filter: 'id < 4' },
      'passed 35 of 3 nulls 0 not finite 0',
    ],
    [
      { kind: 'distribution', column: 'amount', statistic: 'median', fail: { min: 0 }, filter: 'id < 3' },
      'passed 7.5 of 2 nulls 0 not finite 0',
    ],
    expression('amount > 5', { filter: 'id < 3' }, 'failed 1/2 unknown 0'),
  ],
};

const conditions: CaseTable = {
  title: 'conditions',
  ...orders,
  cases: [
    expression('amount > 10', {}, 'failed 2/4 unknown 1'),
    expression('amount > 10 OR id = 4', {}, 'failed 2/5 unknown 0'),
    expression('amount IS NOT NULL', {}, 'failed 1/5 unknown 0'),
    expression('amount IN (5, NULL)', {}, 'passed 0/1 unknown 4'),
    expression('amount NOT IN (5, NULL)', {}, 'failed 1/1 unknown 4'),
    expression('amount < 9223372036854775809', {}, 'passed 0/4 unknown 1'),
    expression('amount = amount', {}, 'passed 0/4 unknown 1'),
    expression('NULL IS NULL', {}, 'passed 0/5 unknown 0'),
    expression('amount > NULL', {}, 'warned 0/0 unknown 5'),
    expression('amount > NULL', { onEmpty: 'skipped' }, 'skipped 0/0 unknown 5'),
    expression("CASE WHEN amount > 5 THEN 'yes' ELSE 'no' END = 'yes'", {}, 'failed 2/5 unknown 0'),
    expression('amount BETWEEN 5 AND 10 AND id < 3', {}, 'failed 3/5 unknown 0'),
    expression('id > 1', { fail: { maxCount: 1 } }, 'passed 1/5 unknown 0'),
    expression('id > 1', { warn: { maxPercent: 19.9 }, fail: { maxPercent: 20 } }, 'warned 1/5 unknown 0'),
    expression('id > 0', { filter: '1 = 0' }, 'warned 0/0 unknown 0'),
  ],
};

const queries: CaseTable = {
  title: 'queries',
  ...orders,
  cases: [
    rowsOf('SELECT id FROM {table} WHERE amount > 5', {}, 'failed 3 rows'),
    rowsOf('SELECT id FROM {table} WHERE amount > 5', { fail: { maxCount: 3 } }, 'passed 3 rows'),
    rowsOf('SELECT id, amount FROM {table} WHERE 1 = 0', {}, 'passed 0 rows'),
    rowsOf('SELECT customer FROM {table} GROUP BY customer HAVING count(*) > 1', {}, 'failed 1 rows'),
    rowsOf('SELECT id FROM {table} UNION ALL SELECT customer FROM {table}', {}, 'failed 10 rows'),
    rowsOf('SELECT DISTINCT customer FROM {table}', { warn: { maxCount: 3 } }, 'warned 4 rows'),
    numberOf('SELECT count(*) FROM {table}', { fail: { min: 5, max: 5 } }, 'passed 5'),
    numberOf('SELECT max(amount) FROM {table}', { fail: { min: 0 } }, 'passed 9223372036854775808.5'),
    numberOf('SELECT -7', { fail: { min: 0 } }, 'failed -7'),
    numberOf('SELECT max(amount) FROM {table} WHERE 1 = 0', { fail: { min: 0 } }, 'warned no number'),
    numberOf(
      'SELECT amount FROM {table} WHERE 1 = 0',
      { fail: { min: 0 }, onEmpty: 'failed' },
      'failed no number',
    ),
    numberOf('SELECT amount FROM {table} WHERE id = 4', { fail: { min: 0 } }, 'warned no number'),
    numberOf('SELECT id FROM {table}', { fail: { min: 0 } }, 'errored DATA_ERROR'),
    numberOf('SELECT id, amount FROM {table} WHERE id = 1', { fail: { min: 0 } }, [
      'errored INVALID_SQL',
      'errored UNSAFE_FILTER',
    ]),
    numberOf('SELECT max(status) FROM {table}', { fail: { min: 0 } }, 'errored VALUE_OUT_OF_RANGE'),
  ],
};

const repeated = (fields: object, expected: string): Case => [
  { kind: 'uniqueness', columns: ['a', 'b'], ...fields },
  expected,
];
const combinations: CaseTable = {
  title: 'combinations with nulls',
  columns: { a: 'bigint', b: 'text' },
  rows: [
    ['1', 'x'],
    ['1', 'x'],
    ['1', null],
    ['1', null],
    [null, null],
    [null, null],
    ['2', 'y'],
  ],
  cases: [
    repeated({}, 'failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 4'),
    repeated({ nulls: 'ignoreAll' }, 'failed 2/5 surplus 2 repeated 2 involved 4 distinct 3 left out 2'),
    repeated({ nulls: 'compare' }, 'failed 3/7 surplus 3 repeated 3 involved 6 distinct 4 left out 0'),
    repeated(
      { measure: 'repeatedValues', fail: { maxPercent: 49 } },
      'failed 1/3 surplus 1 repeated 1 involved 2 distinct 2 left out 4',
    ),
    repeated(
      { measure: 'rowsInvolved', fail: { maxCount: 2 } },
      'passed 2/3 surplus 1 repeated 1 involved 2 distinct 2 left out 4',
    ),
    repeated(
      { columns: ['b', 'a'], nulls: 'compare', filter: 'a = 1' },
      'failed 2/4 surplus 2 repeated 2 involved 4 distinct 2 left out 0',
    ),
    [{ kind: 'completeness', columns: ['a', 'b'] }, 'failed 4/7'],
    [{ kind: 'completeness', columns: ['b', 'a'], placeholders: ['Y'], blank: true }, 'failed 5/7'],
  ],
};

/** How many rows there are, which of them are looked at, and what SQL of the user's says of them. */
export function rowsContract(bench: () => Bench): void {
  caseTables(bench, [...counted, filters, conditions, queries, combinations]);

  it('several runs at once', async () => {
    const dataset = await bench().table(orders);
    const test = { kind: 'uniqueness', columns: ['customer'] };
    const runs = await Promise.all(Array.from({ length: 8 }, () => bench().run(dataset, [test])));
    expect(runs.map(([verdict]) => inShort(verdict!, test, orders.columns))).toEqual(
      runs.map(() => 'failed 1/4 surplus 1 repeated 1 involved 2 distinct 3 left out 1'),
    );
  });
}
