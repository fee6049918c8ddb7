import type { CheckDigits } from '../sql/expression.ts';

/** What a whole text must look like to be of a format. */
export interface Format {
  /** For `parsePattern`; the whole text must match it, and case counts. */
  readonly pattern: string;
  /** What must be right besides the pattern. */
  readonly checkDigits: CheckDigits | null;
  /** What is accepted, and by which standard. */
  readonly description: string;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}
