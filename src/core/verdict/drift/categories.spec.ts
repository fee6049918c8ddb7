import { addCategoryHistograms, alignCategories } from './categories.ts';
import type { CategoryHistogram } from './histogram.ts';

const categories = (counts: [string | null, number][], other = 0): CategoryHistogram => ({
  kind: 'categories',
  counts: counts.map(([category, count]) => ({ category, count })),
  other,
});

describe('alignCategories', () => {
  it('pairs counts by category, whatever their order, and reports what is new and gone', () => {
    expect(
      alignCategories(
        categories([
          ['a', 5],
          ['b', 3],
          ['c', 1],
        ]),
        categories([
          ['d', 2],
          ['b', 7],
          ['a', 4],
        ]),
      ),
    ).toEqual({
      categories: ['a', 'b', 'c', 'd'],
      hasOther: false,
      reference: [5, 3, 1, 0],
      current: [4, 7, 0, 2],
      appeared: ['d'],
      vanished: ['c'],
    });
  });

  it('tells null from the word and from blank text', () => {
    const aligned = alignCategories(categories([[null, 5]]), categories([['null', 3], ['', 2]])); // prettier-ignore
    expect(aligned).toMatchObject({ reference: [5, 0, 0], current: [0, 3, 2], vanished: [null] });
  });

  it('takes a category that may hide among the others for neither new nor gone', () => {
    const aligned = alignCategories(
      categories([['a', 50], ['b', 30]], 20), // prettier-ignore
      categories([['a', 50], ['c', 25]], 25), // prettier-ignore
    );
    expect(aligned).toEqual({
      categories: ['a'],
      hasOther: true,
      reference: [50, 50],
      current: [50, 50],
      appeared: [],
      vanished: [],
    });
  });

  it('knows what is new when the reference lists everything', () => {
    const aligned = alignCategories(categories([['a', 50]]), categories([['a', 40], ['b', 5]], 5)); // prettier-ignore
    expect(aligned).toMatchObject({ reference: [50, 0, 0], current: [40, 5, 5], appeared: ['b'] });
  });

  it('counts rows of a category that is listed twice together, and one without rows as absent', () => {
    const aligned = alignCategories(categories([['a', 1], ['a', 2], ['b', 0]]), categories([['b', 4]])); // prettier-ignore
    expect(aligned).toMatchObject({ reference: [3, 0], current: [0, 4], appeared: ['b'], vanished: ['a'] });
  });
});

describe('addCategoryHistograms', () => {
  it('adds what is certain, keeps every row, and leaves the rest among the others', () => {
    const window = [
      categories([['a', 5], ['b', 3]], 2), // prettier-ignore
      categories([['a', 6], ['c', 4]]), // prettier-ignore
    ];
    expect(addCategoryHistograms(window)).toEqual(categories([['a', 11], ['b', 3]], 6)); // prettier-ignore
  });

  it('has no sum of none', () => {
    expect(addCategoryHistograms([])).toBeNull();
  });
});
