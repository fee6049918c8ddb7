import { PostgresDialect } from '../../src/connectors/postgres/dialect.ts';
import { parsePattern } from '../../src/core/regex/parse.ts';
import type { Grouping, RowSelect, ScalarSelect } from '../../src/core/sql/dialect.ts';
import {
  aggregate,
  and,
  asText,
  binOf,
  checkDigits,
  column,
  compare,
  countAll,
  countIf,
  groupSize,
  isFiniteNumber,
  isNull,
  literal,
  not,
  percentile,
  textMatches,
  userCondition,
  type Condition,
  type PatternMatch,
} from '../../src/core/sql/expression.ts';

const dialect = new PostgresDialect();
const dataset = { schema: 'public', table: 'orders' };
const a = column('a');
const table = '"public"."orders"';

const select = (fields: Partial<ScalarSelect>) =>
  dialect.renderScalarSelect({
    dataset,
    filter: null,
    source: { kind: 'rows' },
    expressions: [countAll],
    ...fields,
  });
const whereOf = (condition: Condition) => {
  const { text, parameters } = select({ expressions: [countIf(condition)] });
  return [/FILTER \(WHERE ([^]*)\) AS m1/.exec(text)![1], parameters];
};
const pattern = (regex: string, more: Partial<PatternMatch> = {}): PatternMatch => {
  const parsed = parsePattern(regex);
  if (!parsed.ok) throw new Error(parsed.reason);
  return { tree: parsed.tree, match: 'full', ignoreCase: false, ...more };
};

describe('PostgresDialect: bins', () => {
  it('are counted over an array of edges, which is one parameter', () => {
    expect(select({ expressions: [binOf(a, ['-1.5', '0', '1e+21'])] })).toEqual({
      text: `SELECT m1::text\nFROM (\n  SELECT width_bucket("a"::double precision, $1::double precision[]) AS m1\n  FROM ${table}\n) AS measured`,
      parameters: ['{-1.5,0,1e+21}'],
    });
  });

  it('without edges are one bin', () => {
    expect(select({ expressions: [binOf(a, [])] }).parameters).toEqual(['{}']);
  });
});

describe('PostgresDialect: patterns', () => {
  it.each<[string, Partial<PatternMatch>, string]>([
    ['a|b', {}, '\\A(?:a|b)\\Z'],
    ['a|b', { match: 'search' }, 'a|b'],
    ['ab', { match: 'search', ignoreCase: true }, '[Aa][Bb]'],
    ['\\d+', {}, '\\A(?:[0-9]+)\\Z'],
    [`'; --`, { match: 'search' }, `'; --`],
  ])('%s with %j is one parameter', (regex, more, sent) => {
    expect(whereOf(textMatches(asText(a), pattern(regex, more)))).toEqual(['"a"::text ~ $1::text', [sent]]);
  });
});

/** The part of a text that check digits are computed of. */
const digits = `upper(regexp_replace("a"::text, '[^0-9A-Za-z]', '', 'g'))`;

describe('PostgresDialect: check digits', () => {
  it('luhn', () => {
    expect(whereOf(checkDigits('luhn', asText(a)))).toEqual([
      [
        `CASE WHEN ${digits} ~ '^[0-9]+$' THEN (`,
        `    SELECT sum(CASE WHEN i % 2 = 1 THEN d WHEN d < 5 THEN d * 2 ELSE d * 2 - 9 END) % 10 = 0`,
        `    FROM (SELECT i, substr(reverse(${digits}), i, 1)::integer AS d`,
        `      FROM generate_series(1, length(${digits})) AS i) AS digits`,
        `  ) WHEN "a"::text IS NOT NULL THEN FALSE END`,
      ].join('\n'),
      [],
    ]);
  });

  it('mod97', () => {
    expect(whereOf(checkDigits('mod97', asText(a)))).toEqual([
      [
        `CASE WHEN ${digits} ~ '^[0-9A-Z]{5,40}$' THEN (`,
        `    SELECT string_agg(CASE WHEN c < 'A' THEN c ELSE (ascii(c) - 55)::text END, '' ORDER BY i)::numeric % 97 = 1`,
        `    FROM (SELECT i, substr(substr(${digits}, 5) || left(${digits}, 4), i, 1) COLLATE "C" AS c`,
        `      FROM generate_series(1, length(${digits})) AS i) AS characters`,
        `  ) WHEN "a"::text IS NOT NULL THEN FALSE END`,
      ].join('\n'),
      [],
    ]);
  });
});

describe('PostgresDialect: finite numbers and percentiles', () => {
  it.each([
    [true, `"a" > '-Infinity' AND "a" < 'Infinity'`],
    [false, `"a" <> 'NaN'`],
  ])('hasInfinity %s', (hasInfinity, sql) => {
    expect(whereOf(isFiniteNumber(a, hasInfinity))).toEqual([sql, []]);
  });

  it('percentile', () => {
    expect(select({ expressions: [percentile(a, 0.1, not(isNull(a)))] })).toMatchObject({
      text: expect.stringContaining(
        'percentile_cont($1::double precision) WITHIN GROUP (ORDER BY "a") FILTER (WHERE NOT ("a" IS NULL)) AS m1',
      ),
      parameters: [0.1],
    });
  });
});

