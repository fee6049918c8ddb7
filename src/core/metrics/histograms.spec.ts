import type { Column, ColumnType } from '../columns.ts';
import type { Cells } from './definition.ts';
import { categoryCounts, histogram, quantiles } from './histograms.ts';
import type { BinnedColumn } from './metric.ts';

const of =
  (type: ColumnType) =>
  (name: string): Column => ({
    name,
    type,
    nativeType: type,
    nullable: true,
  });
const bins = (edges: readonly number[], as: BinnedColumn['as'] = 'numbers') =>
  ({ type: 'histogram', column: 'a', as, edges }) as const;
const percentiles = { type: 'quantiles', column: 'a', as: 'numbers', fractions: [0.5, 0.9] } as const;
const categories = (limit: number) => ({ type: 'categoryCounts', column: 'a', limit }) as const;

describe('histogram', () => {
  it.each([
    ['numbers', ['decimal', 'float', 'integer']],
    ['dates', ['date', 'timestamp', 'timestampTz']],
  ] as const)('of %s needs a column of them', (as, types) => {
    const [need, ...others] = histogram.needs(bins([], as));
    expect(others).toEqual([]);
    expect([need!.column, [...need!.types].sort()]).toEqual(['a', types]);
  });

  it('groups by the bin, and allows one row for each', () => {
    expect(histogram.grouping(bins([1, 2.5]), of('integer'))).toMatchObject({
      keys: [{ node: 'binOf', value: { node: 'column', name: 'a' }, edges: ['1', '2.5'] }],
      limit: 3,
    });
  });

  it.each([
    ['integer', 'numbers', false],
    ['decimal', 'numbers', true],
    ['float', 'numbers', true],
    ['date', 'dates', false],
  ] as const)('of a %s column as %s asks about "not a number": %s', (type, as, isAsked) => {
    const { where } = histogram.grouping(bins([1], as), of(type));
    expect(JSON.stringify(where).includes('"isFiniteNumber"')).toBe(isAsked);
  });

  it.each([
    ['date', true],
    ['timestamp', true],
    ['timestampTz', false],
  ] as const)('of a %s column counts seconds in UTC', (type, hasClock) => {
    const { keys, where } = histogram.grouping(bins([1], 'dates'), of(type));
    expect(JSON.stringify(keys)).toContain('"epochOf"');
    expect(JSON.stringify(keys).includes('"instantIn","timeZone":"UTC"')).toBe(hasClock);
    expect(JSON.stringify(where)).toContain('"isFinite"');
  });

  const parsed = (rows: readonly Cells[]) => histogram.parseRows(rows, bins([10, 20]));

  it('reads bins in any order; those without rows are 0', () => {
    const rows = [
      ['2', '7', '20', '99.5'],
      ['0', '3', '-1e3', '9'],
    ];
    expect(parsed(rows)).toEqual({ value: { edges: [10, 20], counts: [3, 0, 7], min: -1000, max: 99.5 } });
  });

  it('of no rows is zeros, and no smallest value', () => {
    expect(parsed([])).toEqual({ value: { edges: [10, 20], counts: [0, 0, 0], min: null, max: null } });
    expect(histogram.parseRows([], bins([]))).toEqual({
      value: { edges: [], counts: [0], min: null, max: null },
    });
  });

  it.each([
    [[['3', '1', '1', '1']]],
    [[['-1', '1', '1', '1']]],
    [[[null, '1', '1', '1']]],
    [[['0', null, '1', '1']]],
    [[['0', '1.5', '1', '1']]],
    [[['0', '1', 'NaN', '1']]],
    [[['0', '1', '1', null]]],
    [[[]]],
  ])('%j does not fit', (rows) => {
    expect(parsed(rows)).toBeNull();
  });
});

describe('quantiles', () => {
  it('are ordered aggregates, apart from all others', () => {
    expect(quantiles.source(percentiles, of('integer'))).toEqual({ kind: 'rows', ordered: true });
    expect(quantiles.expressions(percentiles, of('integer'))).toMatchObject([
      { node: 'percentile', fraction: 0.5 },
      { node: 'percentile', fraction: 0.9 },
    ]);
  });

  it.each([
    [
      ['1.5', '-2e1'],
      [1.5, -20],
    ],
    [[null, null], []],
    [[], []],
  ])('%j is %j', (cells, value) => {
    expect(quantiles.parse(cells, percentiles)).toEqual({ value });
  });

  it.each([[['1', null]], [['1', 'NaN']], [['1', '']]])('%j does not fit', (cells) => {
    expect(quantiles.parse(cells, percentiles)).toBeNull();
  });
});

describe('categoryCounts', () => {
  it('are texts of what is not null, one more than the limit', () => {
    expect(categoryCounts.grouping(categories(2), of('integer'))).toEqual({
      keys: [{ node: 'column', name: 'a' }],
      where: { node: 'not', condition: { node: 'isNull', value: { node: 'column', name: 'a' } } },
      limit: 2,
    });
  });

  it('need a column whose values can be equal', () => {
    const [need] = categoryCounts.needs(categories(1));
    expect(need!.types).toContain('text');
    expect(need!.types).not.toContain('json');
  });

  const rows = [
    ['x', '5'],
    ['', '2'],
    ['y', '1'],
  ];
  const known = [
    { category: 'x', count: 5 },
    { category: '', count: 2 },
    { category: 'y', count: 1 },
  ];

  it.each([
    [4, known, true],
    [3, known, true],
    [2, known.slice(0, 2), false],
  ])('with a limit of %d', (limit, listed, isComplete) => {
    expect(categoryCounts.parseRows(rows, categories(limit))).toEqual({
      value: { categories: listed, isComplete },
    });
  });

  it('of no rows are none', () => {
    expect(categoryCounts.parseRows([], categories(3))).toEqual({
      value: { categories: [], isComplete: true },
    });
  });

  it.each([[[[null, '1']]], [[['x', '-1']]], [[['x']]]])('%j does not fit', (answered) => {
    expect(categoryCounts.parseRows(answered, categories(3))).toBeNull();
  });
});
