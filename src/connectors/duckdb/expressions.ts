import type { Comparison, Condition, Expression, LiteralType } from '../../core/sql/expression.ts';
import { renderPattern } from '../../core/regex/render.ts';
import { checkDigitsSql } from './check-digits.ts';
import { quoted, quotedText } from './identifiers.ts';
import { epochSql, inShiftableRange, instantOf, intervalOf, TAKEN_AT, withSeconds } from './instants.ts';
import { comparedNumber, isPlainNumber, numberSql } from './numbers.ts';
import { literalSql, type Bind } from './parameters.ts';

/** The column of a grouping that holds how many rows a group has. */
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
  countIf: ({ condition }, bind) => `count(*) FILTER (WHERE ${conditionSql(condition, bind)})`,
  maxIf: ({ value, condition }, bind) =>
    `max(${expressionSql(value, bind)})${condition ? ` FILTER (WHERE ${conditionSql(condition, bind)})` : ''}`,
  // of integers a HUGEINT and of decimals a DECIMAL of 38 digits: exact, or an error
  sumIf: ({ value, condition }, bind) =>
    `sum(${expressionSql(value, bind)})${condition ? ` FILTER (WHERE ${conditionSql(condition, bind)})` : ''}`,
  // means and deviations are doubles, 15 digits, of decimals too: DuckDB has no wider division
  aggregate: ({ name, value, condition }, bind) =>
    `${aggregates[name]}(${expressionSql(value, bind)}) FILTER (WHERE ${conditionSql(condition, bind)})`,
  // of a decimal it would be rounded to the digits of the column
  percentile: ({ value, fraction, condition }, bind) =>
    `quantile_cont(${expressionSql(value, bind)}::DOUBLE, ${bind(String(fraction), 'DOUBLE')})` +
    ` FILTER (WHERE ${conditionSql(condition, bind)})`,
  literal: ({ type, value }, bind) => {
    if (type === 'number') return numberSql(value, bind);
    return bind(type.startsWith('timestamp') ? withSeconds(value) : value, literalTypes[type]);
  },
  asText: ({ value }, bind) => `${expressionSql(value, bind)}::VARCHAR`,
  textLength: ({ text }, bind) => `length(${expressionSql(text, bind)})`,
  folded: ({ text, trim, ignoreCase }, bind) => {
    const plain = expressionSql(text, bind);
    const trimmed = trim ? `trim(${plain}, ${bind(WHITE_SPACE, 'VARCHAR')})` : plain;
    return ignoreCase ? `lower(${trimmed})` : trimmed;
  },
  userScalar: ({ sql }) => userSql(sql),
  groupSize: () => GROUP_SIZE,
  // the edges of bins are no bounds that anybody set: floating point will do
  binOf: ({ value, edges }, bind) => {
    const number = `${expressionSql(value, bind)}::DOUBLE`;
    const reached = edges.map((edge) => `(${number} >= ${bind(edge, 'DOUBLE')})::INTEGER`);
    return reached.length === 0 ? `CASE WHEN ${number} IS NOT NULL THEN 0 END` : `(${reached.join(' + ')})`;
  },
  // by hand there is no snapshot
  now: (_, bind) =>
    bind === literalSql ? 'transaction_timestamp()' : `getvariable(${quotedText(TAKEN_AT)})`,
  instantIn: ({ timeZone, naive }, bind) => instantOf(expressionSql(naive, bind), timeZone, bind),
  addMs: ({ instant, ms }, bind) => `(${expressionSql(instant, bind)} + ${intervalOf(ms, bind)})`,
  epochOf: ({ instant, unit }, bind) => epochSql(expressionSql(instant, bind), unit),
  minus: ({ left, right }, bind) =>
    `(${expressionSql(left, bind)}::DOUBLE - ${expressionSql(right, bind)}::DOUBLE)`,
  isoText: () => {
    throw new TypeError('isoText formats what is selected: it cannot be a part of another expression');
  },
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, bind) => comparedSql(expressionSql(left, bind), op, right, bind),
  isFinite: ({ instant }, bind) =>
    instant.node === 'instantIn'
      ? inShiftableRange(expressionSql(instant.naive, bind))
      : `isfinite(${expressionSql(instant, bind)})`,
  isNull: ({ value }, bind) => `${expressionSql(value, bind)} IS NULL`,
  // decimals here know neither, but they are compared as doubles, which costs little
  isFiniteNumber: ({ value, hasInfinity }, bind) => {
    const number = expressionSql(value, bind);
    return hasInfinity ? `isfinite(${number})` : `${number} <> 'NaN'::DOUBLE`;
  },
  isNaN: ({ value }, bind) => `${expressionSql(value, bind)} = 'NaN'::DOUBLE`,
  isIn: ({ value, members }, bind) => {
    const one = expressionSql(value, bind);
    if (members.every((member) => !isHardNumber(member)))
      return `${one} IN (${members.map((member) => expressionSql(member, bind)).join(', ')})`;
    return `(${members.map((member) => `(${comparedSql(one, '=', member, bind)})`).join(' OR ')})`;
  },
  matches: ({ text, pattern }, bind) =>
    `regexp_matches(${expressionSql(text, bind)}, ` +
    `${bind(renderPattern(pattern.tree, { ...pattern, flavour: 're2' }), 'VARCHAR')})`,
  checkDigits: ({ algorithm, text }, bind) => checkDigitsSql[algorithm](expressionSql(text, bind)),
  userCondition: ({ sql }) => userSql(sql),
  isUnknown: ({ condition }, bind) => `(${conditionSql(condition, bind)}) IS NULL`,
  not: ({ condition }, bind) => `NOT (${conditionSql(condition, bind)})`,
  or: ({ any }, bind) => joined(any, ' OR ', 'FALSE', bind),
  and: ({ all }, bind) => joined(all, ' AND ', 'TRUE', bind),
};

const comparedSql = (value: string, op: Comparison, right: Expression, bind: Bind): string =>
  right.node === 'literal' && right.type === 'number'
    ? comparedNumber(value, op, right.value, bind)
    : `${value} ${op} ${expressionSql(right, bind)}`;

const isHardNumber = (tree: Expression): boolean =>
  tree.node === 'literal' && tree.type === 'number' && !isPlainNumber(tree.value);

function joined(conditions: readonly Condition[], by: string, ofNone: string, bind: Bind): string {
  if (conditions.length === 0) return ofNone;
  if (conditions.length === 1) return conditionSql(conditions[0]!, bind);
  return conditions.map((condition) => `(${conditionSql(condition, bind)})`).join(by);
}

/** User SQL stands on lines of its own, so that nothing of ours can be commented out by it. */
export const userSql = (sql: string): string => `(\n${sql}\n)`;

const aggregates = { mean: 'avg', stddev: 'stddev_samp', min: 'min', max: 'max', sum: 'sum' } as const;

const literalTypes: Record<Exclude<LiteralType, 'number'>, string> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestampTz: 'TIMESTAMPTZ',
  uuid: 'UUID',
  time: 'TIME',
};

/** ASCII white space and the no-break space. */
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';
