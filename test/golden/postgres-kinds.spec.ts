import { PostgresDialect } from '../../src/connectors/postgres/dialect.ts';
import type { Column, ColumnType } from '../../src/core/columns.ts';
import { planScans } from '../../src/core/planning/plan-scans.ts';
import type { NullHandling } from '../../src/core/sql/dialect.ts';
import {
  addMs,
  and,
  asText,
  column,
  compare,
  countAll,
  countIf,
  epochOf,
  folded,
  groupSize,
  isIn,
  isNaN,
  isNull,
  isUnknown,
  literal,
  minus,
  not,
  now,
  or,
  sumIf,
  textLength,
  userCondition,
  type Condition,
  type Expression,
  type LiteralType,
} from '../../src/core/sql/expression.ts';
import { metricsOf } from '../../src/core/verdict/wanted-metrics.ts';
import { someTest } from '../support/records.ts';

const dialect = new PostgresDialect();
const dataset = { schema: 'public', table: 'orders' };
const a = column('a');
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

const sqlOf = (measured: readonly string[], from: string) =>
  `SELECT ${measured.map((_, i) => `m${i + 1}::text`).join(',\n  ')}\nFROM (\n` +
  `  SELECT ${measured.map((sql, i) => `${sql} AS m${i + 1}`).join(',\n    ')}\n  FROM ${from}\n) AS measured`;

const expressions: readonly (readonly [string, Expression, string, readonly string[]])[] = [
  ['sumIf of all', sumIf(a, null), 'sum("a")', []],
  ['sumIf', sumIf(a, isNull(column('b'))), 'sum("a") FILTER (WHERE "b" IS NULL)', []],
  ['asText', asText(a), '"a"::text', []],
  ['textLength', textLength(asText(a)), 'char_length("a"::text)', []],
  ['folded: trimmed', folded(a, { trim: true, ignoreCase: false }), 'btrim("a", $1::text)', [WHITE_SPACE]],
  ['folded: without case', folded(a, { trim: false, ignoreCase: true }), 'lower("a")', []],
  ['folded: both', folded(a, { trim: true, ignoreCase: true }), 'lower(btrim("a", $1::text))', [WHITE_SPACE]],
  ['folded: neither', folded(a, { trim: false, ignoreCase: false }), '"a"', []],
  ['epochOf s', epochOf(a, 's'), `date_part('epoch', "a")`, []],
  ['epochOf ms', epochOf(a, 'ms'), `(date_part('epoch', "a") * 1000)`, []],
  ['epochOf us', epochOf(a, 'us'), `(date_part('epoch', "a") * 1000000)`, []],
  ['minus', minus(a, column('b')), '("a"::double precision - "b"::double precision)', []],
  [
    'minus of what is in floating point already',
    minus(epochOf(a, 's'), column('b')),
    `(date_part('epoch', "a") - "b"::double precision)`,
    [],
  ],
  ['groupSize', groupSize, '"rows of the group"', []],
];

const conditions: readonly (readonly [string, Condition, string, readonly string[]])[] = [
  ['isNull', isNull(a), '"a" IS NULL', []],
  ['isNaN', isNaN(a), `"a" = 'NaN'`, []],
  [
    'isIn',
    isIn(a, [literal('text', 'x'), literal('text', "o'clock")]),
    '"a" IN ($1::text, $2::text)',
    ['x', "o'clock"],
  ],
  [
    'isIn, a member twice',
    isIn(a, [literal('text', 'x'), literal('text', 'x')]),
    '"a" IN ($1::text, $1::text)',
    ['x'],
  ],
  ['not', not(isNaN(a)), `NOT ("a" = 'NaN')`, []],
  ['or', or(isNull(a), isNaN(a)), `("a" IS NULL) OR ("a" = 'NaN')`, []],
  ['or of one', or(isNull(a)), '"a" IS NULL', []],
  ['or of nothing', or(), 'FALSE', []],
  ['and of one', and(isNull(a)), '"a" IS NULL', []],
  [
    'or within and',
    and(or(isNull(a), isNaN(a)), not(isNull(a))),
    `(("a" IS NULL) OR ("a" = 'NaN')) AND (NOT ("a" IS NULL))`,
    [],
  ],
  ['userCondition', userCondition('x = 1 OR y'), '(\nx = 1 OR y\n)', []],
  ['isUnknown', isUnknown(userCondition('x = 1')), '((\nx = 1\n)) IS NULL', []],
  ['isUnknown of a negation', isUnknown(not(isNull(a))), '(NOT ("a" IS NULL)) IS NULL', []],
  [
    'compare with the number of an instant that is the same for every row',
    compare(a, '<=', epochOf(addMs(now, 60_000), 'ms')),
    `"a" <= (SELECT (date_part('epoch', transaction_timestamp() + $1::interval) * 1000))`,
    ['60 seconds'],
  ],
  [
    'compare with the number of an instant of the row',
    compare(a, '<=', epochOf(column('b'), 'ms')),
    `"a" <= (date_part('epoch', "b") * 1000)`,
    [],
  ],
  ['compare with a literal', compare(a, '>=', literal('number', '1.50')), '"a" >= $1::numeric', ['1.50']],
];

