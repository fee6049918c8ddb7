import type { Condition, Expression } from '../../core/sql/expression.ts';
import { quoted } from './identifiers.ts';
import { inShiftableRange, instantOf, isoText, isUtc, surelyBefore } from './instants.ts';

/** Takes a value as the next parameter and gives back its place holder, `$3`. */
export type Bind = (value: string | number) => string;

type Renderers<T extends { readonly node: string }> = {
  readonly [N in T['node']]: (tree: Extract<T, { node: N }>, bind: Bind) => string;
};
type Render<T> = (tree: T, bind: Bind) => string;

export const expressionSql: Render<Expression> = (tree, bind) =>
  (expressions[tree.node] as Render<Expression>)(tree, bind);

const conditionSql: Render<Condition> = (tree, bind) =>
  (conditions[tree.node] as Render<Condition>)(tree, bind);

/** Every node has its SQL here: a new one without does not compile. */
const expressions: Renderers<Expression> = {
  column: ({ name }) => quoted(name),
  countAll: () => 'count(*)',
  countIf: ({ condition }, bind) => `count(*) FILTER (WHERE ${conditionSql(condition, bind)})`,
  maxIf: ({ value, condition }, bind) =>
    `max(${expressionSql(value, bind)}) FILTER (WHERE ${conditionSql(condition, bind)})`,
  now: () => 'transaction_timestamp()',
  instantIn: ({ timeZone, naive }, bind) => instantOf(expressionSql(naive, bind), timeZone, bind),
  addMs: ({ instant, ms }, bind) =>
    `(${expressionSql(instant, bind)} + ${bind(ms)}::double precision * interval '1 millisecond')`,
  isoText: ({ instant }, bind) => isoText(expressionSql(instant, bind)),
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, bind) => {
    // as a sub-select, what is the same for every row is computed once and not for every row
    const limit = isFixed(right) ? `(SELECT ${expressionSql(right, bind)})` : expressionSql(right, bind);
    const exact = `(${expressionSql(left, bind)} ${op} ${limit})`;
    if (!isFixed(right) || left.node !== 'instantIn' || isUtc(left.timeZone)) return exact;
    const early = surelyBefore(expressionSql(left.naive, bind), limit);
    return `CASE WHEN ${early} THEN ${op === '<=' ? 'TRUE' : 'FALSE'} ELSE ${exact} END`;
  },
  isFinite: ({ instant }, bind) =>
    instant.node === 'instantIn'
      ? inShiftableRange(expressionSql(instant.naive, bind))
      : `isfinite(${expressionSql(instant, bind)})`,
  and: ({ all }, bind) =>
    all.length === 0 ? 'TRUE' : `(${all.map((condition) => conditionSql(condition, bind)).join(' AND ')})`,
};

const isFixed = (tree: Expression): boolean =>
  tree.node === 'now' || (tree.node === 'addMs' && isFixed(tree.instant));
