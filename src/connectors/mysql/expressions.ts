import { renderPattern } from '../../core/regex/render.ts';
import { backtrackingRisk } from '../../core/regex/safety.ts';
import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { Condition, Expression } from '../../core/sql/expression.ts';
import { binSql } from './bins.ts';
import { checkDigitsSql } from './check-digits.ts';
import { quoted } from './identifiers.ts';
import { epochSql, instantOf, isRealDate, microsecondsLater } from './instants.ts';
import { literalSql } from './literals.ts';
import type { Scope } from './scope.ts';
import { bytesOf, exactCollation, isText, lowerCase, trimmed, unicode } from './texts.ts';

/** The column of a grouping that holds how many rows a group has; no column of a customer's is called so. */
export const GROUP_SIZE = '`plumbline group size`';

type Renderers<T extends { readonly node: string }> = {
  readonly [N in T['node']]: (tree: Extract<T, { node: N }>, scope: Scope) => string;
};
type Render<T> = (tree: T, scope: Scope) => string;

export const expressionSql: Render<Expression> = (tree, scope) =>
  (expressions[tree.node] as Render<Expression>)(tree, scope);

export const conditionSql: Render<Condition> = (tree, scope) =>
  (conditions[tree.node] as Render<Condition>)(tree, scope);

/** Every node has its SQL here: a new one without does not compile. There is no FILTER: CASE does its work. */
const expressions: Renderers<Expression> = {
  column: ({ name }) => quoted(name),
  countAll: () => 'COUNT(*)',
  countIf: ({ condition }, scope) => `COUNT(CASE WHEN ${conditionSql(condition, scope)} THEN 1 END)`,
  maxIf: ({ value, condition }, scope) =>
    condition === null
      ? `MAX(${expressionSql(value, scope)})`
      : `MAX(CASE WHEN ${conditionSql(condition, scope)} THEN ${expressionSql(value, scope)} END)`,
  sumIf: ({ value, condition }, scope) =>
    condition === null
      ? `SUM(${expressionSql(value, scope)})`
      : `SUM(CASE WHEN ${conditionSql(condition, scope)} THEN ${expressionSql(value, scope)} END)`,
  aggregate: ({ name, value, condition }, scope) =>
    `${aggregates[name]}(CASE WHEN ${conditionSql(condition, scope)} THEN ${expressionSql(value, scope)} END)`,
  percentile: () => {
    throw new TypeError('a percentile brings its own rows: see percentilesSql');
  },
  literal: ({ type, value }, scope) => literalSql(type, value, scope),
  asText: ({ value }, scope) => unicode(expressionSql(value, scope)),
  textLength: ({ text }, scope) => `CHAR_LENGTH(${expressionSql(text, scope)})`,
  folded: ({ text, trim, ignoreCase }, scope) => {
    const plain = expressionSql(text, scope);
    const bare = trim ? trimmed(plain, scope) : plain;
    return ignoreCase ? lowerCase(bare) : bare;
  },
  userScalar: ({ sql }) => userSql(sql),
  groupSize: () => GROUP_SIZE,
  binOf: ({ value, edges }, scope) => {
    const number = `${expressionSql(value, scope)} + 0e0`;
    const bins = binSql(number, edges, 0, scope);
    return `CASE WHEN NOT (${expressionSql(value, scope)} <=> NULL) THEN ${bins} END`;
  },
  now: (_, { now }) => now,
  instantIn: ({ timeZone, naive }, scope) => instantOf(expressionSql(naive, scope), timeZone, scope),
  addMs: ({ instant, ms }, scope) => microsecondsLater(expressionSql(instant, scope), ms, scope),
  epochOf: ({ instant, unit }, scope) => epochSql(expressionSql(instant, scope), unit),
  minus: ({ left, right }, scope) =>
    `((${expressionSql(left, scope)} + 0e0) - (${expressionSql(right, scope)} + 0e0))`,
  isoText: () => {
    throw new TypeError('isoText formats what is selected: it cannot be a part of another expression');
  },
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, scope) => {
    const side = comparable([left, right], scope);
    return `${side(left)} ${op} ${side(right)}`;
  },
  isFinite: ({ instant }, scope) =>
    isRealDate(expressionSql(instant.node === 'instantIn' ? instant.naive : instant, scope)),
  // IS NULL would be true in WHERE for the date 0000-00-00 of a column that is declared NOT NULL
  isNull: ({ value }, scope) => `${expressionSql(value, scope)} <=> NULL`,
  // the engine stores neither "not a number" nor infinities; null stays null
  isFiniteNumber: ({ value }, scope) => `${expressionSql(value, scope)} = ${expressionSql(value, scope)}`,
  isNaN: ({ value }, scope) => `${expressionSql(value, scope)} <> ${expressionSql(value, scope)}`,
  isIn: ({ value, members }, scope) => {
    const side = comparable([value, ...members], scope);
    return `${side(value)} IN (${members.map(side).join(', ')})`;
  },
  matches: ({ text, pattern }, scope) => {
    // a server cannot interrupt one match of one text
    const risk = backtrackingRisk(pattern.tree, pattern);
    if (risk !== null) throw new UnsupportedByEngine(`the pattern ${risk}`);
    const of = (flavour: 'pcre2' | 'icu') =>
      unicode(scope.bind(renderPattern(pattern.tree, { ...pattern, flavour })));
    const dialect = `IF(VERSION() LIKE '%MariaDB%', ${of('pcre2')}, ${of('icu')})`;
    return `${exactCollation(expressionSql(text, scope))} REGEXP ${dialect}`;
  },
  checkDigits: ({ algorithm, text }, scope) => checkDigitsSql[algorithm](expressionSql(text, scope)),
  userCondition: ({ sql }) => userSql(sql),
  isUnknown: ({ condition }, scope) => `(${conditionSql(condition, scope)}) IS NULL`,
  not: ({ condition }, scope) => `NOT (${conditionSql(condition, scope)})`,
  or: ({ any }, scope) => joined(any, ' OR ', 'FALSE', scope),
  and: ({ all }, scope) => joined(all, ' AND ', 'TRUE', scope),
};

/** How each of these is written so that they compare exactly. */
function comparable(sides: readonly Expression[], scope: Scope): (side: Expression) => string {
  const areTexts = sides.some(isText);
  return (side) => {
    const sql = expressionSql(side, scope);
    return areTexts ? bytesOf(isText(side) ? sql : unicode(sql)) : sql;
  };
}

function joined(conditions: readonly Condition[], by: string, ofNone: string, scope: Scope): string {
  if (conditions.length === 0) return ofNone;
  if (conditions.length === 1) return conditionSql(conditions[0]!, scope);
  return conditions.map((condition) => `(${conditionSql(condition, scope)})`).join(by);
}

/** User SQL stands on lines of its own, so that nothing of ours can be commented out by it. */
export function userSql(sql: string): string {
  if (sql.includes('\0')) throw new RangeError('SQL must not contain a zero byte');
  return `(\n${sql}\n)`;
}

const aggregates = { mean: 'AVG', stddev: 'STDDEV_SAMP', min: 'MIN', max: 'MAX', sum: 'SUM' } as const;
