import type { ColumnType } from '../columns.ts';
import { needsOf } from './catalogue.ts';
import { extreme } from './extreme.ts';

const metric = { type: 'extreme', column: 'a', which: 'max', timeZone: 'Europe/Berlin' } as const;
const treeOf = (type: ColumnType) =>
  extreme.expressions(metric, (name) => ({ name, type, nativeType: 'whatever', nullable: true }))[0];

it('is of numbers and times', () => {
  expect(needsOf(metric)).toEqual([
    { column: 'a', types: ['integer', 'decimal', 'float', 'timestampTz', 'timestamp', 'date'] },
  ]);
});

it('is a number as it is, without what is not finite', () => {
  expect(treeOf('integer')).toMatchObject({ node: 'aggregate', name: 'max', value: { node: 'column' } });
  expect(JSON.stringify(treeOf('integer'))).not.toContain('isFiniteNumber');
  expect(JSON.stringify(treeOf('decimal'))).toContain('"isFiniteNumber"');
  expect(JSON.stringify(treeOf('float'))).toContain('"hasInfinity":true');
});

it('is an instant of the time zone where the column has none', () => {
  expect(treeOf('timestampTz')).toMatchObject({ node: 'isoText', instant: { value: { node: 'column' } } });
  for (const type of ['timestamp', 'date'] as const)
    expect(treeOf(type)).toMatchObject({
      node: 'isoText',
      instant: { node: 'aggregate', value: { node: 'instantIn', timeZone: 'Europe/Berlin' } },
    });
});

it.each([
  [['10.50'], { value: '10.50' }],
  [['2026-01-02T00:00:00.000000Z'], { value: '2026-01-02T00:00:00.000000Z' }],
  [[null], { value: null }],
  [[], { value: null }],
  [['NaN'], null],
  [['yesterday'], null],
])('%j is %j', (cells, parsed) => {
  expect(extreme.parse(cells, metric)).toEqual(parsed);
});
