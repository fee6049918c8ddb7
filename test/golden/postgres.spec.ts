import {
  addMs,
  and,
  column,
  compare,
  countAll,
  countIf,
  instantIn,
  isFinite,
  isoText,
  maxIf,
  now,
  type Expression,
} from '../../src/core/sql/expression.ts';
import { PostgresDialect } from '../../src/connectors/postgres/dialect.ts';

const dialect = new PostgresDialect();
const dataset = { schema: 'public', table: 'orders' };
const select = (expressions: readonly Expression[], filter: string | null = null, of = dataset) =>
  dialect.renderScalarSelect({ dataset: of, filter, source: { kind: 'rows' }, expressions });

const soon = addMs(now, 300_000);
const at = column('at');
const berlin = instantIn('Europe/Berlin', at);
const utc = instantIn('UTC', at);
const limit = `(SELECT transaction_timestamp() + $1::interval)`;
const wallClock =
  `CASE WHEN "at" > timestamp '294276-12-29' THEN 'infinity'` +
  ` WHEN "at" < timestamp '4713-01-01 BC' THEN '-infinity' ELSE "at"::timestamp END`;
const isoOf = (clock: string) =>
  `CASE WHEN extract(year FROM ${clock}) BETWEEN 1 AND 9999` +
  ` THEN to_char(${clock}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` +
  ` WHEN isfinite(${clock})` +
  ` THEN to_char(extract(year FROM ${clock}) + (extract(year FROM ${clock}) < 0)::int, 'SG000000')` +
  ` || to_char(${clock}, '-MM-DD"T"HH24:MI:SS.US"Z"') END`;
/** What is expected of a select of `measured`, each shown as `texts` says. */
const sqlOf = (measured: readonly string[], texts = measured.map((_, i) => `m${i + 1}::text`)) =>
  `SELECT ${texts.join(',\n  ')}\nFROM (\n` +
  `  SELECT ${measured.map((sql, i) => `${sql} AS m${i + 1}`).join(',\n    ')}\n  FROM "public"."orders"\n) AS measured`;

const golden: readonly (readonly [string, Expression, string, readonly (string | number)[]])[] = [
  ['countAll', countAll, 'count(*)', []],
  ['column', column('we"ird; --'), '"we""ird; --"', []],
  ['now', now, 'transaction_timestamp()', []],
  ['addMs', addMs(column('at'), -5), `("at" + $1::interval)`, ['-0.005 seconds']],
  [
    'countIf of an instant after a limit',
    countIf(compare(at, '>', soon)),
    `count(*) FILTER (WHERE "at" > ${limit})`,
    ['300 seconds'],
  ],
  [
    'maxIf of an instant that is finite and not after a limit',
    maxIf(at, and(isFinite(at), compare(at, '<=', soon))),
    `max("at") FILTER (WHERE (isfinite("at")) AND ("at" <= ${limit}))`,
    ['300 seconds'],
  ],
  ['and of nothing', countIf(and()), 'count(*) FILTER (WHERE TRUE)', []],
  [
    'compare with now',
    countIf(compare(at, '>', now)),
    'count(*) FILTER (WHERE "at" > (SELECT transaction_timestamp()))',
    [],
  ],
  [
    'compare with another column',
    countIf(compare(at, '>', column('b'))),
    'count(*) FILTER (WHERE "at" > "b")',
    [],
  ],
  [
    'compare with an instant of the row',
    countIf(compare(at, '>', addMs(column('b'), 1000))),
    'count(*) FILTER (WHERE "at" > ("b" + $1::interval))',
    ['1 seconds'],
  ],
  ['instantIn UTC', utc, `(${wallClock} AT TIME ZONE interval '0')`, []],
  ['instantIn a zone', berlin, `(${wallClock} AT TIME ZONE $1::text)`, ['Europe/Berlin']],
  [
    'isFinite of a wall clock',
    countIf(isFinite(berlin)),
    `count(*) FILTER (WHERE "at" BETWEEN timestamp '4713-01-01 BC' AND timestamp '294276-12-29')`,
    [],
  ],
  [
    'compare of a UTC wall clock',
    countIf(compare(utc, '>', soon)),
    `count(*) FILTER (WHERE (${wallClock} AT TIME ZONE interval '0') > ${limit})`,
    ['300 seconds'],
  ],
  [
    'compare of a wall clock: the zone is asked only near the limit',
    countIf(compare(berlin, '>', soon)),
    `count(*) FILTER (WHERE CASE` +
      ` WHEN "at" < (SELECT (transaction_timestamp() + $1::interval - interval '2 days') AT TIME ZONE 'UTC') THEN FALSE` +
      ` ELSE (${wallClock} AT TIME ZONE $2::text) > ${limit} END)`,
    ['300 seconds', 'Europe/Berlin'],
  ],
];

