import type { Condition, Expression } from '../../src/core/sql/expression.ts';
import {
  addMs,
  aggregate,
  and,
  asText,
  binOf,
  checkDigits,
  column,
  compare,
  countIf,
  epochOf,
  folded,
  instantIn,
  isFinite,
  isFiniteNumber,
  isIn,
  isNaN,
  isoText,
  isUnknown,
  literal,
  maxIf,
  minus,
  percentile,
  sumIf,
  textLength,
  textMatches,
  userScalar,
} from '../../src/core/sql/expression.ts';
import { parsePattern } from '../../src/core/regex/parse.ts';
import { duckdbTarget } from '../support/engines/duckdb-lab.ts';
import { createWarehouse, limits, rowsOf, within, type Warehouse } from './duckdb-connector.fixture.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await createWarehouse();
});
afterAll(() => warehouse.drop());

/** The values of expressions over the rows of a query. */
const valuesOf = (query: string, ...expressions: readonly Expression[]) =>
  within(warehouse, duckdbTarget(warehouse.folder), async (snapshot) => {
    const statement = warehouse.connector.dialect.renderScalarSelect({
      dataset: { schema: 'orders', table: 'csv' },
      filter: null,
      source: { kind: 'query', sql: query },
      expressions,
    });
    return rowsOf(await snapshot.send(statement, limits));
  });

const v = column('v');
const of = (...values: readonly string[]) =>
  `SELECT * FROM (VALUES ${values.map((x) => `(${x})`).join(', ')}) AS r(v)`;
/** For each value, whether the condition is true, false, or neither. */
async function truthOf(values: readonly string[], condition: Condition): Promise<readonly string[]> {
  const found = [];
  for (const value of values) {
    const [row] = await valuesOf(of(value), countIf(condition), countIf(isUnknown(condition)));
    found.push(row![1] === '1' ? 'unknown' : row![0] === '1' ? 'true' : 'false');
  }
  return found;
}

