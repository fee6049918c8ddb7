/** SQL as a tree. Only a dialect turns it into text; values become parameters and names are quoted there. */
export type Expression =
  | { readonly node: 'column'; readonly name: string }
  | { readonly node: 'countAll' }
  | { readonly node: 'countIf'; readonly condition: Condition }
  | { readonly node: 'maxIf'; readonly value: Expression; readonly condition: Condition }
  /** The instant at which the snapshot began, the same in every statement of it. */
  | { readonly node: 'now' }
  /** The instant that a wall-clock timestamp or a date (its midnight) means in a time zone. */
  | { readonly node: 'instantIn'; readonly timeZone: string; readonly naive: Expression }
  | { readonly node: 'addMs'; readonly instant: Expression; readonly ms: number }
  /** An instant as text: ISO 8601, UTC, microseconds. */
  | { readonly node: 'isoText'; readonly instant: Expression };

export type Condition =
  | {
      readonly node: 'compare';
      readonly op: '<=' | '>';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly node: 'isFinite'; readonly instant: Expression }
  | { readonly node: 'and'; readonly all: readonly Condition[] };

export const column = (name: string): Expression => ({ node: 'column', name });
export const countAll: Expression = { node: 'countAll' };
export const countIf = (condition: Condition): Expression => ({ node: 'countIf', condition });
export const maxIf = (value: Expression, condition: Condition): Expression => ({
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
export const isoText = (instant: Expression): Expression => ({ node: 'isoText', instant });
export const compare = (left: Expression, op: '<=' | '>', right: Expression): Condition => ({
  node: 'compare',
  op,
  left,
  right,
});
export const isFinite = (instant: Expression): Condition => ({ node: 'isFinite', instant });
export const and = (...all: readonly Condition[]): Condition => ({ node: 'and', all });
