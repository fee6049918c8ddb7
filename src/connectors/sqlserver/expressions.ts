import { renderPattern } from '../../core/regex/render.ts';
import { UnsupportedByEngine } from '../../core/sql/dialect.ts';
import type { Condition, Expression } from '../../core/sql/expression.ts';
import { cellText } from './cell-texts.ts';
import { checkDigitsSql } from './check-digits.ts';
import { formOfTree, isText, textOf } from './forms.ts';
import { quoted } from './identifiers.ts';
import { epochSql, instantOf, refuseOtherZones, shifted, utcClock } from './instants.ts';
import { literalSql } from './literals.ts';
import type { Scope } from './scope.ts';
import { sumOf } from './sums.ts';
import { boundText, exact, lengthOf, lowered, ordered, trimmed, unicodeText, type TextSql } from './texts.ts';

/** The column of a grouping that holds how many rows a group has. */
export const GROUP_SIZE = '[group size]';

type Renderers<T extends { readonly node: string }> = {
  readonly [N in T['node']]: (tree: Extract<T, { node: N }>, scope: Scope) => string;
};
type Render<T> = (tree: T, scope: Scope) => string;

export const expressionSql: Render<Expression> = (tree, scope) =>
  (expressions[tree.node] as Render<Expression>)(tree, scope);

export const conditionSql: Render<Condition> = (tree, scope) =>
  (conditions[tree.node] as Render<Condition>)(tree, scope);

/** Every node has its SQL here: a new one without does not compile. */
const expressions: Renderers<Expression> = {
  column: ({ name }, scope) => columnSql(name, scope),
  countAll: () => 'COUNT_BIG(*)',
  countIf: ({ condition }, scope) => `COUNT_BIG(CASE WHEN ${conditionSql(condition, scope)} THEN 1 END)`,
  maxIf: ({ value, condition }, scope) => `MAX(${onlyIf(condition, expressionSql(value, scope), scope)})`,
  sumIf: ({ value, condition }, scope) => `SUM(${onlyIf(condition, summand(value, scope), scope)})`,
  aggregate: ({ name, value, condition }, scope) => {
    const among = (sql: string) => onlyIf(condition, sql, scope);
    switch (name) {
      case 'min':
        return `MIN(${among(expressionSql(value, scope))})`;
      case 'max':
        return `MAX(${among(expressionSql(value, scope))})`;
      case 'sum':
        return `SUM(${among(summand(value, scope))})`;
      case 'stddev':
        return `STDEV(${among(floatSql(value, scope))})`;
      // AVG of whole numbers would be a whole number; the exact sum is rounded once, by the division
      case 'mean': {
        const sum = `CAST(SUM(${among(summand(value, scope))}) AS float)`;
        return `${sum} / NULLIF(COUNT_BIG(${among(expressionSql(value, scope))}), 0)`;
      }
    }
  },
  // only as a window function, with the same value in every row, is it exact; it takes no parameter
  percentile: ({ value, fraction, condition }, scope) => {
    // a window takes sub-selects, but no column of its own SELECT
    const here = { ...scope, prepared: null };
    const order = `WITHIN GROUP (ORDER BY ${onlyIf(condition, floatSql(value, here), here)})`;
    const over = scope.partition === '' ? '' : `PARTITION BY ${scope.partition}`;
    return `MAX(${prepared(`PERCENTILE_CONT(${fractionText(fraction)}) ${order} OVER (${over})`, scope)})`;
  },
  literal: ({ type, value }, { bind }) => literalSql(type, value, bind),
  asText: (tree, scope) => textSql(tree, scope).sql,
  textLength: ({ text }, scope) => lengthOf(textSql(text, scope)),
  folded: (tree, scope) => textSql(tree, scope).sql,
  // one of the CASE makes an error of what is no number, and keeps the digits of what is
  userScalar: ({ sql }) => `CASE WHEN 1 = 0 THEN CAST(0 AS decimal(1, 0)) ELSE ${userSql(sql)} END`,
  groupSize: () => GROUP_SIZE,
  binOf: ({ value, edges }, scope) => {
    const number = floatSql(value, scope);
    const bins = edges.map((edge, i) => `WHEN ${number} < CAST(${scope.bind(edge)} AS float) THEN ${i}`);
    return `CASE WHEN ${number} IS NULL THEN NULL ${bins.join(' ')} ELSE ${edges.length} END`;
  },
  now: (_, { now }) => now,
  instantIn: ({ timeZone, naive }, scope) => instantOf(expressionSql(naive, scope), timeZone),
  addMs: ({ instant, ms }, scope) => shifted(expressionSql(instant, scope), ms),
  epochOf: ({ instant, unit }, scope) => epochSql(expressionSql(instant, scope), unit),
  minus: ({ left, right }, scope) => `(${floatSql(left, scope)} - ${floatSql(right, scope)})`,
  isoText: () => {
    throw new TypeError('isoText formats what is selected: it cannot be a part of another expression');
  },
};