const literals: readonly (readonly [LiteralType, string])[] = [
  ['text', 'text'],
  ['integer', 'bigint'],
  ['number', 'numeric'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestampTz', 'timestamptz'],
  ['uuid', 'uuid'],
  ['time', 'time'],
];

describe('PostgresDialect: nodes', () => {
  const render = (tree: Expression) =>
    dialect.renderScalarSelect({ dataset, filter: null, source: { kind: 'rows' }, expressions: [tree] });

  it.each(expressions)('%s', (_, tree, sql, parameters) => {
    expect(render(tree)).toEqual({ text: sqlOf([sql], '"public"."orders"'), parameters });
  });

  it('what is not null is counted as SQL counts it', () => {
    expect(render(countIf(not(isNull(a)))).text).toBe(sqlOf(['count("a")'], '"public"."orders"'));
  });

  it.each(conditions)('%s', (_, condition, sql, parameters) => {
    expect(render(countIf(condition))).toEqual({
      text: sqlOf([`count(*) FILTER (WHERE ${sql})`], '"public"."orders"'),
      parameters,
    });
  });

  it.each(literals)('a literal of type %s is a parameter of type %s', (type, sql) => {
    expect(render(literal(type, `'; --`))).toEqual({
      text: sqlOf([`$1::${sql}`], '"public"."orders"'),
      parameters: [`'; --`],
    });
  });
});

describe('PostgresDialect: groups', () => {
  const any = `"a" IS NOT NULL\n    AND "b ""x" IS NOT NULL`;
  const some = `("a" IS NOT NULL OR "b ""x" IS NOT NULL)`;
  const filter = 'c = 1 OR d';
  const filterSql = `(\n${filter}\n)`;

  it.each<[NullHandling, string | null, string]>([
    ['ignoreAny', null, `\n  WHERE ${any}`],
    ['ignoreAll', null, `\n  WHERE ${some}`],
    ['compare', null, ''],
    ['ignoreAny', filter, `\n  WHERE ${filterSql}\n    AND ${any}`],
    ['ignoreAll', filter, `\n  WHERE ${filterSql}\n    AND ${some}`],
    ['compare', filter, `\n  WHERE ${filterSql}`],
  ])('with nulls %s and filter %j', (nulls, given, where) => {
    const source = { kind: 'groups', columns: ['a', 'b "x'], nulls } as const;
    expect(
      dialect.renderScalarSelect({
        dataset,
        filter: given,
        source,
        expressions: [countAll, sumIf(groupSize, null)],
      }),
    ).toEqual({
      text: sqlOf(
        ['count(*)', 'sum("rows of the group")'],
        `(\n  SELECT "a", "b ""x", count(*) AS "rows of the group"\n  FROM "public"."orders"${where}\n  GROUP BY "a", "b ""x"\n  ) AS groups`,
      ),
      parameters: [],
    });
  });
});

const aColumn = (name: string, type: ColumnType): Column => ({
  name,
  type,
  nativeType: type,
  nullable: true,
});
const columns = [
  aColumn('name', 'text'),
  aColumn('n', 'integer'),
  aColumn('price', 'decimal'),
  aColumn('ratio', 'float'),
  aColumn('day', 'date'),
  aColumn('at', 'timestampTz'),
  aColumn('ok', 'boolean'),
  aColumn('key', 'uuid'),
];
/** Everything that one test sends: for each statement its expressions, what it reads from, its parameters. */
function statementsOf(fields: Record<string, unknown>) {
  const test = someTest({ fail: undefined, ...fields });
  const request = { filter: test.filter ?? null, metrics: metricsOf(test).map(({ metric }) => metric) };
  return planScans(dataset, columns, [request], dialect.limits).scans.map(({ select }) =>
    dialect.renderScalarSelect(select),
  );
}
const counted = (...wheres: readonly string[]) =>
  wheres.map((where) => {
    const [, present] = /^NOT \(("\w+") IS NULL\)$/.exec(where) ?? [];
    return present === undefined ? `count(*) FILTER (WHERE ${where})` : `count(${present})`;
  });
const bare = 'lower(btrim("name"::text, $1::text))';

/** Kinds that need one statement over the rows. */
const tests: readonly (readonly [string, Record<string, unknown>, readonly string[], readonly string[]])[] = [
  [
    'completeness',
    { kind: 'completeness', columns: ['name', 'n'] },
    ['count(*)', ...counted('("name" IS NULL) OR ("n" IS NULL)')],
    [],
  ],
  [
    'completeness, blank',
    { kind: 'completeness', columns: ['name'], blank: true },
    ['count(*)', ...counted(`("name" IS NULL) OR (btrim("name"::text, $1::text) = $2::text)`)],
    [WHITE_SPACE, ''],
  ],
  [
    'completeness, placeholders',
    { kind: 'completeness', columns: ['name', 'n'], placeholders: ['N/A', '-'] },
    [
      'count(*)',
      ...counted(
        `(("name" IS NULL) OR (${bare} IN (lower(btrim($2::text, $1::text)), lower(btrim($3::text, $1::text))))) OR ("n" IS NULL)`,
      ),
    ],
    [WHITE_SPACE, 'N/A', '-'],
  ],
  [
    'range of whole numbers',
    { kind: 'range', column: 'n', min: 1, max: 10 },
    counted('NOT ("n" IS NULL)', '("n" < $1::bigint) OR ("n" > $2::bigint)'),
    ['1', '10'],
  ],
  [
    'range of decimals, the bounds outside',
    { kind: 'range', column: 'price', min: 0, max: '99.99', strictMin: true, strictMax: true },
    counted('NOT ("price" IS NULL)', `("price" <= $1::numeric) OR ("price" >= $2::numeric)`),
    ['0', '99.99'],
  ],
  [
    'range with one bound',
    { kind: 'range', column: 'ratio', min: '-1e-3' },
    counted('NOT ("ratio" IS NULL)', `("ratio" < $1::numeric) OR ("ratio" = 'NaN')`),
    ['-1e-3'],
  ],
  [
    'range of dates',
    { kind: 'range', column: 'day', max: '2024-12-31' },
    counted('NOT ("day" IS NULL)', '"day" > $1::date'),
    ['2024-12-31'],
  ],
  [
    'range of instants',
    { kind: 'range', column: 'at', min: '2024-01-01T00:00:00+02:00' },
    counted('NOT ("at" IS NULL)', '"at" < $1::timestamptz'),
    ['2024-01-01T00:00:00+02:00'],
  ],
  [
    'range of lengths',
    { kind: 'range', column: 'name', of: 'length', min: 1, max: 50 },
    counted(
      'NOT ("name" IS NULL)',
      '(char_length("name"::text) < $1::bigint) OR (char_length("name"::text) > $2::bigint)',
    ),
    ['1', '50'],
  ],
  [
    'acceptedValues',
    { kind: 'acceptedValues', column: 'name', values: ['b', 'a', 'b'] },
    counted('NOT ("name" IS NULL)', 'NOT ("name"::text IN ($1::text, $2::text))'),
    ['a', 'b'],
  ],
  [
    'acceptedValues, forbidden, folded',
    {
      kind: 'acceptedValues',
      column: 'name',
      values: [' X'],
      mode: 'forbidden',
      ignoreCase: true,
      trim: true,
    },
    counted('NOT ("name" IS NULL)', `${bare} IN (lower(btrim($2::text, $1::text)))`),
    [WHITE_SPACE, ' X'],
  ],
  [
    'acceptedValues of whole numbers',
    { kind: 'acceptedValues', column: 'n', values: [1, 2.5], mode: 'forbidden' },
    counted('NOT ("n" IS NULL)', '"n" IN ($1::bigint, $2::numeric)'),
    ['1', '2.5'],
  ],
  [
    'acceptedValues of booleans',
    { kind: 'acceptedValues', column: 'ok', values: [true], mode: 'forbidden' },
    counted('NOT ("ok" IS NULL)', '"ok" IN ($1::boolean)'),
    ['true'],
  ],
  [
    'acceptedValues of uuids',
    {
      kind: 'acceptedValues',
      column: 'key',
      values: ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
      mode: 'forbidden',
    },
    counted('NOT ("key" IS NULL)', '"key" IN ($1::uuid)'),
    ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
  ],
  [
    'expression',
    { kind: 'expression', condition: "price = n OR name = '$1'" },
    [
      'count(*)',
      ...counted(`NOT ((\nprice = n OR name = '$1'\n))`, `(NOT ((\nprice = n OR name = '$1'\n))) IS NULL`),
    ],
    [],
  ],
];

describe('PostgresDialect: whole tests', () => {
  it.each(tests)('%s', (_, fields, measured, parameters) => {
    expect(statementsOf(fields)).toEqual([{ text: sqlOf(measured, '"public"."orders"'), parameters }]);
    const filter = 'n > 0 OR ok';
    expect(statementsOf({ ...fields, filter })).toEqual([
      { text: sqlOf(measured, `"public"."orders"\n  WHERE (\n${filter}\n)`), parameters },
    ]);
  });

  it('uniqueness', () => {
    expect(statementsOf({ kind: 'uniqueness', columns: ['n', 'name'] })).toEqual([
      { text: sqlOf(['count(*)'], '"public"."orders"'), parameters: [] },
      {
        text: sqlOf(
          [
            'count(*)',
            'count(*) FILTER (WHERE "rows of the group" > $1::bigint)',
            'sum("rows of the group")',
            'sum("rows of the group") FILTER (WHERE "rows of the group" > $1::bigint)',
          ],
          `(\n  SELECT "n", "name" COLLATE "C" AS "name", count(*) AS "rows of the group"\n  FROM "public"."orders"\n  WHERE "n" IS NOT NULL\n    AND "name" IS NOT NULL` +
            `\n  GROUP BY "n", "name" COLLATE "C"\n  ) AS groups`,
        ),
        parameters: ['1'],
      },
    ]);
  });
});
