import type { PatternTree } from './tree.ts';

export const MAX_PATTERN_LENGTH = 1000;
/** Of one count in braces: PostgreSQL's limit. */
export const MAX_COUNT = 255;
/** Of the counts of repetitions within each other, multiplied: RE2's limit. */
const MAX_NESTED_COUNT = 1000;
/** Of groups within each other. PCRE2 stops at 250, and a group can be written as several. */
export const MAX_DEPTH = 50;
/** Of `sizeOf`: what PCRE2 can still compile to the 64 KiB that it has for a pattern. */
export const MAX_SIZE = 1000;
const RANGES_PER_UNIT = 4;

/**
 * How many characters the pattern reads when every counted repetition is written out: a measure of what an engine has
 * to compile. A class counts for one character and one more for every four of its ranges; the edge of a word counts for four.
 */
export function sizeOf(tree: PatternTree): number {
  switch (tree.node) {
    case 'characters':
      return 1 + Math.floor((tree.listed.length + tree.shorthands.length) / RANGES_PER_UNIT);
    case 'sequence':
      return tree.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'alternation':
      return tree.branches.reduce((sum, branch) => sum + sizeOf(branch), 0);
    case 'repeat':
      return sizeOf(tree.body) * (tree.max ?? Math.max(tree.min, 1));
    case 'textStart':
    case 'textEnd':
      return 0;
    // written as four looks around in most engines
    case 'wordBoundary':
      return 4;
  }
}

/** Why a pattern is too much for one of the engines to compile, in words; null when it is not. */
export function tooLarge(tree: PatternTree): string | null {
  if (exceedsNestedCount(tree, MAX_NESTED_COUNT))
    return `repeats what is repeated more than ${inThousands(MAX_NESTED_COUNT)} times in all`;
  const size = sizeOf(tree);
  if (size > MAX_SIZE)
    return `is too large: with its repetitions written out its size is ${inThousands(size)}, of ${inThousands(MAX_SIZE)} at most`;
  return null;
}

/** RE2 divides what is left by each count and gives up at nothing left. */
function exceedsNestedCount(tree: PatternTree, left: number): boolean {
  switch (tree.node) {
    case 'sequence':
      return tree.parts.some((part) => exceedsNestedCount(part, left));
    case 'alternation':
      return tree.branches.some((branch) => exceedsNestedCount(branch, left));
    case 'repeat': {
      const rest = Math.floor(left / Math.max(tree.max ?? tree.min, 1));
      return rest === 0 || exceedsNestedCount(tree.body, rest);
    }
    case 'characters':
    case 'textStart':
    case 'textEnd':
    case 'wordBoundary':
      return false;
  }
}

const inThousands = (n: number) => n.toLocaleString('en-US');
