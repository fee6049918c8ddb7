import { addNumberHistograms, proportionsOf, totalOf, type NumberHistogram } from './histogram.ts';

const numbers = (counts: number[], more: Partial<NumberHistogram> = {}): NumberHistogram => ({
  kind: 'numbers',
  edges: [0, 10],
  counts,
  min: -5,
  max: 15,
  ...more,
});

describe('totalOf', () => {
  it('counts rows, those of the unlisted categories too', () => {
    expect(totalOf(numbers([1, 2, 3]))).toBe(6);
    expect(totalOf({ kind: 'categories', counts: [{ category: null, count: 4 }], other: 3 })).toBe(7);
  });

  it.each([
    ['too few counts', numbers([1, 2])],
    ['a negative count', numbers([1, -2, 3])],
    ['a count that is no number', numbers([1, NaN, 3])],
    ['edges that repeat', numbers([1, 2, 3], { edges: [5, 5] })],
    ['edges that descend', numbers([1, 2, 3], { edges: [5, 1] })],
    ['an infinite edge', numbers([1, 2, 3], { edges: [5, Infinity] })],
    ['negative others', { kind: 'categories', counts: [], other: -1 } as const],
  ])('refuses %s', (_, malformed) => {
    expect(() => totalOf(malformed)).toThrow(RangeError);
  });
});

it('proportionsOf gives shares, and zeros for nothing', () => {
  expect(proportionsOf([1, 3, 0])).toEqual([0.25, 0.75, 0]);
  expect(proportionsOf([0, 0])).toEqual([0, 0]);
});

describe('addNumberHistograms', () => {
  it('adds counts and widens the range', () => {
    expect(addNumberHistograms([numbers([1, 2, 3]), numbers([10, 20, 30], { min: -50, max: 11 })])).toEqual(
      numbers([11, 22, 33], { min: -50, max: 15 }),
    );
  });

  it('does not lose the range to an empty one', () => {
    const empty = numbers([0, 0, 0], { min: null, max: null });
    expect(addNumberHistograms([empty, numbers([1, 2, 3])])).toEqual(numbers([1, 2, 3]));
    expect(addNumberHistograms([empty, empty])).toEqual(empty);
  });

  it('knows no extreme that one of them lacks', () => {
    const unknown = numbers([1, 0, 0], { max: null });
    expect(addNumberHistograms([unknown, numbers([1, 2, 3])])).toMatchObject({ min: -5, max: null });
  });

  it('has no sum of none, nor of different bins', () => {
    expect(addNumberHistograms([])).toBeNull();
    expect(() => addNumberHistograms([numbers([1, 2, 3]), numbers([1, 2, 3], { edges: [0, 11] })])).toThrow(
      RangeError,
    );
  });
});