describe('PostgresDialect', () => {
  it.each(golden)('%s', (_, tree, sql, parameters) => {
    expect(select([tree])).toEqual({ text: sqlOf([sql]), parameters });
  });

  it('measures once what it makes a text of', () => {
    expect(select([countAll, isoText(maxIf(at, and())), isoText(addMs(at, 1))])).toEqual({
      text: sqlOf(
        [
          'count(*)',
          `max("at") FILTER (WHERE TRUE) AT TIME ZONE 'UTC'`,
          `("at" + $1::interval) AT TIME ZONE 'UTC'`,
        ],
        ['m1::text', isoOf('m2'), isoOf('m3')],
      ),
      parameters: ['0.001 seconds'],
    });
  });

  it.each([countIf(isFinite(isoText(at))), maxIf(isoText(at), and()), isoText(isoText(at))])(
    'refuses a text as a part of another expression: %j',
    (tree) => {
      expect(() => select([tree])).toThrow(TypeError);
    },
  );

  it('numbers the parameters of all expressions in one row, equal ones once', () => {
    const [first, second] = [addMs(now, 1), addMs(now, 2)];
    const expressions = [
      countIf(compare(at, '>', first)),
      countAll,
      countIf(compare(at, '<=', second)),
      countIf(compare(at, '<=', first)),
    ];
    expect(select(expressions)).toEqual({
      text: sqlOf([
        `count(*) FILTER (WHERE "at" > ${limit})`,
        'count(*)',
        `count(*) FILTER (WHERE "at" <= ${limit.replace('$1', '$2')})`,
        `count(*) FILTER (WHERE "at" <= ${limit})`,
      ]),
      parameters: ['0.001 seconds', '0.002 seconds'],
    });
  });

  it('tells equal values of different types apart', () => {
    expect(select([instantIn('1 seconds', at), addMs(at, 1000)]).parameters).toEqual([
      '1 seconds',
      '1 seconds',
    ]);
  });

  it('puts a filter in brackets, on lines of its own', () => {
    expect(select([countAll], 'a = 1 OR b').text).toBe(
      `SELECT m1::text\nFROM (\n  SELECT count(*) AS m1\n  FROM "public"."orders"\n  WHERE (\na = 1 OR b\n)\n) AS measured`,
    );
  });

  it('quotes names exactly', () => {
    expect(select([countAll], null, { schema: 'we"ird', table: 'sel ect.Ünï' }).text).toContain(
      `\n  FROM "we""ird"."sel ect.Ünï"\n`,
    );
  });

  it('refuses a name that would end the statement', () => {
    expect(() => select([column('a\0')])).toThrow(RangeError);
  });

  it('probes a filter without reading a row', () => {
    expect(dialect.renderFilterProbe(dataset, 'a = 1')).toEqual({
      text: `SELECT NULL::text\nFROM "public"."orders"\nWHERE FALSE AND (\na = 1\n)`,
      parameters: [],
    });
  });
});
