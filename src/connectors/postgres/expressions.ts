import type { Condition, Expression } from '../../core/sql/expression.ts';
import { quoted } from './identifiers.ts';
import { inShiftableRange, instantOf, intervalOf, isUtc, surelyBefore } from './instants.ts';
import type { Bind } from './parameters.ts';

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
  addMs: ({ instant, ms }, bind) => `(${expressionSql(instant, bind)} + ${intervalOf(ms, bind)})`,
  isoText: () => {
    throw new TypeError('isoText formats what is selected: it cannot be a part of another expression');
  },
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, bind) => {
    const limit = expressionSql(right, bind);
    // a sub-select computes once what is the same for every row: in its place, it would be computed for every row
    const exact = `${expressionSql(left, bind)} ${op} ${isFixed(right) ? `(SELECT ${limit})` : limit}`;
    if (!isFixed(right) || left.node !== 'instantIn' || isUtc(left.timeZone)) return exact;
    const early = surelyBefore(expressionSql(left.naive, bind), limit);
    return `CASE WHEN ${early} THEN ${op === '<=' ? 'TRUE' : 'FALSE'} ELSE ${exact} END`;
  },
  isFinite: ({ instant }, bind) =>
    instant.node === 'instantIn'
      ? inShiftableRange(expressionSql(instant.naive, bind))
      : `isfinite(${expressionSql(instant, bind)})`,
  and: ({ all }, bind) =>
    all.length === 0 ? 'TRUE' : all.map((condition) => `(${conditionSql(condition, bind)})`).join(' AND '),
};

const isFixed = (tree: Expression): boolean =>
  tree.node === 'now' || (tree.node === 'addMs' && isFixed(tree.instant));
