import type { PatternTree } from '../regex/tree.ts';

/** SQL as a tree. Only a dialect turns it into text; values become parameters and names are quoted there. */
export type Expression =
  | { readonly node: 'column'; readonly name: string }
  | { readonly node: 'countAll' }
  | { readonly node: 'countIf'; readonly condition: Condition }
  /** Null over no rows. */
  | { readonly node: 'maxIf'; readonly value: Expression; readonly condition: Condition | null }
  /** Null over no rows. */
  | { readonly node: 'sumIf'; readonly value: Expression; readonly condition: Condition | null }
  /** Over no rows: null. `mean` is the average; `stddev` that of a sample, null for a single value. */
  | {
      readonly node: 'aggregate';
      readonly name: 'mean' | 'stddev' | 'min' | 'max' | 'sum';
      readonly value: Expression;
      readonly condition: Condition;
    }
  /** PERCENTILE_CONT of the SQL standard; null over no rows. */
  | {
      readonly node: 'percentile';
      readonly value: Expression;
      readonly fraction: number;
      readonly condition: Condition;
    }
  /** A value of the user's, compared as a value of this type. */
  | { readonly node: 'literal'; readonly type: LiteralType; readonly value: string }
  /** The column as text, whatever its type. */
  | { readonly node: 'asText'; readonly value: Expression }
  /** Characters, not bytes. */
  | { readonly node: 'textLength'; readonly text: Expression }
  /** Without white space at both ends, without case, or both. */
  | {
      readonly node: 'folded';
      readonly text: Expression;
      readonly trim: boolean;
      readonly ignoreCase: boolean;
    }
  /** The one value of a guarded query of the user's; null when it has no row, an error when it has several. */
  | { readonly node: 'userScalar'; readonly sql: string }
  /** How many rows a group has; only where the rows are groups. */
  | { readonly node: 'groupSize' }
  /** How many of the ascending edges are at or below the number: its bin, 0 to their count. Null for null. */
  | { readonly node: 'binOf'; readonly value: Expression; readonly edges: readonly string[] }
  /** The instant at which the snapshot began, the same in every statement of it. */
  | { readonly node: 'now' }
  /** The instant that a wall-clock timestamp or a date (its midnight) means in a time zone. */
  | { readonly node: 'instantIn'; readonly timeZone: string; readonly naive: Expression }
  | { readonly node: 'addMs'; readonly instant: Expression; readonly ms: number }
  /**
   * How many of a unit lie between 1970-01-01T00:00:00Z and an instant, negative before, as a floating-point number:
   * fractions count, and microseconds may be rounded.
   */
  | { readonly node: 'epochOf'; readonly instant: Expression; readonly unit: EpochUnit }
  /** The difference of two numbers of any type, in floating point, so that it cannot overflow. */
  | { readonly node: 'minus'; readonly left: Expression; readonly right: Expression }
  /** An instant as text: ISO 8601, UTC, microseconds. */
  | { readonly node: 'isoText'; readonly instant: Expression };

export type Condition =
  | {
      readonly node: 'compare';
      readonly op: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly node: 'isFinite'; readonly instant: Expression }
  | { readonly node: 'isNull'; readonly value: Expression }
  /** False for "not a number" and, where the type (`hasInfinity`) has them, infinities. */
  | { readonly node: 'isFiniteNumber'; readonly value: Expression; readonly hasInfinity: boolean }
  /** True for the floating-point value "not a number" only. */
  | { readonly node: 'isNaN'; readonly value: Expression }
  | { readonly node: 'isIn'; readonly value: Expression; readonly members: readonly Expression[] }
  /** Whether a text matches a portable regular expression. Null for null. */
  | { readonly node: 'matches'; readonly text: Expression; readonly pattern: PatternMatch }
  /**
   * Whether the check digits of a text are right, of which only ASCII letters and digits count. False, never an error,
   * for a text that cannot have any. Null for null.
   */
  | { readonly node: 'checkDigits'; readonly algorithm: CheckDigits; readonly text: Expression }
  /** A condition in the user's SQL; guarded before it came here. */
  | { readonly node: 'userCondition'; readonly sql: string }
  /** Whether a condition is neither true nor false, because something in it is null. */
  | { readonly node: 'isUnknown'; readonly condition: Condition }
  | { readonly node: 'not'; readonly condition: Condition }
  | { readonly node: 'or'; readonly any: readonly Condition[] }
  | { readonly node: 'and'; readonly all: readonly Condition[] };