describe('numbers', () => {
  const number = (text: string) => literal('number', text);

  it.each([
    ['DECIMAL(38,18)', '77777777777777777777.777777777777777777'],
    ['DECIMAL(38,18)', '-77777777777777777777.777777777777777777'],
    ['DECIMAL(38,0)', '99999999999999999999999999999999999998'],
    ['DECIMAL(38,37)', '1.2345678901234567890123456789012345678'],
    ['BIGINT', '9223372036854775806'],
    ['HUGEINT', '170141183460469231731687303715884105726'],
    ['DOUBLE', '0.30000000000000004'],
    ['DOUBLE', '1.2345678901234567e-25'],
    ['DOUBLE', '5e-324'],
    ['DOUBLE', '1.7976931348623157e+308'],
    ['FLOAT', '0.5'],
  ])('a %s compares with %s to the last digit', async (type, text) => {
    const same = `'${text}'::${type}`;
    for (const [op, expected] of [
      ['=', 'true'],
      ['<=', 'true'],
      ['>=', 'true'],
      ['<', 'false'],
      ['>', 'false'],
    ] as const)
      expect(await truthOf([same], compare(v, op, number(text)))).toEqual([expected]);
  });

  it.each([
    ['1e-19', ['false', 'false', 'true', 'true']],
    ['1e400', ['false', 'false', 'false', 'false']],
    ['-1e400', ['true', 'true', 'true', 'true']],
    ['1e-400', ['false', 'false', 'true', 'true']],
    ['0.0000000000000000005', ['false', 'false', 'true', 'true']],
    ['99999999999999999999.9999999999999999995', ['false', 'false', 'false', 'false']],
    ['12345678901234567890123.5', ['false', 'false', 'false', 'false']],
  ])('decimals of 38 digits compare with %s', async (text, expected) => {
    const values = ['-1', '0', '1e-18', '99999999999999999999.999999999999999999'];
    const decimals = values.map((value) => `'${value}'::DECIMAL(38,18)`);
    expect(await truthOf(decimals, compare(v, '>', number(text)))).toEqual(expected);
    expect(await truthOf(decimals, compare(v, '>=', number(text)))).toEqual(expected);
    expect(await truthOf(['NULL::DECIMAL(38,18)'], compare(v, '=', number(text)))).toEqual(['unknown']);
  });

  it('of single precision are compared as they are', async () => {
    const tenth = [`'0.1'::FLOAT`];
    expect(await truthOf(tenth, compare(v, '>', number('0.1')))).toEqual(['true']);
    expect(await truthOf(tenth, isIn(v, [number('0.1')]))).toEqual(['false']);
    expect(await truthOf(['16777216::FLOAT'], compare(v, '>=', number('16777217')))).toEqual(['false']);
    expect(await truthOf(['16777216::FLOAT'], isIn(v, [number('16777216')]))).toEqual(['true']);
  });

  it('are found in lists that mix short and long ones', async () => {
    const listed = isIn(v, [number('1'), number('2.50'), number('9007199254740993'), number('1e400')]);
    const values = ['1', '2.5', '9007199254740993', '9007199254740992', 'NULL::INTEGER', `'inf'::DOUBLE`];
    expect(await truthOf(values, listed)).toEqual(['true', 'true', 'true', 'false', 'unknown', 'false']);
  });

  it('not a number is in no range, infinities are not finite', async () => {
    const values = [`'NaN'::DOUBLE`, `'inf'::DOUBLE`, `1::DOUBLE`, 'NULL::DOUBLE'];
    expect(await truthOf(values, isNaN(v))).toEqual(['true', 'false', 'false', 'unknown']);
    expect(await truthOf(values, isFiniteNumber(v, true))).toEqual(['false', 'false', 'true', 'unknown']);
    expect(await truthOf(['1.5', 'NULL::DECIMAL(3,1)'], isFiniteNumber(v, false))).toEqual([
      'true',
      'unknown',
    ]);
    expect(await truthOf(['1.5'], isNaN(v))).toEqual(['false']);
  });

  it('sums are exact, percentiles interpolate, deviations are those of a sample', async () => {
    const all = and();
    const big = of('9223372036854775807', '9223372036854775807', 'NULL');
    expect(await valuesOf(big, sumIf(v, null), aggregate('mean', v, all))).toEqual([
      ['18446744073709551614', '9.223372036854776e+18'],
    ]);
    expect(
      await valuesOf(
        of('1::DECIMAL(5,0)', '2', '4'),
        percentile(v, 0.5, all),
        percentile(v, 0.25, all),
        aggregate('stddev', v, compare(v, '<', number('2'))),
        aggregate('max', v, all),
      ),
    ).toEqual([['2.0', '1.5', null, '4']]);
  });

  it('falls into bins', async () => {
    const bins = async (value: string) =>
      (await valuesOf(of(value), maxIf(binOf(v, ['0', '1.5', '3e2']), and())))[0];
    expect(await bins('-1')).toEqual(['0']);
    expect(await bins('0')).toEqual(['1']);
    expect(await bins('299.9')).toEqual(['2']);
    expect(await bins('300::BIGINT')).toEqual(['3']);
    expect(await bins('NULL::INTEGER')).toEqual([null]);
  });

  it('differences cannot overflow', async () => {
    const difference = maxIf(minus(v, literal('number', '-9223372036854775808')), and());
    expect(await valuesOf(of('9223372036854775807'), difference)).toEqual([['1.8446744073709552e+19']]);
  });

  it('a query of the user gives one value', async () => {
    const nothing = { kind: 'nothing', sql: '' } as const;
    const ask = (sql: string) =>
      within(warehouse, duckdbTarget(warehouse.folder), (snapshot) =>
        snapshot.send(
          warehouse.connector.dialect.renderScalarSelect({
            dataset: { schema: 'orders', table: 'csv' },
            filter: null,
            source: nothing,
            expressions: [userScalar(sql)],
          }),
          limits,
        ),
      );
    expect(rowsOf(await ask('SELECT sum(amount)::DECIMAL(9,2) FROM orders.csv'))).toEqual([['30.50']]);
    expect(rowsOf(await ask('SELECT id FROM orders.csv WHERE FALSE'))).toEqual([[null]]);
    expect(await ask('SELECT id FROM orders.csv')).toMatchObject({ reason: { code: 'DATA_ERROR' } });
  });
});

describe('texts', () => {
  const one = async (value: string, expression: Expression) =>
    (await valuesOf(of(value), maxIf(expression, and())))[0]![0];

  it('are counted in characters and folded without white space and case', async () => {
    expect(await one(`'äö🦆'`, textLength(v))).toBe('3');
    const blank = String.raw`e' \t\n\r\f' || chr(11) || chr(160)`;
    expect(await one(`${blank} || 'ÄÖ x' || ${blank}`, folded(v, { trim: true, ignoreCase: true }))).toBe(
      'äö x',
    );
    expect(await one(`' X '`, folded(v, { trim: false, ignoreCase: true }))).toBe(' x ');
    expect(await one('1.50', asText(v))).toBe('1.50');
  });

  it.each([
    ['luhn', '4242 4242 4242 4242', 'true'],
    ['luhn', '4242424242424241', 'false'],
    ['luhn', '0', 'true'],
    ['luhn', '18', 'true'],
    ['luhn', '9'.repeat(300), 'true'],
    ['luhn', 'x', 'false'],
    ['luhn', '', 'false'],
    ['luhn', '٤٢', 'false'],
    ['mod97', 'GB82 WEST 1234 5698 7654 32', 'true'],
    ['mod97', 'de89370400440532013000', 'true'],
    ['mod97', 'DE89370400440532013001', 'false'],
    ['mod97', 'DE89', 'false'],
    ['mod97', '', 'false'],
    ['mod97', 'A'.repeat(41), 'false'],
  ] as const)('%s of %j is %s', async (algorithm, text, expected) => {
    expect(await truthOf([`'${text}'`, 'NULL::VARCHAR'], checkDigits(algorithm, v))).toEqual([
      expected,
      'unknown',
    ]);
  });
});

