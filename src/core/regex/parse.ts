import { RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp';
import { acceptHarmlessEscapes } from './escapes.ts';
import { MAX_PATTERN_LENGTH, tooLarge } from './limits.ts';
import { NotPortable, translate } from './translate.ts';
import type { PatternTree } from './tree.ts';

export type ParsedPattern =
  { readonly ok: true; readonly tree: PatternTree } | { readonly ok: false; readonly reason: string };

const parser = new RegExpParser({ ecmaVersion: 2025 });

/**
 * Reads a regular expression in JavaScript's strict syntax (flag `u`), cut down to what means the same in every engine:
 * characters, classes, `.`, `\d \w \s \b` and their negations (ASCII), groups, `|`, quantifiers, and `^` and `$`, which
 * are the start and the end of the whole text. `.` is any character but a line feed. The empty pattern is one.
 * Punctuation may be escaped even where it need not be.
 *
 * Anything else is refused: `reason` completes the sentence "the pattern …" and counts characters from 1.
 */
export function parsePattern(pattern: string): ParsedPattern {
  const length = [...pattern].length;
  if (length > MAX_PATTERN_LENGTH)
    return refused(`is ${length} characters long, of ${MAX_PATTERN_LENGTH} at most`);
  const { source, positions } = acceptHarmlessEscapes(pattern);
  const place = (index: number) =>
    Math.min(characterAt(pattern, positions[index] ?? pattern.length), Math.max(length, 1));
  try {
    const tree = translate(parser.parsePattern(source, 0, source.length, { unicode: true }));
    const excess = tooLarge(tree);
    return excess === null ? { ok: true, tree } : refused(excess);
  } catch (error) {
    if (error instanceof NotPortable) return refused(`${error.message} (at character ${place(error.index)})`);
    if (error instanceof RegExpSyntaxError)
      return refused(
        `cannot be read: ${inWords(error.message)} (near character ${place(error.index)})${hintFor(pattern)}`,
      );
    throw error;
  }
}

const refused = (reason: string): ParsedPattern => ({ ok: false, reason });

/** From 1, and a pair of surrogates counts as the one character that it is. */
const characterAt = (pattern: string, index: number): number => [...pattern.slice(0, index)].length + 1;

/** What the parser says after it has repeated the pattern. */
function inWords(message: string): string {
  const said = message.slice(message.lastIndexOf(': ') + 2);
  return said.charAt(0).toLowerCase() + said.slice(1);
}

/** For what people bring along from other engines. */
function hintFor(pattern: string): string {
  if (/\[\[:\^?\w+:/.test(pattern))
    return '; instead of a class by name, such as [:alpha:], list its characters';
  if (/\\[AzZ]/.test(pattern)) return '; the start and the end of the text are ^ and $';
  if (/\(\?[a-z]+\)/.test(pattern)) return '; options stand beside the pattern, not in it';
  return '';
}
