import type { Condition, Expression, LiteralType } from '../../core/sql/expression.ts';
import { renderPattern } from '../../core/regex/render.ts';
import { checkDigitsSql } from './check-digits.ts';
import { quoted } from './identifiers.ts';
import { epochSql, inShiftableRange, instantOf, intervalOf, isUtc, surelyBefore } from './instants.ts';
import type { Bind } from './parameters.ts';

/** The column of a grouping that holds how many rows a group has: a name that no column has by accident. */
export const GROUP_SIZE = '"rows of the group"';

type Renderers<T extends { readonly node: string }> = {
  readonly [N in T['node']]: (tree: Extract<T, { node: N }>, bind: Bind) => string;
};
type Render<T> = (tree: T, bind: Bind) => string;

export const expressionSql: Render<Expression> = (tree, bind) =>
  (expressions[tree.node] as Render<Expression>)(tree, bind);

export const conditionSql: Render<Condition> = (tree, bind) =>
  (conditions[tree.node] as Render<Condition>)(tree, bind);

/** Every node has its SQL here: a new one without does not compile. */
const expressions: Renderers<Expression> = {
  column: ({ name }) => quoted(name),
  countAll: () => 'count(*)',
  countIf: ({ condition }, bind) =>
    // what is not null is counted without evaluating anything
    condition.node === 'not' && condition.condition.node === 'isNull'
      ? `count(${expressionSql(condition.condition.value, bind)})`
      : `count(*) FILTER (WHERE ${conditionSql(condition, bind)})`,
  maxIf: ({ value, condition }, bind) => {
    const max = `max(${expressionSql(value, bind)})`;
    // an index answers a maximum only without a filter
    return condition === null ? max : `${max} FILTER (WHERE ${conditionSql(condition, bind)})`;
  },
  sumIf: ({ value, condition }, bind) =>
    `sum(${expressionSql(value, bind)})${condition ? ` FILTER (WHERE ${conditionSql(condition, bind)})` : ''}`,
  aggregate: ({ name, value, condition }, bind) =>
    `${aggregates[name]}(${expressionSql(value, bind)}) FILTER (WHERE ${conditionSql(condition, bind)})`,
  percentile: ({ value, fraction, condition }, bind) =>
    `percentile_cont(${bind(fraction, 'double precision')}) WITHIN GROUP (ORDER BY ${expressionSql(value, bind)})` +
    ` FILTER (WHERE ${conditionSql(condition, bind)})`,
  literal: ({ type, value }, bind) => bind(value, literalTypes[type]),
  asText: ({ value }, bind) => `${expressionSql(value, bind)}::text`,
  textLength: ({ text }, bind) => `char_length(${expressionSql(text, bind)})`,
  folded: ({ text, trim, ignoreCase }, bind) => {
    const plain = expressionSql(text, bind);
    const trimmed = trim ? `btrim(${plain}, ${bind(WHITE_SPACE, 'text')})` : plain;
    return ignoreCase ? `lower(${trimmed})` : trimmed;
  },
  userScalar: ({ sql }) => userSql(sql),
  groupSize: () => GROUP_SIZE,
  binOf: ({ value, edges }, bind) => {
    // in floating point three times as fast, and the edges of bins are no bounds that anybody set
    const number = `${expressionSql(value, bind)}::double precision`;
    return `width_bucket(${number}, ${bind(`{${edges.join(',')}}`, 'double precision[]')})`;
  },
  now: () => 'transaction_timestamp()',
  instantIn: ({ timeZone, naive }, bind) => instantOf(expressionSql(naive, bind), timeZone, bind),
  addMs: ({ instant, ms }, bind) => `(${expressionSql(instant, bind)} + ${intervalOf(ms, bind)})`,
  epochOf: ({ instant, unit }, bind) => epochSql(expressionSql(instant, bind), unit),
  minus: ({ left, right }, bind) => `(${floatSql(left, bind)} - ${floatSql(right, bind)})`,
  isoText: () => {
    throw new TypeError('isoText formats what is selected: it cannot be a part of another expression');
  },
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, bind) => {
    const fixed = fixedSql(right, bind);
    const value = expressionSql(left, bind);
    if (fixed === null) return `${value} ${op} ${expressionSql(right, bind)}`;
    // a sub-select computes once what is the same for every row: in its place, it would be computed for every row
    const exact = `${value} ${op} (SELECT ${fixed})`;
    if (left.node !== 'instantIn' || isUtc(left.timeZone)) return exact;
    const early = surelyBefore(expressionSql(left.naive, bind), fixed);
    return `CASE WHEN ${early} THEN ${op.startsWith('<') ? 'TRUE' : 'FALSE'} ELSE ${exact} END`;
  },
  isFinite: ({ instant }, bind) =>
    instant.node === 'instantIn'
      ? inShiftableRange(expressionSql(instant.naive, bind))
      : `isfinite(${expressionSql(instant, bind)})`,
  isNull: ({ value }, bind) => `${expressionSql(value, bind)} IS NULL`,
  // "not a number" is greater than infinity here
  isFiniteNumber: ({ value, hasInfinity }, bind) => {
    const number = expressionSql(value, bind);
    return hasInfinity ? `${number} > '-Infinity' AND ${number} < 'Infinity'` : `${number} <> 'NaN'`;
  },
  isNaN: ({ value }, bind) => `${expressionSql(value, bind)} = 'NaN'`,
  isIn: ({ value, members }, bind) =>
    `${expressionSql(value, bind)} IN (${members.map((member) => expressionSql(member, bind)).join(', ')})`,
  matches: ({ text, pattern }, bind) =>
    `${expressionSql(text, bind)} ~ ${bind(renderPattern(pattern.tree, { ...pattern, flavour: 'postgres' }), 'text')}`,
  checkDigits: ({ algorithm, text }, bind) => checkDigitsSql[algorithm](expressionSql(text, bind)),
  userCondition: ({ sql }) => userSql(sql),
  isUnknown: ({ condition }, bind) => `(${conditionSql(condition, bind)}) IS NULL`,
  not: ({ condition }, bind) => `NOT (${conditionSql(condition, bind)})`,
  or: ({ any }, bind) => joined(any, ' OR ', 'FALSE', bind),
  and: ({ all }, bind) => joined(all, ' AND ', 'TRUE', bind),
};