const conditions: Renderers<Condition> = {
  compare: ({ left, op, right }, scope) => {
    if (isText(left, scope) || isText(right, scope)) {
      const sides = [left, right].map((side) => textSql(side, scope));
      return sides.map(op === '=' ? exact : ordered).join(` ${op} `);
    }
    // the clock of one instant is read once, that of every row would be read for every row
    if (left.node === 'instantIn' && isFixed(right)) {
      refuseOtherZones(left.timeZone);
      return `${expressionSql(left.naive, scope)} ${op} ${utcClock(expressionSql(right, scope))}`;
    }
    return `${expressionSql(left, scope)} ${op} ${expressionSql(right, scope)}`;
  },
  // there are no infinite instants here; null is neither
  isFinite: ({ instant }, scope) => isItself(instant.node === 'instantIn' ? instant.naive : instant, scope),
  isNull: ({ value }, scope) => `${expressionSql(value, scope)} IS NULL`,
  // nor is there "not a number"
  isFiniteNumber: ({ value }, scope) => isItself(value, scope),
  isNaN: ({ value }, scope) => `${expressionSql(value, scope)} <> ${expressionSql(value, scope)}`,
  isIn: ({ value, members }, scope) => {
    if (members.length === 0) return '1 = 0';
    const of = (tree: Expression) =>
      isText(value, scope) ? exact(textSql(tree, scope)) : expressionSql(tree, scope);
    return `${of(value)} IN (${members.map(of).join(', ')})`;
  },
  matches: ({ text, pattern }, scope) => {
    if (!scope.hasRegularExpressions)
      throw new UnsupportedByEngine(
        'this database has no regular expressions: SQL Server has them from version 2025, and Azure SQL, ' +
          'in databases of compatibility level 170',
      );
    const written = renderPattern(pattern.tree, { ...pattern, flavour: 're2' });
    if (written.length > LONGEST_PATTERN)
      throw new UnsupportedByEngine(`a pattern must not be longer than ${LONGEST_PATTERN} characters here`);
    return `REGEXP_LIKE(${textSql(text, scope).sql}, ${scope.bind(written)})`;
  },
  checkDigits: ({ algorithm, text }, scope) =>
    known(checkDigitsSql[algorithm](textSql(text, scope).sql), scope),
  userCondition: ({ sql }, scope) =>
    scope.prepared
      ? known(`CASE WHEN ${userSql(sql)} THEN 1 WHEN NOT ${userSql(sql)} THEN 0 END`, scope)
      : userSql(sql),
  isUnknown: ({ condition }, scope) => {
    const sql = conditionSql(condition, scope);
    return `CASE WHEN ${sql} THEN 1 WHEN NOT (${sql}) THEN 0 END IS NULL`;
  },
  not: ({ condition }, scope) => `NOT (${conditionSql(condition, scope)})`,
  or: ({ any }, scope) => joined(any, ' OR ', '1 = 0', scope),
  and: ({ all }, scope) => joined(all, ' AND ', '1 = 1', scope),
};

/** An expression as Unicode text. */
export function textSql(tree: Expression, scope: Scope): TextSql {
  if (tree.node === 'literal') return boundText(scope.bind(tree.value), tree.value);
  if (tree.node === 'folded') {
    const text = textSql(tree.text, scope);
    const bare = tree.trim ? trimmed(text, scope.bind(WHITE_SPACE)) : text;
    return tree.ignoreCase ? lowered(bare) : bare;
  }
  const value = tree.node === 'asText' ? tree.value : tree;
  const form = formOfTree(value, scope);
  const sql = expressionSql(value, scope);
  if (form.form === 'text' || form.form === 'unknown') return unicodeText(sql, form);
  const text = form.form === 'float' ? `CONVERT(nvarchar(64), ${sql}, 3)` : cellText(sql, form);
  return { sql: text, capacity: textOf(form).capacity };
}

/** User SQL stands on lines of its own, so that nothing of ours can be commented out by it. */
export const userSql = (sql: string): string => `(\n${sql}\n)`;

/** Computed for each row, where an aggregate cannot do it by itself. */
const prepared = (sql: string, scope: Scope): string => scope.prepared?.(sql) ?? sql;

function columnSql(name: string, scope: Scope): string {
  const column = quoted(name);
  return scope.formOf(name).form === 'datetime' ? `CAST(${column} AS datetime2(3))` : column;
}

const onlyIf = (condition: Condition | null, sql: string, scope: Scope): string =>
  condition === null ? sql : `CASE WHEN ${conditionSql(condition, scope)} THEN ${sql} END`;

function summand(value: Expression, scope: Scope): string {
  const sql = expressionSql(value, scope);
  const { cast } = sumOf(formOfTree(value, scope));
  return cast === null ? sql : `CAST(${sql} AS ${cast})`;
}

const floatSql = (number: Expression, scope: Scope): string =>
  number.node === 'epochOf' || number.node === 'minus'
    ? expressionSql(number, scope)
    : `CAST(${expressionSql(number, scope)} AS float)`;

/** Without an exponent, which would make a floating-point number of it. */
const fractionText = (fraction: number): string => fraction.toFixed(10).replace(/\.?0+$/, '') || '0';

/** ASCII white space and the no-break space. */
const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

function joined(conditions: readonly Condition[], by: string, ofNone: string, scope: Scope): string {
  if (conditions.length === 0) return ofNone;
  if (conditions.length === 1) return conditionSql(conditions[0]!, scope);
  return conditions.map((condition) => `(${conditionSql(condition, scope)})`).join(by);
}

/** 1 for true, 0 for false, null for unknown, worked out where sub-selects are allowed. */
const known = (sql: string, scope: Scope): string => `${prepared(sql, scope)} = 1`;

function isItself(value: Expression, scope: Scope): string {
  const sql = expressionSql(value, scope);
  return `${sql} = ${sql}`;
}

/** The same for every row. */
const isFixed = (tree: Expression): boolean =>
  tree.node === 'now' || (tree.node === 'addMs' && isFixed(tree.instant));

/** REGEXP_LIKE takes patterns of 8,000 bytes. */
const LONGEST_PATTERN = 4000;
