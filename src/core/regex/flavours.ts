/**
 * An engine's way to write what a pattern needs. Nothing is left to a default, an option of the session or the collation
 * of a column.
 */
export interface FlavourSyntax {
  /** Stands before the whole pattern. */
  readonly prefix: string;
  readonly textStart: string;
  readonly textEnd: string;
  readonly wordBoundary: string;
  readonly noWordBoundary: string;
  /** A character by its number, wherever it stands. */
  escaped(codePoint: number): string;
  /** Whether `noWordBoundary` is also found between the bytes of one character. */
  readonly looksIntoCharacters: boolean;
  /** The lowest code point that the engine's texts can hold. */
  readonly lowest: number;
}

const word = '[0-9A-Z_a-z]';
/** `\b` itself takes letters of all languages for parts of words in these engines. */
const lookingAround = {
  wordBoundary: `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`,
  noWordBoundary: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
};

const hex = (codePoint: number, digits: number) => codePoint.toString(16).toUpperCase().padStart(digits, '0');
const bracedHex = (codePoint: number) => `\\x{${hex(codePoint, 1)}}`;

/** Case, lines and white space follow a column's collation or a session's variable unless the pattern says it. */
const withoutOptions = '(?-imsx)';

/**
 * `postgres`: advanced regular expressions (`~`), since 9.6, in a database encoded in UTF-8.
 * `re2`: RE2 as DuckDB's `regexp_matches` and the `REGEXP_LIKE` of SQL Server 2025 have it.
 * `pcre2`: MariaDB's `REGEXP`, on texts that are not binary.
 * `icu`: the `REGEXP_LIKE` of MySQL 8, on texts that are not binary.
 */
export const flavours = {
  postgres: {
    prefix: '',
    textStart: '\\A',
    textEnd: '\\Z',
    ...lookingAround,
    looksIntoCharacters: false,
    escaped: (codePoint) => (codePoint > 0xffff ? `\\U${hex(codePoint, 8)}` : `\\u${hex(codePoint, 4)}`),
    lowest: 1,
  },
  re2: {
    prefix: '',
    textStart: '\\A',
    textEnd: '\\z',
    wordBoundary: '\\b',
    noWordBoundary: '\\B',
    looksIntoCharacters: true,
    escaped: bracedHex,
    lowest: 0,
  },
  pcre2: {
    prefix: withoutOptions,
    textStart: '\\A',
    textEnd: '\\z',
    ...lookingAround,
    looksIntoCharacters: false,
    escaped: bracedHex,
    lowest: 0,
  },
  icu: {
    prefix: withoutOptions,
    textStart: '\\A',
    textEnd: '\\z',
    ...lookingAround,
    looksIntoCharacters: false,
    escaped: bracedHex,
    lowest: 0,
  },
} as const satisfies Record<string, FlavourSyntax>;

export type Flavour = keyof typeof flavours;