/** Seconds, milliseconds, microseconds. */
export type EpochUnit = 's' | 'ms' | 'us';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

export type LiteralType =
  'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestampTz' | 'uuid' | 'time';

/** A portable regular expression and how a text must match it. */
export interface PatternMatch {
  readonly tree: PatternTree;
  /** The whole text, or any part of it. */
  readonly match: 'full' | 'search';
  readonly ignoreCase: boolean;
}

/** ISO/IEC 7812-1 annex B (cards), and MOD 97-10 of ISO/IEC 7064 as ISO 13616 applies it (IBAN). */
export type CheckDigits = 'luhn' | 'mod97';

export const column = (name: string): Expression => ({ node: 'column', name });
export const countAll: Expression = { node: 'countAll' };
export const countIf = (condition: Condition): Expression => ({ node: 'countIf', condition });
export const maxIf = (value: Expression, condition: Condition | null): Expression => ({
  node: 'maxIf',
  value,
  condition,
});
export const now: Expression = { node: 'now' };
export const instantIn = (timeZone: string, naive: Expression): Expression => ({
  node: 'instantIn',
  timeZone,
  naive,
});
export const addMs = (instant: Expression, ms: number): Expression => ({ node: 'addMs', instant, ms });
export const epochOf = (instant: Expression, unit: EpochUnit): Expression => ({
  node: 'epochOf',
  instant,
  unit,
});
export const minus = (left: Expression, right: Expression): Expression => ({ node: 'minus', left, right });
export const isoText = (instant: Expression): Expression => ({ node: 'isoText', instant });
export const compare = (left: Expression, op: Comparison, right: Expression): Condition => ({
  node: 'compare',
  op,
  left,
  right,
});
export const isFinite = (instant: Expression): Condition => ({ node: 'isFinite', instant });
export const and = (...all: readonly Condition[]): Condition => ({ node: 'and', all });
export const or = (...any: readonly Condition[]): Condition => ({ node: 'or', any });
export const not = (condition: Condition): Condition => ({ node: 'not', condition });
export const isNull = (value: Expression): Condition => ({ node: 'isNull', value });
export const isNaN = (value: Expression): Condition => ({ node: 'isNaN', value });
export const isIn = (value: Expression, members: readonly Expression[]): Condition => ({
  node: 'isIn',
  value,
  members,
});
export const isUnknown = (condition: Condition): Condition => ({ node: 'isUnknown', condition });
export const userCondition = (sql: string): Condition => ({ node: 'userCondition', sql });
export const sumIf = (value: Expression, condition: Condition | null): Expression => ({
  node: 'sumIf',
  value,
  condition,
});
export const literal = (type: LiteralType, value: string): Expression => ({ node: 'literal', type, value });
export const asText = (value: Expression): Expression => ({ node: 'asText', value });
export const textLength = (text: Expression): Expression => ({ node: 'textLength', text });
export const folded = (
  text: Expression,
  fold: { readonly trim: boolean; readonly ignoreCase: boolean },
): Expression => ({ node: 'folded', text, ...fold });
export const groupSize: Expression = { node: 'groupSize' };
export const isFiniteNumber = (value: Expression, hasInfinity: boolean): Condition => ({
  node: 'isFiniteNumber',
  value,
  hasInfinity,
});
export const aggregate = (
  name: 'mean' | 'stddev' | 'min' | 'max' | 'sum',
  value: Expression,
  condition: Condition,
): Expression => ({ node: 'aggregate', name, value, condition });
export const percentile = (value: Expression, fraction: number, condition: Condition): Expression => ({
  node: 'percentile',
  value,
  fraction,
  condition,
});
export const binOf = (value: Expression, edges: readonly string[]): Expression => ({
  node: 'binOf',
  value,
  edges,
});
export const textMatches = (text: Expression, pattern: PatternMatch): Condition => ({
  node: 'matches',
  text,
  pattern,
});
export const checkDigits = (algorithm: CheckDigits, text: Expression): Condition => ({
  node: 'checkDigits',
  algorithm,
  text,
});
export const userScalar = (sql: string): Expression => ({ node: 'userScalar', sql });
