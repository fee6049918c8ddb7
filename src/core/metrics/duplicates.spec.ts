import type { ColumnType } from '../columns.ts';
import { anyType } from './definition.ts';
import { duplicates } from './duplicates.ts';

const metric = { type: 'duplicates', columns: ['a', 'b'], nulls: 'compare' } as const;

describe('duplicates: what the database answers', () => {
  it.each([
    // distinct, repeated, tested, involved
    [
      ['2', '1', '4', '3'],
      [4, 2, 1, 3, 2],
    ],
    [
      ['3', '0', '3', null],
      [3, 3, 0, 0, 0],
    ],
    [
      ['0', '0', null, null],
      [0, 0, 0, 0, 0],
    ],
    [
      ['1', '1', '9007199254740991', '9007199254740991'],
      [2 ** 53 - 1, 1, 1, 2 ** 53 - 1, 2 ** 53 - 2],
    ],
  ])('%j is read', (cells, [rowsTested, distinctValues, repeatedValues, rowsInvolved, surplusRows]) => {
    expect(duplicates.parse(cells, metric)).toEqual({
      value: { rowsTested, distinctValues, repeatedValues, rowsInvolved, surplusRows },
    });
  });

  it.each([
    [[]],
    [[null, null, null, null]],
    [[null, '0', '0', '0']],
    [['0', null, '0', '0']],
    [['1', '1', '9007199254740993', '3']],
    [['1', '1', '4.0', '3']],
    [['-1', '1', '4', '3']],
    [['2', '1', '4', 'NaN']],
  ])('%j is no answer', (cells) => {
    expect(duplicates.parse(cells, metric)).toBeNull();
  });
});

describe('duplicates: what it needs', () => {
  const needs = duplicates.needs(metric);

  it('is each of the columns', () => {
    expect(needs.map(({ column }) => column)).toEqual(['a', 'b']);
  });

  it('is a type with an equality', () => {
    const without: readonly ColumnType[] = anyType.filter((type) => !needs[0]!.types.includes(type));
    expect(without).toEqual(['json', 'other']);
  });
});
