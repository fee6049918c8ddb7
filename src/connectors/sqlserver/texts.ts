import type { NativeForm } from './native-type.ts';

/** Every text is compared by its code units, whatever the collation of its column. */
const BINARY = 'Latin1_General_100_BIN2';
/** Knows characters beyond 16 bits as one, and capital letters. */
const LETTERS = 'Latin1_General_100_CI_AS_SC';

/** The longest nvarchar that is not `max`. */
const LONGEST = 4000;

/** A text as SQL, and how many UTF-16 units it has at most; null for one of nvarchar(max). */
export interface TextSql {
  readonly sql: string;
  readonly capacity: number | null;
}

/** A text column in Unicode: another code page would lose letters. The blanks that fill up a `char` are not its text. */
export function unicodeText(column: string, form: NativeForm): TextSql {
  if (form.form !== 'text') return { sql: `CAST(${column} AS nvarchar(max))`, capacity: null };
  const { capacity, isUnicode, isFixed } = form;
  const fits = capacity !== null && capacity <= LONGEST;
  const plain =
    isUnicode && capacity !== null ? column : `CAST(${column} AS nvarchar(${fits ? capacity : 'max'}))`;
  return { sql: isFixed ? `RTRIM(${plain})` : plain, capacity: fits ? capacity : null };
}

/**
 * A text for `=`, `IN`, `GROUP BY` and keys. A full stop stands at its end, because every comparison of SQL Server
 * leaves out blanks at the end.
 */
export const exact = (text: TextSql): string => `(${withStop(text)}) COLLATE ${BINARY}`;

/** The text in a column that `exact` made. */
export const withoutStop = (column: string): string => `LEFT(${column}, LEN(${column}) - 1)`;

/** A text for `<` and its like, by code units. */
export const ordered = ({ sql }: TextSql): string => `${sql} COLLATE ${BINARY}`;

/** LEN leaves out blanks at the end. */
export const lengthOf = (text: TextSql): string => `(LEN((${withStop(text)}) COLLATE ${LETTERS}) - 1)`;

export const lowered = ({ sql, capacity }: TextSql): TextSql => ({
  sql: `LOWER(${sql} COLLATE ${LETTERS})`,
  capacity,
});

export const trimmed = ({ sql, capacity }: TextSql, characters: string): TextSql => ({
  sql: `TRIM(${characters} FROM ${sql} COLLATE ${BINARY})`,
  capacity,
});

/**
 * A text that is ordered by its code points, as UTF-8. Comparing fills up the shorter text with blanks: the mark at the
 * end, less than any character but NUL, keeps `a` before what is `a` and a tabulator.
 */
export function inCodePointOrder(text: TextSql): string {
  const bytes = text.capacity === null || text.capacity > 2000 ? 'max' : text.capacity * 3 + 1;
  return `CAST((${roomy(text)} + NCHAR(1)) COLLATE ${BINARY}_UTF8 AS varchar(${bytes}))`;
}

/** The text in a column that `inCodePointOrder` made. */
export const withoutMark = (column: string): string =>
  `CAST(LEFT(${column}, LEN(${column}) - 1) AS nvarchar(max))`;

/** A parameter of a text that is known. */
export const boundText = (place: string, value: string): TextSql => ({ sql: place, capacity: value.length });

const withStop = (text: TextSql): string => `${roomy(text)} + N'.'`;

/** What is too long for nvarchar(4000) would be cut without an error. */
const roomy = ({ sql, capacity }: TextSql): string =>
  capacity === null || capacity < LONGEST ? sql : `CAST(${sql} AS nvarchar(max))`;