function joined(conditions: readonly Condition[], by: string, ofNone: string, bind: Bind): string {
  if (conditions.length === 0) return ofNone;
  if (conditions.length === 1) return conditionSql(conditions[0]!, bind);
  return conditions.map((condition) => `(${conditionSql(condition, bind)})`).join(by);
}

/** User SQL stands on lines of its own, so that nothing of ours can be commented out by it. */
export const userSql = (sql: string): string => `(\n${sql}\n)`;

const aggregates = { mean: 'avg', stddev: 'stddev_samp', min: 'min', max: 'max', sum: 'sum' } as const;

const literalTypes: Record<LiteralType, string> = {
  text: 'text',
  integer: 'bigint',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestampTz: 'timestamptz',
  uuid: 'uuid',
  time: 'time',
};

/** ASCII white space and the no-break space. */
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

const floatSql = (number: Expression, bind: Bind) =>
  number.node === 'epochOf'
    ? expressionSql(number, bind)
    : `${expressionSql(number, bind)}::double precision`;

/** A value that is the same for every row, an instant or its number; null for any other expression. */
function fixedSql(tree: Expression, bind: Bind): string | null {
  if (tree.node === 'now') return expressionSql(tree, bind);
  if (tree.node === 'epochOf') {
    const fixed = fixedSql(tree.instant, bind);
    return fixed === null ? null : epochSql(fixed, tree.unit);
  }
  const instant = tree.node === 'addMs' ? fixedSql(tree.instant, bind) : null;
  return tree.node === 'addMs' && instant !== null ? `${instant} + ${intervalOf(tree.ms, bind)}` : null;
}
