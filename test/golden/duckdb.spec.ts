import { DuckDBDialect } from '../../src/connectors/duckdb/dialect.ts';
import { parsePattern } from '../../src/core/regex/parse.ts';
import {
  addMs,
  aggregate,
  and,
  asText,
  binOf,
  checkDigits,
  column,
  compare,
  countAll,
  countIf,
  epochOf,
  folded,
  groupSize,
  instantIn,
  isFinite,
  isFiniteNumber,
  isIn,
  isNaN,
  isNull,
  isoText,
  isUnknown,
  literal,
  maxIf,
  minus,
  not,
  now,
  or,
  percentile,
  sumIf,
  textLength,
  textMatches,
  userCondition,
  userScalar,
  type Condition,
  type Expression,
} from '../../src/core/sql/expression.ts';
import type { GroupSource, OrphanSource } from '../../src/core/sql/dialect.ts';

const dialect = new DuckDBDialect();
const dataset = { schema: 'orders', table: 'csv' };
const a = column('a');
const number = (text: string) => literal('number', text);
const select = (expressions: readonly Expression[], filter: string | null = null, of = dataset) =>
  dialect.renderScalarSelect({ dataset: of, filter, source: { kind: 'rows' }, expressions });

/** What is expected of a select of one expression. */
const sqlOf = (measured: string, text = '"answer 1"::VARCHAR') =>
  `SELECT ${text}\nFROM (\n  SELECT ${measured} AS "answer 1"\n  FROM "orders"."csv"\n) AS measured`;

const soon = addMs(now, 300_000);
const berlin = instantIn('Europe/Berlin', a);
const isLate = `"a"::DATE > DATE '294246-12-29'`;
const isEarly = `"a"::DATE < DATE '4713-01-01 (BC)'`;
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

const expressions: readonly (readonly [string, Expression, string, readonly string[]])[] = [
  ['countAll', countAll, 'count(*)', []],
  ['column', column('we"ird; --'), '"we""ird; --"', []],
  ['maxIf', maxIf(a, isNull(a)), 'max("a") FILTER (WHERE "a" IS NULL)', []],
  ['sumIf of all', sumIf(a, null), 'sum("a")', []],
  ['mean', aggregate('mean', a, and()), 'avg("a") FILTER (WHERE TRUE)', []],
  ['stddev', aggregate('stddev', a, and()), 'stddev_samp("a") FILTER (WHERE TRUE)', []],
  [
    'percentile',
    percentile(a, 0.25, and()),
    'quantile_cont("a"::DOUBLE, $1::DOUBLE) FILTER (WHERE TRUE)',
    ['0.25'],
  ],
  ['literal text', literal('text', `o'clock`), '$1::VARCHAR', [`o'clock`]],
  ['literal integer', literal('integer', '5'), '$1::BIGINT', ['5']],
  [
    'literal without seconds',
    literal('timestampTz', '2026-01-02T03:04+01:00'),
    '$1::TIMESTAMPTZ',
    ['2026-01-02T03:04:00+01:00'],
  ],
  ['literal number', number('-12.50'), '$1::DECIMAL(3,1)', ['-12.5']],
  ['literal number with an exponent', number('1.5e3'), '$1::DECIMAL(4,0)', ['1500']],
  ['literal number near 0', number('1e-3'), '$1::DECIMAL(3,3)', ['0.001']],
  ['literal zero', number('-0.00'), '$1::DECIMAL(1,0)', ['0']],
  ['literal number beyond all decimals', number('1e40'), '$1::DOUBLE', ['1e40']],
  ['asText', asText(a), '"a"::VARCHAR', []],
  ['textLength', textLength(asText(a)), 'length("a"::VARCHAR)', []],
  ['folded', folded(a, { trim: true, ignoreCase: true }), 'lower(trim("a", $1::VARCHAR))', [WHITE_SPACE]],
  ['folded: neither', folded(a, { trim: false, ignoreCase: false }), '"a"', []],
  ['userScalar', userScalar('SELECT 1'), '(\nSELECT 1\n)', []],
  [
    'binOf',
    binOf(a, ['0', '2.5']),
    '(("a"::DOUBLE >= $1::DOUBLE)::INTEGER + ("a"::DOUBLE >= $2::DOUBLE)::INTEGER)',
    ['0', '2.5'],
  ],
  ['binOf without edges', binOf(a, []), 'CASE WHEN "a"::DOUBLE IS NOT NULL THEN 0 END', []],
  ['now', now, `getvariable('plumbline_taken_at')`, []],
  ['addMs', addMs(a, -5), '("a" + $1::INTERVAL)', ['-0.005 seconds']],
  ['minus', minus(a, epochOf(now, 's')), `("a"::DOUBLE - ${epochOfNow('')}::DOUBLE)`, []],
  ['epochOf ms', epochOf(now, 'ms'), epochOfNow(' * 1000'), []],
  [
    'instantIn',
    berlin,
    `(CASE WHEN ${isLate} THEN TIMESTAMP 'infinity' WHEN ${isEarly} THEN TIMESTAMP '-infinity'` +
      ` ELSE "a"::TIMESTAMP END AT TIME ZONE $1::VARCHAR)`,
    ['Europe/Berlin'],
  ],
];