describe('PostgresDialect: a select by groups', () => {
  const grouping: Grouping = { keys: [asText(a), asText(column('b "x'))], where: null, limit: 100 };

  it('answers the keys first, the largest groups first, and one more than the limit', () => {
    expect(
      select({ filter: 'c OR d', grouping, expressions: [countAll, countIf(isNull(column('n')))] }),
    ).toEqual({
      text: [
        'SELECT m1::text,\n  m2::text,\n  m3::text,\n  m4::text',
        'FROM (',
        '  SELECT "a"::text AS m1,\n    "b ""x"::text AS m2,\n    count(*) AS m3,\n    count(*) FILTER (WHERE "n" IS NULL) AS m4',
        `  FROM ${table}`,
        '  WHERE (\nc OR d\n)',
        '  GROUP BY 1, 2',
        '  ORDER BY count(*) DESC, 1, 2',
        '  LIMIT 101',
        ') AS measured',
      ].join('\n'),
      parameters: [],
    });
  });

  it('leaves out what is in no group', () => {
    const where = and(not(isNull(a)), isFiniteNumber(a, false));
    expect(
      select({
        filter: 'c OR d',
        grouping: { keys: [binOf(a, ['1'])], where, limit: 2 },
        expressions: [countAll, aggregate('min', a, where)],
      }),
    ).toEqual({
      text: [
        'SELECT m1::text,\n  m2::text,\n  m3::text',
        'FROM (',
        '  SELECT width_bucket("a"::double precision, $1::double precision[]) AS m1,\n    count(*) AS m2,' +
          `\n    min("a") FILTER (WHERE (NOT ("a" IS NULL)) AND ("a" <> 'NaN')) AS m3`,
        `  FROM ${table}`,
        `  WHERE (\nc OR d\n)\n    AND ((NOT ("a" IS NULL)) AND ("a" <> 'NaN'))`,
        '  GROUP BY 1',
        '  ORDER BY count(*) DESC, 1',
        '  LIMIT 3',
        ') AS measured',
      ].join('\n'),
      parameters: ['{1}'],
    });
  });

  it('finds repeated values within groups', () => {
    const source = { kind: 'groups', columns: ['v'], nulls: 'ignoreAny', within: ['a'] } as const;
    expect(select({ source, grouping: { keys: [asText(a)], where: null, limit: 1 } }).text).toBe(
      [
        'SELECT m1::text,\n  m2::text',
        'FROM (',
        '  SELECT "a"::text AS m1,\n    count(*) AS m2',
        '  FROM (',
        '  SELECT "v", "a", count(*) AS "rows of the group"',
        `  FROM ${table}`,
        '  WHERE "v" IS NOT NULL',
        '  GROUP BY "v", "a"',
        '  ) AS groups',
        '  GROUP BY 1',
        '  ORDER BY count(*) DESC, 1',
        '  LIMIT 2',
        ') AS measured',
      ].join('\n'),
    );
  });

  it('a column that is a key and a value is read once', () => {
    const source = { kind: 'groups', columns: ['v', 'a'], nulls: 'compare', within: ['a'] } as const;
    expect(select({ source }).text).toContain('SELECT "v", "a", count(*)');
  });
});

describe('PostgresDialect: rows to look at', () => {
  const rows = (fields: Partial<RowSelect>, values: 'bound' | 'literal') =>
    dialect.renderRowSelect(
      {
        dataset,
        filter: null,
        source: { kind: 'rows' },
        condition: compare(a, '<', literal('text', "o'clock")),
        columns: ['a', 'b "x'],
        limit: 10,
        ...fields,
      },
      values,
    );

  it('with parameters and texts, to be read by us', () => {
    expect(rows({}, 'bound')).toEqual({
      text: `SELECT "a"::text, "b ""x"::text\nFROM ${table}\n  WHERE ("a" < $1::text)\nLIMIT 10`,
      parameters: ["o'clock"],
    });
  });

  it('with everything written out, to be read by people', () => {
    expect(rows({}, 'literal')).toEqual({
      text: `SELECT "a", "b ""x"\nFROM ${table}\n  WHERE ("a" < 'o''clock'::text)\nLIMIT 10`,
      parameters: [],
    });
    expect(rows({ columns: null, condition: null, filter: 'c OR d' }, 'literal').text).toBe(
      `SELECT *\nFROM ${table}\n  WHERE (\nc OR d\n)\nLIMIT 10`,
    );
  });

  it.each([
    ['bound', 'SELECT "v"::text, "rows of the group"::text', '$1::bigint', ['1']],
    ['literal', 'SELECT "v", "rows of the group"', `'1'::bigint`, []],
  ] as const)('of groups, with how many rows each has: %s', (values, selected, one, parameters) => {
    const source = { kind: 'groups', columns: ['v'], nulls: 'ignoreAny' } as const;
    const condition = compare(groupSize, '>', literal('integer', '1'));
    expect(rows({ source, columns: ['v'], condition, filter: 'c' }, values)).toEqual({
      text: [
        selected,
        'FROM (',
        '  SELECT "v", count(*) AS "rows of the group"',
        `  FROM ${table}`,
        '  WHERE (\nc\n)\n    AND "v" IS NOT NULL',
        '  GROUP BY "v"',
        '  ) AS groups',
        `  WHERE ("rows of the group" > ${one})`,
        'LIMIT 10',
      ].join('\n'),
      parameters,
    });
  });

  it("of a condition of the user's, and of a query of the user's", () => {
    expect(rows({ condition: not(userCondition('a > 0')) }, 'bound').text).toContain(
      'WHERE (NOT ((\na > 0\n)))',
    );
    expect(
      rows({ source: { kind: 'query', sql: 'SELECT 1 AS a' }, columns: null, condition: null }, 'literal')
        .text,
    ).toBe('SELECT *\nFROM (\nSELECT 1 AS a\n) AS query\nLIMIT 10');
  });
});
