import type { Expression } from '../../core/sql/expression.ts';
import { quoted } from './identifiers.ts';
import type { Scope } from './scope.ts';

/** Whether an expression is a text of ours, whatever the type of the column below. */
export const isText = (tree: Expression): boolean =>
  tree.node === 'asText' || tree.node === 'folded' || (tree.node === 'literal' && tree.type === 'text');

export const unicode = (value: string): string => `CONVERT(${value} USING utf8mb4)`;

/** With a collation that tells capitals and accents apart, which decides for functions and regular expressions. */
export const exactCollation = (text: string): string => `${text} COLLATE utf8mb4_bin`;

/**
 * A text as its bytes. The equality of texts is that of their collation, and most take "a", "A", "á" and "a " for one;
 * even the binary ones ignore blanks at the end. That of bytes is the same everywhere.
 */
export const bytesOf = (text: string): string => `CAST(${text} AS BINARY)`;

/**
 * The identity of a column whose type nobody has told us, as two values that are to be compared side by side: what is
 * no text by its own equality, which takes 1 and 1.0 for one, and a text by its bytes. One of them is always null.
 */
export function identityOf(name: string): readonly [value: string, bytes: string] {
  const column = quoted(name);
  return [`CASE WHEN ${isBinary(column)} THEN ${column} END`, exactBytes(name)];
}

export function exactBytes(name: string): string {
  const column = quoted(name);
  return `CASE WHEN NOT ${isBinary(column)} THEN ${bytesOf(unicode(column))} END`;
}

/** True for numbers, dates and bytes. */
const isBinary = (column: string) => `CHARSET(${column}) = 'binary'`;

/** ASCII white space and the no-break space. */
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

/** Without white space at both ends. Looking behind keeps it from starting anew at every blank of a long gap. */
export const trimmed = (text: string, { bind }: Scope): string =>
  `REGEXP_REPLACE(${exactCollation(text)}, ` +
  `${unicode(bind(`\\A[${WHITE_SPACE}]+|(?<![${WHITE_SPACE}])[${WHITE_SPACE}]+\\z`))}, '')`;

export const lowerCase = (text: string): string => `LOWER(${exactCollation(text)})`;
