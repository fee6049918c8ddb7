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
  dialect.renderScalarSelect({ dataset: of, filter, expressions });

const soon = addMs(now, 300_000);
const at = column('at');
const berlin = instantIn('Europe/Berlin', at);
const utc = instantIn('UTC', at);
const limit = `(SELECT (transaction_timestamp() + $1::double precision * interval '1 millisecond'))`;
const wallClock =
  `CASE WHEN "at" > timestamp '294276-12-29' THEN 'infinity'` +
  ` WHEN "at" < timestamp '4713-01-01 BC' THEN '-infinity' ELSE "at"::timestamp END`;

const golden: readonly (readonly [string, Expression, string, readonly (string | number)[]])[] = [
  ['countAll', countAll, 'count(*)', []],
  ['column', column('we"ird; --'), '"we""ird; --"', []],
  ['now', now, 'transaction_timestamp()', []],
  ['addMs', addMs(column('at'), -5), `("at" + $1::double precision * interval '1 millisecond')`, [-5]],
  [
    'countIf of an instant after a limit',
    countIf(compare(at, '>', soon)),
    `count(*) FILTER (WHERE ("at" > ${limit}))`,
    [300_000],
  ],
  [
    'maxIf of an instant that is finite and not after a limit',
    maxIf(at, and(isFinite(at), compare(at, '<=', soon))),
    `max("at") FILTER (WHERE (isfinite("at") AND ("at" <= ${limit})))`,
    [300_000],
  ],
  ['and of nothing', countIf(and()), 'count(*) FILTER (WHERE TRUE)', []],
  [
    'compare with another column',
    countIf(compare(at, '>', column('b'))),
    'count(*) FILTER (WHERE ("at" > "b"))',
    [],
  ],
  ['instantIn UTC', utc, `(${wallClock} AT TIME ZONE interval '0')`, []],
  ['instantIn a zone', berlin, `(${wallClock} AT TIME ZONE $1::text)`, ['Europe/Berlin']],
  [
    'isFinite of a wall clock',
    countIf(isFinite(berlin)),
    `count(*) FILTER (WHERE ("at" BETWEEN timestamp '4713-01-01 BC' AND timestamp '294276-12-29'))`,
    [],
  ],
  [
    'compare of a UTC wall clock',
    countIf(compare(utc, '>', soon)),
    `count(*) FILTER (WHERE ((${wallClock} AT TIME ZONE interval '0') > ${limit}))`,
    [300_000],
  ],
  [
    'compare of a wall clock: the zone is asked only near the limit',
    countIf(compare(berlin, '>', soon)),
    `count(*) FILTER (WHERE CASE WHEN "at" < (SELECT ${limit} AT TIME ZONE 'UTC' - interval '2 days') THEN FALSE` +
      ` ELSE ((${wallClock} AT TIME ZONE $2::text) > ${limit}) END)`,
    [300_000, 'Europe/Berlin'],
  ],
  [
    'isoText',
    isoText(at),
    `CASE WHEN extract(year FROM ("at" AT TIME ZONE 'UTC')) BETWEEN 1 AND 9999` +
      ` THEN to_char(("at" AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` +
      ` WHEN isfinite(("at" AT TIME ZONE 'UTC'))` +
      ` THEN to_char(extract(year FROM ("at" AT TIME ZONE 'UTC')) + CASE WHEN extract(year FROM ("at" AT TIME ZONE 'UTC')) < 0` +
      ` THEN 1 ELSE 0 END, 'SG000000') || to_char(("at" AT TIME ZONE 'UTC'), '-MM-DD"T"HH24:MI:SS.US"Z"') END`,
    [],
  ],
];

describe('PostgresDialect', () => {
  it.each(golden)('%s', (_, tree, sql, parameters) => {
    expect(select([tree])).toEqual({ text: `SELECT (${sql})::text\nFROM "public"."orders"`, parameters });
  });

  it('numbers the parameters of all expressions in one row', () => {
    expect(
      select([countIf(compare(at, '>', addMs(now, 1))), countAll, countIf(compare(at, '<=', addMs(now, 2)))]),
    ).toEqual({
      text:
        `SELECT (count(*) FILTER (WHERE ("at" > ${limit})))::text,\n` +
        `  (count(*))::text,\n` +
        `  (count(*) FILTER (WHERE ("at" <= ${limit.replace('$1', '$2')})))::text\n` +
        `FROM "public"."orders"`,
      parameters: [1, 2],
    });
  });

  it('puts a filter in brackets, on lines of its own', () => {
    expect(select([countAll], 'a = 1 OR b').text).toBe(
      `SELECT (count(*))::text\nFROM "public"."orders"\nWHERE (\na = 1 OR b\n)`,
    );
  });

  it('quotes names exactly', () => {
    expect(select([countAll], null, { schema: 'we"ird', table: 'sel ect.Ünï' }).text).toBe(
      `SELECT (count(*))::text\nFROM "we""ird"."sel ect.Ünï"`,
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
