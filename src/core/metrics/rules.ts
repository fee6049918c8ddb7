import type { Column, ColumnType } from '../columns.ts';
import { isDecimal } from '../decimal.ts';
import { parsePattern } from '../regex/parse.ts';
import {
  and,
  asText,
  checkDigits,
  column,
  compare,
  countIf,
  folded,
  groupSize,
  isIn,
  isNaN,
  isNull,
  isUnknown,
  literal,
  not,
  or,
  sumIf,
  textLength,
  textMatches,
  userCondition,
  type Condition,
  type Expression,
  type LiteralType,
} from '../sql/expression.ts';
import {
  anyType,
  numbers,
  overGroups,
  overRows,
  overSomeRows,
  parseCount,
  type ColumnNeed,
  type ColumnOf,
  type MetricDefinition,
} from './definition.ts';
import type { Rule, Sampled } from './metric.ts';

/**
 * Rows that break the rule. A null breaks no rule but the one about missing values. 0 for an empty table.
 *
 * A regular expression costs more than all that a scan does beside: where a column has few values, each is looked at
 * once, in a grouping.
 */
export const violationCount: MetricDefinition<'violationCount'> = {
  needs: ({ rule }) => needsOf(rule),
  source: (metric, columnOf) => {
    const mismatch = byValue(metric, columnOf);
    return mismatch ? overGroups([mismatch.column], 'ignoreAny', columnOf) : overSomeRows(metric);
  },
  expressions: (metric, columnOf) => {
    const broken = brokenBy(metric.rule, columnOf);
    return [byValue(metric, columnOf) ? sumIf(groupSize, broken) : countIf(broken)];
  },
  // a sum over no groups is null, and means 0 rows
  parse: ([cell = null], { rule }) => parseCount([rule.rule === 'mismatch' ? (cell ?? '0') : cell]),
  ofNoRows: 0,
  failingRows: ({ rule, ...sampled }, columnOf) => ({
    source: overSomeRows(sampled),
    condition: brokenBy(rule, columnOf),
    columns: needsOf(rule).map(({ column: name }) => name),
  }),
};

/** Rows of which the rule says neither yes nor no. 0 for an empty table. */
export const unknownCount: MetricDefinition<'unknownCount'> = {
  needs: ({ rule }) => needsOf(rule),
  source: overSomeRows,
  expressions: ({ rule }, columnOf) => [countIf(isUnknown(brokenBy(rule, columnOf)))],
  parse: parseCount,
};

/** How many rows have each value of a set; comparing as the rule about accepted values does. Zeros for an empty table. */
export const memberCounts: MetricDefinition<'memberCounts'> = {
  needs: (metric) => [{ column: metric.column, types: acceptingTypes(metric) }],
  source: overRows,
  expressions: (metric, columnOf) => {
    const { value, members } = membersOf(metric, columnOf(metric.column));
    return members.map((member) => countIf(compare(value, '=', member)));
  },
  parse: (cells, { values }) => {
    const counts = cells.map((cell) => parseCount([cell])?.value);
    const seen = values.flatMap((member, i) => {
      const count = counts[i];
      return count === undefined ? [] : [{ member, count }];
    });
    return seen.length === values.length ? { value: seen } : null;
  },
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
    case 'mismatch':
      return [{ column: rule.column, types: ['text', 'uuid'] }];
    case 'condition':
      return [];
  }
}

/** Bounds are numbers, or dates and times in ISO 8601. */
const typesFor = (bound: string): readonly ColumnType[] => (isDecimal(bound) ? numbers : times);

type Members = Pick<Extract<Rule, { rule: 'notAccepted' }>, 'values' | 'ignoreCase' | 'trim'>;

const acceptingTypes = ({ values, ignoreCase, trim }: Members) => {
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
    case 'mismatch':
      return mismatch(rule);
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
    // "not a number" is in no range; to every engine that has it, it is greater than all numbers
    ...(rule.of === 'value' && rule.max === null && (type === 'float' || type === 'decimal')
      ? [isNaN(value)]
      : []),
  );
}

type Mismatch = Extract<Rule, { rule: 'mismatch' }>;

/** The rule whose every value is looked at once; null where each row is. */
const byValue = (
  { rule, samplePercent }: { readonly rule: Rule } & Sampled,
  columnOf: ColumnOf,
): Mismatch | null =>
  rule.rule === 'mismatch' && samplePercent === undefined && columnOf(rule.column).hasFewValues === true
    ? rule
    : null;

function mismatch(rule: Mismatch): Condition {
  const parsed = parsePattern(rule.pattern);
  if (!parsed.ok) throw new TypeError(`a test holds a pattern that is refused: ${parsed.reason}`);
  const text = asText(column(rule.column));
  const isSo = and(
    textMatches(text, { tree: parsed.tree, match: rule.match, ignoreCase: rule.ignoreCase }),
    ...(rule.checkDigits === null ? [] : [checkDigits(rule.checkDigits, text)]),
  );
  return rule.negate ? isSo : not(isSo);
}

function notAccepted(rule: Extract<Rule, { rule: 'notAccepted' }>, of: Column): Condition {
  const { value, members } = membersOf(rule, of);
  const listed = isIn(value, members);
  // of null neither is true
  return rule.forbidden ? listed : not(listed);
}

/** The column and the values of a set, in the form in which they are compared. */
function membersOf(rule: Members, { name, type }: Column) {
  const fold = (text: Expression) => (rule.ignoreCase || rule.trim ? folded(text, rule) : text);
  return {
    value: literalTypes[type] === 'text' ? fold(asText(column(name))) : column(name),
    members: rule.values.map((member) => fold(literalOf(type, member))),
  };
}
