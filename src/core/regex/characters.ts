import { withCaseVariants } from './case-variants.ts';
import { complementOf, noCodePoints, unionOf, type CodePoints } from './code-points.ts';
import type { CharactersNode } from './tree.ts';

const LINE_FEED = 0xa;

const digits: CodePoints = [[0x30, 0x39]];
const wordCharacters: CodePoints = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** Tab, line feed, vertical tab, form feed, carriage return, and space. */
const spaces: CodePoints = [
  [0x9, 0xd],
  [0x20, 0x20],
];

/** What `\d`, `\w` and `\s` stand for: ASCII alone, which is all that the engines can be made to agree on. */
export const shorthandSets = { digit: digits, word: wordCharacters, space: spaces } as const;

export const anyButLineFeed: CodePoints = complementOf([[LINE_FEED, LINE_FEED]]);

export const shorthand = (shorthands: CodePoints): CharactersNode => ({
  node: 'characters',
  listed: noCodePoints,
  shorthands,
  negated: false,
});

export const literal = (point: number): CharactersNode => ({
  node: 'characters',
  listed: [[point, point]],
  shorthands: noCodePoints,
  negated: false,
});

/** What the node lets through. A negated class excludes all variants of what it lists: `[^a]` lets no `A` through. */
export function charactersOf(node: CharactersNode, ignoreCase: boolean): CodePoints {
  const listed = ignoreCase ? withCaseVariants(node.listed) : node.listed;
  const all = unionOf([...listed, ...node.shorthands]);
  return node.negated ? complementOf(all) : all;
}
