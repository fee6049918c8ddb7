import { binEdges, edgesFromPercentiles } from './bin-edges.ts';

describe('edgesFromPercentiles', () => {
  it.each([
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [0, 0, 0, 4, 4, 9],
      [0, 4, 9],
    ],
    [[7, 7, 7], [7]],
    [
      [-0, 0, 1],
      [-0, 1],
    ],
    [[], []],
  ])('of %j are %j', (percentiles, edges) => {
    expect(edgesFromPercentiles(percentiles)).toEqual(edges);
  });

  it.each([[[2, 1]], [[1, NaN, 2]], [[1, Infinity]]])('refuses %j', (percentiles) => {
    expect(() => edgesFromPercentiles(percentiles)).toThrow(RangeError);
  });
});

describe('binEdges', () => {
  it('takes ascending edges as they are', () => {
    expect(binEdges.parse([-1.5, 0, 1e9])).toEqual([-1.5, 0, 1e9]);
  });

  it.each([
    ['no edge', [], []],
    ['an edge twice', [1, 2, 2], [2]],
    ['descending edges', [3, 2, 5], [1]],
    ['text', ['1'], [0]],
    ['infinity', [1, Infinity], [1]],
    ['too many', Array.from({ length: 201 }, (_, i) => i), []],
  ])('refuses %s', (_, edges, path) => {
    expect(binEdges.safeParse(edges).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
