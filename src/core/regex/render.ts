import { charactersOf } from './characters.ts';
import { allCodePoints, complementOf, LAST_CODE_POINT, type CodePoints } from './code-points.ts';
import { flavours, type Flavour, type FlavourSyntax } from './flavours.ts';
import type { CharactersNode, PatternTree, RepeatNode } from './tree.ts';

export interface RenderOptions {
  readonly flavour: Flavour;
  /** The whole text, or any part of it. */
  readonly match: 'full' | 'search';
  /** By Unicode's simple case folding, written out: see `withCaseVariants`. */
  readonly ignoreCase: boolean;
}

/**
 * The pattern as an engine reads it, to be passed without any option or flag. It contains ASCII only, and of control
 * characters none.
 */
export function renderPattern(tree: PatternTree, { flavour, match, ignoreCase }: RenderOptions): string {
  const syntax: FlavourSyntax = flavours[flavour];
  const pattern = rendered(tree, { syntax, ignoreCase });
  if (match === 'full') return `${syntax.prefix}${syntax.textStart}(?:${pattern})${syntax.textEnd}`;
  // what reads up to the match reads whole characters, and so the match begins at one
  if (syntax.looksIntoCharacters && pattern.includes(syntax.noWordBoundary))
    return `${syntax.prefix}${syntax.textStart}[${ranges(allCodePoints, syntax)}]*(?:${pattern})`;
  return syntax.prefix + pattern;
}

interface Context {
  readonly syntax: FlavourSyntax;
  readonly ignoreCase: boolean;
}

function rendered(tree: PatternTree, context: Context): string {
  const { syntax } = context;
  switch (tree.node) {
    case 'characters':
      return characters(tree, context);
    case 'sequence':
      return tree.parts.map((part) => grouped(part, context, 'alternation')).join('');
    case 'alternation':
      return tree.branches.map((branch) => rendered(branch, context)).join('|');
    case 'repeat':
      return grouped(tree.body, context, 'alternation', 'sequence', 'repeat') + quantifier(tree);
    case 'textStart':
      return syntax.textStart;
    case 'textEnd':
      return syntax.textEnd;
    case 'wordBoundary':
      return tree.negated ? syntax.noWordBoundary : syntax.wordBoundary;
  }
}

function grouped(tree: PatternTree, context: Context, ...nodes: readonly PatternTree['node'][]): string {
  const text = rendered(tree, context);
  return nodes.includes(tree.node) ? `(?:${text})` : text;
}

function quantifier({ min, max }: RepeatNode): string {
  if (max === null) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function characters(node: CharactersNode, { syntax, ignoreCase }: Context): string {
  const points = charactersOf(node, ignoreCase);
  const [only] = points;
  if (only && points.length === 1 && only[0] === only[1]) return one(only[0], syntax, plain);
  // what reaches to the last code point is told by what it leaves out: `[^\n]` instead of two ranges
  const negated = points.at(-1)?.[1] === LAST_CODE_POINT;
  const told = negated ? complementOf(points) : points;
  if (told.length === 0) return `[${negated ? '' : '^'}${ranges(allCodePoints, syntax)}]`;
  return `[${negated ? '^' : ''}${ranges(told, syntax)}]`;
}

function ranges(points: CodePoints, syntax: FlavourSyntax): string {
  return points
    .filter(([, last]) => last >= syntax.lowest)
    .map(([from, last]) => {
      const first = Math.max(from, syntax.lowest);
      if (first === last) return one(first, syntax, plainInClass);
      return `${one(first, syntax, plainInClass)}${last === first + 1 ? '' : '-'}${one(last, syntax, plainInClass)}`;
    })
    .join('');
}

/** What has no meaning in any engine stands for itself; where a class begins, `[:` and `[=` have one. */
const plainInClass = /[\w !"%',/;<>@`]/;
const plain = /[\w !"%',/:;<=>@`&~-]/;

function one(codePoint: number, syntax: FlavourSyntax, needsNoEscape: RegExp): string {
  const character = String.fromCodePoint(codePoint);
  return needsNoEscape.test(character) ? character : syntax.escaped(codePoint);
}