function epochOfNow(factor: string): string {
  const at = `getvariable('plumbline_taken_at')`;
  return (
    `(CASE WHEN isfinite(${at}) THEN epoch(${at})${factor} WHEN ${at} > TIMESTAMPTZ 'epoch' THEN 'infinity'::DOUBLE` +
    ` WHEN ${at} IS NOT NULL THEN '-infinity'::DOUBLE END)`
  );
}

const pattern = (text: string) => {
  const parsed = parsePattern(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.tree;
};
const near = `CASE WHEN typeof("a") NOT IN ('DOUBLE', 'FLOAT') AND "a"::DOUBLE BETWEEN $1::DOUBLE AND $2::DOUBLE THEN `;

const conditions: readonly (readonly [string, Condition, string, readonly string[]])[] = [
  ['compare columns', compare(a, '>', column('b')), '"a" > "b"', []],
  [
    'compare with an instant',
    compare(a, '<=', soon),
    `"a" <= (getvariable('plumbline_taken_at') + $1::INTERVAL)`,
    ['300 seconds'],
  ],
  ['compare with a number', compare(a, '<', number('100.5')), '"a" < $1::DECIMAL(4,1)', ['100.5']],
  [
    'compare with a number that single precision cannot hold',
    compare(a, '<', number('0.1')),
    `CASE WHEN typeof("a") = 'FLOAT' THEN "a"::DOUBLE < $2::DOUBLE ELSE "a" < $1::DECIMAL(1,1) END`,
    ['0.1', '0.1'],
  ],
  [
    'compare with a number of many digits',
    compare(a, '>=', number('9007199254740993')),
    `${near}"a" >= $3::DECIMAL(16,0) ELSE "a"::DOUBLE >= $4::DOUBLE END`,
    ['9007199254731985', '9007199254750000', '9007199254740993', '9007199254740992'],
  ],
  [
    'compare with more digits than there are',
    compare(a, '<', number(`${'9'.repeat(20)}.${'9'.repeat(19)}`)),
    `${near}"a" <= $3::DECIMAL(38,18) ELSE "a"::DOUBLE < $4::DOUBLE END`,
    [
      '99999999999900000000',
      '100000000000100000000',
      `${'9'.repeat(20)}.${'9'.repeat(18)}`,
      '100000000000000000000',
    ],
  ],
  ['compare beyond all decimals', compare(a, '<', number('1e40')), '"a" < $1::DOUBLE', ['1e+40']],
  [
    'compare beyond all doubles',
    compare(a, '<', number('1e400')),
    '"a" <= $1::DOUBLE',
    ['1.7976931348623157e+308'],
  ],
  ['equal to what nothing is', compare(a, '=', number('1e400')), '("a" IS NULL AND NULL)', []],
  ['isFinite', isFinite(a), 'isfinite("a")', []],
  ['isFinite of a wall clock', isFinite(berlin), `NOT (${isLate} OR ${isEarly})`, []],
  ['isFiniteNumber', isFiniteNumber(a, true), 'isfinite("a")', []],
  ['isFiniteNumber of a decimal', isFiniteNumber(a, false), `"a" <> 'NaN'::DOUBLE`, []],
  ['isNaN', isNaN(a), `"a" = 'NaN'::DOUBLE`, []],
  [
    'isIn',
    isIn(a, [number('1'), number('2.5')]),
    '"a" IN ($1::DECIMAL(1,0), $2::DECIMAL(2,1))',
    ['1', '2.5'],
  ],
  [
    'isIn of numbers beyond',
    isIn(a, [number('1'), number('1e40')]),
    '(("a" = $1::DECIMAL(1,0)) OR ("a" = $2::DOUBLE))',
    ['1', '1e+40'],
  ],
  [
    'matches',
    { ...textMatches(a, { tree: pattern('a.'), match: 'full', ignoreCase: false }) },
    'regexp_matches("a", $1::VARCHAR)',
    [String.raw`\A(?:a[^\x{A}])\z`],
  ],
  ['userCondition', userCondition('a = 1 OR b'), '(\na = 1 OR b\n)', []],
  ['isUnknown', isUnknown(isNull(a)), '("a" IS NULL) IS NULL', []],
  ['not', not(isNull(a)), 'NOT ("a" IS NULL)', []],
  ['or of nothing', or(), 'FALSE', []],
  ['and', and(isNull(a), isNaN(a)), `("a" IS NULL) AND ("a" = 'NaN'::DOUBLE)`, []],
];

describe('DuckDBDialect', () => {
  it.each(expressions)('%s', (_, tree, sql, parameters) => {
    expect(select([tree])).toEqual({ text: sqlOf(sql), parameters });
  });

  it.each(conditions)('%s', (_, tree, sql, parameters) => {
    expect(select([countIf(tree)])).toEqual({ text: sqlOf(`count(*) FILTER (WHERE ${sql})`), parameters });
  });

  it('computes check digits over lists of characters', () => {
    const bare = `upper(regexp_replace("a", '[^0-9A-Za-z]', '', 'g'))`;
    expect(select([countIf(checkDigits('luhn', a))]).text).toContain(
      `FILTER (WHERE CASE WHEN regexp_full_match(${bare}, '[0-9]+') THEN\n` +
        `    list_sum(list_transform(string_split(reverse(${bare}), '')::INTEGER[], lambda d, i:\n` +
        `      CASE WHEN i % 2 = 1 THEN d WHEN d < 5 THEN d * 2 ELSE d * 2 - 9 END)) % 10 = 0\n` +
        `  WHEN "a" IS NOT NULL THEN FALSE END) AS`,
    );
    expect(select([countIf(checkDigits('mod97', a))]).text).toContain(
      `FILTER (WHERE CASE WHEN regexp_full_match(${bare}, '[0-9A-Z]{5,40}') THEN\n` +
        `    list_reduce(list_transform(string_split(${bare}[5:] || ${bare}[1:4], ''), lambda c:\n` +
        `      ord(c) - CASE WHEN c < 'A' THEN 48 ELSE 55 END),\n` +
        `      lambda rest, n: (rest * CASE WHEN n < 10 THEN 10 ELSE 100 END + n) % 97) = 1\n` +
        `  WHEN "a" IS NOT NULL THEN FALSE END) AS`,
    );
  });

  it('makes a text of an instant after it has been measured', () => {
    expect(select([isoText(maxIf(a, and()))])).toEqual({
      text: sqlOf(
        `max("a") FILTER (WHERE TRUE) AT TIME ZONE 'UTC'`,
        `CASE WHEN year("answer 1") BETWEEN 1 AND 9999 THEN strftime("answer 1", '%Y-%m-%dT%H:%M:%S.%fZ')` +
          ` WHEN isfinite("answer 1") THEN format('{:+07d}', year("answer 1"))` +
          ` || strftime("answer 1", '-%m-%dT%H:%M:%S.%fZ') END`,
      ),
      parameters: [],
    });
    expect(() => select([countIf(isNull(isoText(a)))])).toThrow(TypeError);
  });

  it('puts a filter in brackets, on lines of its own, and quotes names exactly', () => {
    expect(select([countAll], 'a = 1 OR b', { schema: '2026/we"ird', table: 'csv' }).text).toContain(
      '\n  FROM "2026/we""ird"."csv"\n  WHERE (\na = 1 OR b\n)\n',
    );
    expect(() => select([column('a\0')])).toThrow(RangeError);
  });

  it('groups', () => {
    const statement = dialect.renderScalarSelect({
      dataset,
      filter: null,
      source: { kind: 'rows' },
      expressions: [countAll],
      grouping: { keys: [a, column('b')], where: isNull(a), limit: 10 },
    });
    expect(statement.text).toBe(
      'SELECT "answer 1"::VARCHAR,\n  "answer 2"::VARCHAR,\n  "answer 3"::VARCHAR\nFROM (\n' +
        '  SELECT "a" AS "answer 1",\n    "b" AS "answer 2",\n    count(*) AS "answer 3"\n' +
        '  FROM "orders"."csv"\n  WHERE ("a" IS NULL)\n  GROUP BY 1, 2\n  ORDER BY count(*) DESC, 1, 2\n  LIMIT 11\n) AS measured',
    );
  });

  it('reads repeated combinations', () => {
    const source: GroupSource = { kind: 'groups', columns: ['a', 'b'], nulls: 'ignoreAny' };
    const row = { dataset, filter: 'c', source, condition: compare(groupSize, '>', literal('integer', '1')) };
    expect(dialect.renderRowSelect({ ...row, columns: ['a', 'b'], limit: 5 }, 'bound')).toEqual({
      text:
        'SELECT "a"::VARCHAR, "b"::VARCHAR, "rows of the group"::VARCHAR\nFROM (\n' +
        '  SELECT "a", "b", count(*) AS "rows of the group"\n  FROM "orders"."csv"\n' +
        '  WHERE (\nc\n)\n    AND "a" IS NOT NULL\n    AND "b" IS NOT NULL\n  GROUP BY "a", "b"\n  ) AS "groups"\n' +
        '  WHERE ("rows of the group" > $1::BIGINT)\nLIMIT 5',
      parameters: ['1'],
    });
    expect(() =>
      dialect.renderRowSelect(
        { ...row, source: { ...source, columns: ['Rows of the Group'] }, columns: [], limit: 1 },
        'bound',
      ),
    ).toThrow('cannot be grouped by');
  });

  it('writes values into statements for people', () => {
    const condition = or(compare(a, '=', literal('text', `o'clock`)), compare(column('at'), '>', now));
    const row = {
      dataset,
      filter: null,
      source: { kind: 'rows' } as const,
      condition,
      columns: null,
      limit: 3,
    };
    expect(dialect.renderRowSelect(row, 'literal')).toEqual({
      text:
        `SELECT *\nFROM "orders"."csv"\n  WHERE (("a" = 'o''clock'::VARCHAR)` +
        ` OR ("at" > transaction_timestamp()))\nLIMIT 3`,
      parameters: [],
    });
  });

  it('reads rows without a partner', () => {
    const source: OrphanSource = {
      kind: 'orphans',
      columns: ['a'],
      match: 'simple',
      reference: { dataset: { schema: 'customers', table: 'parquet' }, columns: ['id'], filter: 'b' },
    };
    const from =
      '(\n  SELECT "a" AS "key 1"\n  FROM "orders"."csv"\n  WHERE (\nFALSE\n)\n  ) AS "tested row"\n' +
      '  WHERE "tested row"."key 1" IS NOT NULL\n    AND NOT EXISTS (\n' +
      '  SELECT 1 FROM (\n  SELECT "id" AS "key 1"\n  FROM "customers"."parquet"\n  WHERE (\nb\n)\n  ) AS "reference row"\n' +
      '  WHERE "reference row"."key 1" = "tested row"."key 1"\n  )';
    expect(dialect.renderReferenceProbe(dataset, source)).toEqual({
      text: `SELECT NULL::VARCHAR\nFROM ${from}`,
      parameters: [],
    });
  });

  it('probes a filter without reading a row', () => {
    expect(dialect.renderFilterProbe(dataset, 'a = 1')).toEqual({
      text: `SELECT NULL::VARCHAR\nFROM "orders"."csv"\nWHERE FALSE AND (\na = 1\n)`,
      parameters: [],
    });
  });

  it('a sample of the rows', () => {
    const source = { kind: 'rows', samplePercent: 0.5 } as const;
    expect(
      dialect.renderScalarSelect({ dataset, filter: 'a > 1', source, expressions: [countAll] }).text,
    ).toContain('FROM "orders"."csv" TABLESAMPLE SYSTEM (0.5 PERCENT) REPEATABLE (1)\n  WHERE (\na > 1\n)');
  });
});
