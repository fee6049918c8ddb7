import type { AST } from '@eslint-community/regexpp';
import { anyButLineFeed, charactersOf, literal, shorthand, shorthandSets } from './characters.ts';
import { complementOf, unionOf, type CodePointRange, type CodePoints } from './code-points.ts';
import { MAX_COUNT, MAX_DEPTH } from './limits.ts';
import type { CharactersNode, PatternTree } from './tree.ts';

/** Well-formed, but not the same in every engine. */
export class NotPortable extends Error {
  /** Where in the parsed source it stands, from 0. */
  readonly index: number;
  constructor(message: string, node: AST.Node) {
    super(message);
    this.index = node.start;
  }
}

/** Throws `NotPortable` for what some engine lacks or reads differently. */
export const translate = (pattern: AST.Pattern): PatternTree => alternation(pattern.alternatives, 0);

function alternation(alternatives: readonly AST.Alternative[], depth: number): PatternTree {
  const branches = alternatives.map(({ elements }) =>
    sequence(elements.map((part) => translated(part, depth))),
  );
  return branches.length === 1 && branches[0] ? branches[0] : { node: 'alternation', branches };
}

/** What the engines call an empty group is left out. */
function sequence(parts: readonly PatternTree[]): PatternTree {
  const flat = parts.flatMap((part) => (part.node === 'sequence' ? part.parts : [part]));
  return flat.length === 1 && flat[0] ? flat[0] : { node: 'sequence', parts: flat };
}

function translated(element: AST.Element, depth: number): PatternTree {
  switch (element.type) {
    case 'Character':
      return literal(characterOf(element));
    case 'CharacterSet':
      return shorthand(shorthandOf(element));
    case 'CharacterClass':
      return classOf(element);
    case 'Group':
      if (element.modifiers) throw new NotPortable('sets an option for one group only', element);
      return group(element, depth);
    case 'CapturingGroup':
      return group(element, depth);
    case 'Quantifier':
      return repetition(element, depth);
    case 'Assertion':
      return assertion(element);
    case 'Backreference':
      throw new NotPortable('refers back to a group', element);
    case 'ExpressionCharacterClass':
      throw new NotPortable('computes with classes', element);
  }
}

function group(element: AST.Group | AST.CapturingGroup, depth: number): PatternTree {
  if (depth >= MAX_DEPTH)
    throw new NotPortable(`nests more than ${MAX_DEPTH} groups within each other`, element);
  return alternation(element.alternatives, depth + 1);
}

function repetition(element: AST.Quantifier, depth: number): PatternTree {
  const { min } = element;
  const max = element.max === Infinity ? null : element.max;
  if ((max ?? min) > MAX_COUNT)
    throw new NotPortable(`repeats something more than ${MAX_COUNT} times`, element);
  const body = translated(element.element, depth);
  if (max === 0) return sequence([]);
  // Engines differ in whether they take a quantifier on nothing: where it matches once, it matches any number of times.
  if (matchesNoCharacter(body)) return min === 0 ? sequence([]) : body;
  return min === 1 && max === 1 ? body : { node: 'repeat', body, min, max };
}

function matchesNoCharacter(tree: PatternTree): boolean {
  switch (tree.node) {
    case 'sequence':
      return tree.parts.every(matchesNoCharacter);
    case 'alternation':
      return tree.branches.every(matchesNoCharacter);
    case 'characters':
    case 'repeat':
      return false;
    case 'textStart':
    case 'textEnd':
    case 'wordBoundary':
      return true;
  }
}

function assertion(element: AST.Assertion): PatternTree {
  switch (element.kind) {
    case 'start':
      return { node: 'textStart' };
    case 'end':
      return { node: 'textEnd' };
    case 'word':
      return { node: 'wordBoundary', negated: element.negate };
    case 'lookahead':
      throw new NotPortable('looks ahead', element);
    case 'lookbehind':
      throw new NotPortable('looks behind', element);
  }
}

function characterOf(element: AST.Character): number {
  if (element.value === 0) throw new NotPortable('contains the character NUL', element);
  return codePointOf(element);
}

function codePointOf(element: AST.Character): number {
  if (element.value >= 0xd800 && element.value <= 0xdfff)
    throw new NotPortable('contains half a surrogate pair', element);
  return element.value;
}

function shorthandOf(element: AST.CharacterSet): CodePoints {
  if (element.kind === 'any') return anyButLineFeed;
  if (element.kind === 'property')
    throw new NotPortable('uses a Unicode property, which not every engine has', element);
  const set = shorthandSets[element.kind];
  return element.negate ? complementOf(set) : set;
}

function classOf(element: AST.CharacterClass): CharactersNode {
  const listed: CodePointRange[] = [];
  const shorthands: CodePointRange[] = [];
  for (const member of element.elements) {
    switch (member.type) {
      case 'Character': {
        const point = characterOf(member);
        listed.push([point, point]);
        break;
      }
      // may begin at NUL: people write [\x00-\x7f] for ASCII
      case 'CharacterClassRange':
        listed.push([codePointOf(member.min), codePointOf(member.max)]);
        break;
      case 'CharacterSet':
        shorthands.push(...shorthandOf(member));
        break;
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
      case 'ClassStringDisjunction':
        throw new NotPortable('computes with classes', member);
    }
  }
  const node: CharactersNode = {
    node: 'characters',
    listed: unionOf(listed),
    shorthands: unionOf(shorthands),
    negated: element.negate,
  };
  if (charactersOf(node, false).length === 0)
    throw new NotPortable('has a class that no character is in', element);
  return node;
}
