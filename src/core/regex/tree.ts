import type { CodePoints } from './code-points.ts';

/**
 * A portable regular expression: what every engine can be made to agree on. Groups capture nothing, and quantifiers are
 * neither greedy nor lazy, because the only question is whether a text matches.
 */
export type PatternTree =
  | CharactersNode
  /** One part after the other; without parts it matches the empty text. */
  | { readonly node: 'sequence'; readonly parts: readonly PatternTree[] }
  | { readonly node: 'alternation'; readonly branches: readonly PatternTree[] }
  | RepeatNode
  /** The very start of the text, never that of a line. */
  | { readonly node: 'textStart' }
  /** The very end of the text, never before a line feed that ends it. */
  | { readonly node: 'textEnd' }
  /** Between an ASCII word character and none (`\b`), or anywhere else (`\B`). */
  | { readonly node: 'wordBoundary'; readonly negated: boolean };

/** Exactly one character, which is among the listed ones or the shorthands, or is not when `negated`. */
export interface CharactersNode {
  readonly node: 'characters';
  /** As the pattern spells them out; ignoring case adds their variants. */
  readonly listed: CodePoints;
  /** Of `\d`, `\w`, `\s`, their negations and `.`, which are the same whether case is ignored or not. */
  readonly shorthands: CodePoints;
  readonly negated: boolean;
}

export interface RepeatNode {
  readonly node: 'repeat';
  readonly body: PatternTree;
  readonly min: number;
  /** Null: as often as you like. */
  readonly max: number | null;
}