describe('patterns', () => {
  it.each([
    ['a.c', 'full', false, ['true', 'true', 'false', 'false', 'false', 'unknown']],
    ['a.c', 'search', false, ['true', 'true', 'false', 'true', 'true', 'unknown']],
    ['A.C', 'full', true, ['true', 'true', 'false', 'false', 'false', 'unknown']],
    ['^$', 'search', false, ['false', 'false', 'false', 'false', 'false', 'unknown']],
    ['abc$', 'search', false, ['true', 'false', 'false', 'false', 'false', 'unknown']],
    [String.raw`\d`, 'search', false, ['false', 'false', 'false', 'true', 'false', 'unknown']],
  ] as const)('%j, %s, ignoring case: %j', async (text, match, ignoreCase, expected) => {
    const parsed = parsePattern(text);
    if (!parsed.ok) throw new Error(parsed.reason);
    const values = [`'abc'`, `'a🦆c'`, String.raw`e'a\nc'`, `'abc1'`, String.raw`e'abc\n'`, 'NULL::VARCHAR'];
    expect(await truthOf(values, textMatches(v, { tree: parsed.tree, match, ignoreCase }))).toEqual(expected);
  });
});

describe('instants', () => {
  const newest = async (value: string, instant: Expression) =>
    (await valuesOf(of(value), isoText(maxIf(instant, and()))))[0]![0];

  it.each([
    [`TIMESTAMPTZ '2026-01-02 03:04:05.678901+01'`, '2026-01-02T02:04:05.678901Z'],
    [`TIMESTAMPTZ '0044-03-15 (BC) 01:02:03+00'`, '-000043-03-15T01:02:03.000000Z'],
    [`TIMESTAMPTZ '0001-01-01 (BC) 00:00:00+00'`, '+000000-01-01T00:00:00.000000Z'],
    [`TIMESTAMPTZ '0926-03-15 00:00:00+00'`, '0926-03-15T00:00:00.000000Z'],
    [`TIMESTAMPTZ '12026-03-15 00:00:00+00'`, '+012026-03-15T00:00:00.000000Z'],
    [`TIMESTAMPTZ 'infinity'`, null],
    ['NULL::TIMESTAMPTZ', null],
  ])('%s is %s', async (value, expected) => {
    expect(await newest(value, v)).toBe(expected);
  });

  it.each([
    // in winter and summer, twice on the clock, and never on the clock
    [`TIMESTAMP '2026-01-15 12:00:00'`, '2026-01-15T11:00:00.000000Z'],
    [`TIMESTAMP '2026-07-15 12:00:00'`, '2026-07-15T10:00:00.000000Z'],
    [`TIMESTAMP '2026-10-25 02:30:00'`, '2026-10-25T01:30:00.000000Z'],
    [`TIMESTAMP '2026-03-29 02:30:00'`, '2026-03-29T01:30:00.000000Z'],
    [`DATE '2026-07-15'`, '2026-07-14T22:00:00.000000Z'],
    [`TIMESTAMP_S '2026-07-15 12:00:00'`, '2026-07-15T10:00:00.000000Z'],
    [`TIMESTAMP_NS '2026-07-15 12:00:00.123456789'`, '2026-07-15T10:00:00.123456Z'],
    [`DATE '5000000-01-01'`, null],
    [`DATE '5000000-01-01 (BC)'`, null],
    [`DATE 'infinity'`, null],
    [`TIMESTAMP '-infinity'`, null],
  ])('%s in Berlin is %s', async (value, expected) => {
    expect(await newest(value, instantIn('Europe/Berlin', v))).toBe(expected);
    const finite = isFinite(instantIn('Europe/Berlin', v));
    expect(await truthOf([value], finite)).toEqual([expected === null ? 'false' : 'true']);
  });

  it('is moved by milliseconds, and counted since 1970', async () => {
    const at = `TIMESTAMPTZ '2026-03-28 23:00:00+00'`;
    expect(await newest(at, addMs(v, 86_400_000.5))).toBe('2026-03-29T23:00:00.000500Z');
    const epoch = async (value: string, unit: 's' | 'ms') =>
      (await valuesOf(of(value), maxIf(epochOf(v, unit), and())))[0]![0];
    expect(await epoch(`TIMESTAMPTZ '1969-12-31 23:59:59.5+00'`, 's')).toBe('-0.5');
    expect(await epoch(`TIMESTAMPTZ '1970-01-01 00:00:01+00'`, 'ms')).toBe('1000.0');
    expect(await epoch(`TIMESTAMPTZ '-infinity'`, 's')).toBe('-inf');
    expect(await epoch('NULL::TIMESTAMPTZ', 's')).toBeNull();
  });
});
