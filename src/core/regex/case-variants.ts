import { contains, unionOf, type CodePointRange, type CodePoints } from './code-points.ts';

/** No script beyond plane 1 has letter case. */
const LAST_CASED = 0x1ffff;

/** Its capital is I, but Unicode folds it to nothing else: only Turkish and Azeri take the two for one letter. */
const DOTLESS_I = 0x131;

const single = (text: string, otherwise: number): number => {
  const point = text.codePointAt(0);
  return point !== undefined && String.fromCodePoint(point) === text ? point : otherwise;
};

/** The lower case of the upper case, where each is one character: the same for all variants of a letter. */
function folded(point: number): number {
  if (point === DOTLESS_I) return point;
  const upper = single(String.fromCodePoint(point).toUpperCase(), point);
  return single(String.fromCodePoint(upper).toLowerCase(), upper);
}

/** Most blocks of code points have no letter with case and are passed over at once. */
const BLOCK = 256;
const hasLetterCase = (text: string) => text.toUpperCase() !== text || text.toLowerCase() !== text;

let letters: readonly (readonly number[])[] | undefined;

/** For every letter that has case all its variants, as `k`, `K` and the sign for kelvin. Made once, when first used. */
function variantsOfLetters(): readonly (readonly number[])[] {
  if (letters) return letters;
  const byFold = new Map<number, number[]>();
  for (let block = 0; block <= LAST_CASED; block += BLOCK) {
    const points = Array.from({ length: BLOCK }, (_, i) => block + i);
    if (!hasLetterCase(String.fromCodePoint(...points))) continue;
    for (const point of points) {
      const fold = folded(point);
      const variants = byFold.get(fold);
      if (variants) variants.push(point);
      else byFold.set(fold, [point]);
    }
  }
  letters = [...byFold.values()].filter((variants) => variants.length > 1);
  return letters;
}

/**
 * The code points and those that differ from one of them only in case, by Unicode's simple case folding (one character
 * to one character, no language): ß and ẞ are equal, ß and `ss` are not, and neither are İ or ı and `i`.
 */
export function withCaseVariants(points: CodePoints): CodePoints {
  const added: CodePointRange[] = variantsOfLetters()
    .filter((variants) => variants.some((point) => contains(points, point)))
    .flatMap((variants) => variants.map((point) => [point, point] as const));
  return unionOf([...points, ...added]);
}
