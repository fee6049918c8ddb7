import type { Column, ColumnType } from '../columns.ts';
import { isDecimal } from '../decimal.ts';
import {
  and,
  asText,
  column,
  compare,
  countIf,
  folded,
  isIn,
  isNaN,
  isNull,
  isUnknown,
  literal,
  not,
  or,
  textLength,
  userCondition,
  type Condition,
  type Expression,
  type LiteralType,
} from '../sql/expression.ts';
import {
  anyType,
  numbers,
  overRows,
  parseCount,
  type ColumnNeed,
  type MetricDefinition,
} from './definition.ts';
import type { Rule } from './metric.ts';

type ColumnOf = (name: string) => Column;

/** Rows that break the rule. A null breaks no rule but the one about missing values. 0 for an empty table. */
export const violationCount: MetricDefinition<'violationCount'> = {
  needs: ({ rule }) => needsOf(rule),
  source: overRows,
  expressions: ({ rule }, columnOf) => [countIf(brokenBy(rule, columnOf))],
  parse: parseCount,
};

/** Rows of which the rule says neither yes nor no. 0 for an empty table. */
export const unknownCount: MetricDefinition<'unknownCount'> = {
  needs: ({ rule }) => needsOf(rule),
  source: overRows,
  expressions: ({ rule }, columnOf) => [countIf(isUnknown(brokenBy(rule, columnOf)))],
  parse: parseCount,
};

const texts: readonly ColumnType[] = ['text'];
const times: readonly ColumnType[] = ['date', 'timestamp', 'timestampTz'];

/** How the users' values for a column of this type are compared; null where no comparison is defined. */
const literalTypes: Record<ColumnType, LiteralType | null> = {
  integer: 'number',
  decimal: 'number',
  float: 'number',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestampTz: 'timestampTz',
  time: 'time',
  uuid: 'uuid',
  json: null,
  binary: null,
  other: null,
};

/** Whole numbers stay whole where they can: comparing an integer column with a decimal converts every row. */
function literalOf(type: ColumnType, text: string): Expression {
  const isWhole = type === 'integer' && /^[+-]?\d{1,18}$/.test(text);
  return literal(isWhole ? 'integer' : literalTypes[type]!, text);
}

function needsOf(rule: Rule): readonly ColumnNeed[] {
  switch (rule.rule) {
    case 'missing':
      return rule.columns.map((name) => ({ column: name, types: anyType }));
    case 'outOfRange':
      return [{ column: rule.column, types: rule.of === 'length' ? texts : typesFor(rule.min ?? rule.max!) }];
    case 'notAccepted':
      return [{ column: rule.column, types: acceptingTypes(rule) }];
    case 'condition':
      return [];
  }
}

/** Bounds are numbers, or dates and times in ISO 8601. */
const typesFor = (bound: string): readonly ColumnType[] => (isDecimal(bound) ? numbers : times);

const acceptingTypes = ({ values, ignoreCase, trim }: Extract<Rule, { rule: 'notAccepted' }>) => {
  if (ignoreCase || trim) return texts;
  return anyType.filter(
    (type) => literalTypes[type] !== null && (!numbers.includes(type) || values.every(isDecimal)),
  );
};

function brokenBy(rule: Rule, columnOf: ColumnOf): Condition {
  switch (rule.rule) {
    case 'missing':
      return or(...rule.columns.map((name) => missing(rule, columnOf(name))));
    case 'outOfRange':
      return outOfRange(rule, columnOf(rule.column));
    case 'notAccepted':
      return notAccepted(rule, columnOf(rule.column));
    case 'condition':
      return not(userCondition(rule.sql));
  }
}

function missing(
  { blank, placeholders }: Extract<Rule, { rule: 'missing' }>,
  { name, type }: Column,
): Condition {
  const value = column(name);
  if (type !== 'text') return isNull(value);
  const bare = (ignoreCase: boolean) => folded(asText(value), { trim: true, ignoreCase });
  const words = placeholders.map((word) => folded(literal('text', word), { trim: true, ignoreCase: true }));
  return or(
    isNull(value),
    ...(blank ? [compare(bare(false), '=', literal('text', ''))] : []),
    ...(words.length > 0 ? [isIn(bare(true), words)] : []),
  );
}

function outOfRange(rule: Extract<Rule, { rule: 'outOfRange' }>, { name, type }: Column): Condition {
  const value: Expression = rule.of === 'length' ? textLength(asText(column(name))) : column(name);
  const bound = (text: string) => literalOf(rule.of === 'length' ? 'integer' : type, text);
  return or(
    ...(rule.min === null ? [] : [compare(value, rule.strictMin ? '<=' : '<', bound(rule.min))]),
    ...(rule.max === null ? [] : [compare(value, rule.strictMax ? '>=' : '>', bound(rule.max))]),
    // engines disagree whether "not a number" is greater than all numbers: here it is in no range
    ...(rule.of === 'value' && (type === 'float' || type === 'decimal') ? [isNaN(value)] : []),
  );
}

function notAccepted(rule: Extract<Rule, { rule: 'notAccepted' }>, { name, type }: Column): Condition {
  const literalType = literalTypes[type]!;
  const fold = (text: Expression) => (rule.ignoreCase || rule.trim ? folded(text, rule) : text);
  const value = literalType === 'text' ? fold(asText(column(name))) : column(name);
  const members = rule.values.map((member) => fold(literalOf(type, member)));
  const listed = isIn(value, members);
  return rule.forbidden ? listed : and(not(isNull(column(name))), not(listed));
}
