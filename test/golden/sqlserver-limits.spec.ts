import { SqlServerDialect } from '../../src/connectors/sqlserver/dialect.ts';
import { UnsupportedByEngine } from '../../src/core/sql/dialect.ts';
import {
  and,
  asText,
  column,
  compare,
  countIf,
  instantIn,
  isIn,
  literal,
  maxIf,
  now,
  textMatches,
  type Expression,
} from '../../src/core/sql/expression.ts';
import { facts, orders, treeOf } from './sqlserver.fixture.ts';

const dialect = new SqlServerDialect(facts);
const select = (tree: Expression, of = dialect) =>
  of.renderScalarSelect({ dataset: orders, filter: null, source: { kind: 'rows' }, expressions: [tree] });

describe('limits of SqlServerDialect', () => {
  it.each([
    ['1e3', '1000', 'decimal(4, 0)'],
    ['-0.00120', '-0.0012', 'decimal(4, 4)'],
    ['1.5e-2', '0.015', 'decimal(3, 3)'],
    ['0.0', '0', 'decimal(1, 0)'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999', 'decimal(38, 0)'],
    ['1e40', '1e40', 'float'],
  ])('the number %s is %s as a %s', (value, parameter, type) => {
    const { text, parameters } = select(countIf(compare(column('price'), '>', literal('number', value))));
    expect(text).toContain(`[price] > CAST(@p1 AS ${type})`);
    expect(parameters).toEqual([parameter]);
  });

  it('binds equal values once', () => {
    const tree = countIf(isIn(column('word'), [literal('text', 'x'), literal('text', 'x')]));
    expect(select(tree).parameters).toEqual(['x']);
  });

  it.each<[string, Expression, string]>([
    ['zones other than UTC', maxIf(instantIn('Europe/Berlin', column('at')), and()), 'Europe/Berlin'],
    [
      'them beside now',
      countIf(compare(instantIn('Europe/Berlin', column('at')), '>', now)),
      'Europe/Berlin',
    ],
    [
      'more than 38 digits',
      countIf(compare(column('price'), '>', literal('number', `0.${'1'.repeat(39)}`))),
      '38 digits',
    ],
    ['what is no UUID', countIf(compare(column('key'), '=', literal('uuid', 'x'))), 'not a UUID'],
  ])('does not take %s', (_, tree, words) => {
    expect(() => select(tree)).toThrow(words);
    expect(() => select(tree)).toThrow(expect.objectContaining({ constructor: UnsupportedByEngine }));
  });

  it('has no regular expressions where the database has none', () => {
    const old = new SqlServerDialect({ ...facts, hasRegularExpressions: false });
    const tree = countIf(
      textMatches(asText(column('word')), { tree: treeOf('a'), match: 'full', ignoreCase: false }),
    );
    expect(() => select(tree, old)).toThrow('SQL Server has them from version 2025');
  });
});
