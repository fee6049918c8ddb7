/** The first and the last code point of a range, both within it. */
export type CodePointRange = readonly [first: number, last: number];

/** Ranges in ascending order that neither overlap nor touch. */
export type CodePoints = readonly CodePointRange[];

export const LAST_CODE_POINT = 0x10ffff;

export const noCodePoints: CodePoints = [];
export const allCodePoints: CodePoints = [[0, LAST_CODE_POINT]];

/** All that is in any of the ranges, which may come in any order and overlap. */
export function unionOf(ranges: Iterable<CodePointRange>): CodePoints {
  const union: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = union.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else union.push([first, last]);
  }
  return union;
}

/** Every code point that is not among these. */
export function complementOf(points: CodePoints): CodePoints {
  const complement: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of points) {
    if (first > next) complement.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= LAST_CODE_POINT) complement.push([next, LAST_CODE_POINT]);
  return complement;
}

export const contains = (points: CodePoints, point: number): boolean =>
  points.some(([first, last]) => first <= point && point <= last);

export const overlap = (a: CodePoints, b: CodePoints): boolean =>
  a.some(([first, last]) => b.some(([otherFirst, otherLast]) => first <= otherLast && otherFirst <= last));
