import type { Column, ColumnType } from '../columns.ts';
import { anyType } from './definition.ts';
import type { Rule } from './metric.ts';
import { memberCounts, unknownCount, violationCount } from './rules.ts';

const of = (rule: Rule) => ({ type: 'violationCount', rule }) as const;
const missing = (more: object = {}): Rule => ({
  rule: 'missing',
  columns: ['a', 'b'],
  blank: false,
  placeholders: [],
  ...more,
});
const outOfRange = (more: object): Rule => ({
  rule: 'outOfRange',
  column: 'a',
  of: 'value',
  min: null,
  max: null,
  strictMin: false,
  strictMax: false,
  ...more,
});
const notAccepted = (values: readonly string[], more: object = {}): Rule => ({
  rule: 'notAccepted',
  column: 'a',
  values,
  forbidden: false,
  ignoreCase: false,
  trim: false,
  ...more,
});
const mismatch = (pattern: string, more: object = {}): Rule => ({
  rule: 'mismatch',
  column: 'a',
  pattern,
  match: 'full',
  ignoreCase: false,
  checkDigits: null,
  negate: false,
  ...more,
});
const numbers: readonly ColumnType[] = ['integer', 'decimal', 'float'];
const times: readonly ColumnType[] = ['date', 'timestamp', 'timestampTz'];

describe('rules: the columns they need', () => {
  it.each([
    ['missing', missing(), { a: anyType, b: anyType }],
    ['missing, blank', missing({ blank: true }), { a: anyType, b: anyType }],
    ['a range of numbers', outOfRange({ min: '1', max: '2' }), { a: numbers }],
    ['a range with max only', outOfRange({ max: '1e-3' }), { a: numbers }],
    ['a range of times', outOfRange({ min: '2024-01-01' }), { a: times }],
    ['a range of times with max only', outOfRange({ max: '2024-01-01T10:00:00Z' }), { a: times }],
    ['a range of lengths', outOfRange({ of: 'length', max: '3' }), { a: ['text'] }],
    [
      'accepted numbers',
      notAccepted(['1', '2.5']),
      { a: [...numbers, 'text', 'boolean', ...times, 'time', 'uuid'] },
    ],
    ['accepted words', notAccepted(['1', 'x']), { a: ['text', 'boolean', ...times, 'time', 'uuid'] }],
    ['accepted without case', notAccepted(['1'], { ignoreCase: true }), { a: ['text'] }],
    ['accepted without blanks', notAccepted(['1'], { trim: true }), { a: ['text'] }],
    ['a pattern', mismatch('x'), { a: ['text', 'uuid'] }],
    ['a condition', { rule: 'condition', sql: 'a > 0' } as const, {}],
  ])('%s', (_, rule, needs) => {
    const needed = violationCount.needs(of(rule)).map(({ column, types }) => [column, [...types].sort()]);
    const expected = Object.entries(needs).map(([name, types]) => [name, [...types].sort()]);
    expect(needed).toEqual(expected);
    expect(unknownCount.needs({ type: 'unknownCount', rule })).toEqual(violationCount.needs(of(rule)));
  });
});

describe('rules: the tree for a type of column', () => {
  const treeOf = (rule: Rule, type: ColumnType) => {
    const columnOf = (name: string): Column => ({ name, type, nativeType: type, nullable: true });
    return JSON.stringify(violationCount.expressions(of(rule), columnOf));
  };
  const inRange = outOfRange({ min: '1', max: '2' });

  it.each([
    ['float', true],
    ['decimal', true],
    ['integer', false],
  ] as const)(
    '"not a number" of %s is above every upper bound, and asked about where there is none: %s',
    (type, isAsked) => {
      expect(treeOf(inRange, type).includes('"isNaN"')).toBe(false);
      expect(treeOf(outOfRange({ min: '1', max: null }), type).includes('"isNaN"')).toBe(isAsked);
    },
  );

  it('the length of a text is never "not a number"', () => {
    expect(treeOf(outOfRange({ of: 'length', max: '2' }), 'text')).not.toContain('"isNaN"');
  });

  it.each([
    ['integer', '12', 'integer'],
    ['integer', '-999999999999999999', 'integer'],
    ['integer', '9999999999999999999', 'number'],
    ['integer', '1.5', 'number'],
    ['integer', '1e3', 'number'],
    ['decimal', '12', 'number'],
    ['float', '12', 'number'],
    ['date', '2024-01-01', 'date'],
    ['timestamp', '2024-01-01', 'timestamp'],
    ['timestampTz', '2024-01-01', 'timestampTz'],
  ] as const)('a bound of a column of type %s, %s, is a literal of type %s', (type, min, literal) => {
    expect(treeOf(outOfRange({ min }), type)).toContain(`"type":"${literal}","value":"${min}"`);
  });

  it.each(['integer', 'boolean', 'json', 'other', 'uuid'] as const)(
    'a %s is missing when it is null, and is never blank',
    (type) => {
      const plain = treeOf(missing(), type);
      expect(treeOf(missing({ blank: true, placeholders: ['-'] }), type)).toBe(plain);
      expect(treeOf(missing({ blank: true, placeholders: ['-'] }), 'text')).not.toBe(plain);
    },
  );
});

describe('rules: a pattern', () => {
  const treeOf = (rule: Rule) => {
    const columnOf = (name: string): Column => ({ name, type: 'text', nativeType: 'text', nullable: true });
    const [tree] = violationCount.expressions(of(rule), columnOf);
    return tree?.node === 'countIf' ? tree.condition : tree;
  };
  const text = { node: 'asText', value: { node: 'column', name: 'a' } };
  const matches = (more: object = {}) => ({
    node: 'matches',
    text,
    pattern: { tree: expect.anything() as unknown, match: 'full', ignoreCase: false, ...more },
  });

  it('is broken by what does not match; with negate, by what does', () => {
    const all = [matches()];
    expect(treeOf(mismatch('x'))).toEqual({ node: 'not', condition: { node: 'and', all } });
    expect(treeOf(mismatch('x', { negate: true }))).toEqual({ node: 'and', all });
  });

  it.each([{ match: 'search' }, { ignoreCase: true }])('%j is told to the engine', (more) => {
    expect(treeOf(mismatch('x', { ...more, negate: true }))).toEqual({ node: 'and', all: [matches(more)] });
  });

  it.each(['luhn', 'mod97'] as const)('with %s needs both', (algorithm) => {
    expect(treeOf(mismatch('x', { checkDigits: algorithm }))).toEqual({
      node: 'not',
      condition: { node: 'and', all: [matches(), { node: 'checkDigits', algorithm, text }] },
    });
  });

  it('that is refused never comes this far', () => {
    expect(() => treeOf(mismatch('(?=x)'))).toThrow('looks ahead');
  });
});

describe('memberCounts', () => {
  const members = (values: readonly string[], more: object = {}) =>
    ({ type: 'memberCounts', column: 'a', values, ignoreCase: false, trim: false, ...more }) as const;
  const treeOf = (metric: ReturnType<typeof members>, type: ColumnType) =>
    memberCounts.expressions(metric, (name) => ({ name, type, nativeType: type, nullable: true }));

  it.each([
    [['1', '2.5'], {}],
    [['x'], {}],
    [['x'], { ignoreCase: true }],
    [['x'], { trim: true }],
  ])('of %j with %j need the columns that the rule about accepted values needs', (values, more) => {
    expect(memberCounts.needs(members(values, more))).toEqual(
      violationCount.needs(of(notAccepted(values, more))),
    );
  });

  it('are one expression for each value, compared as the rule does', () => {
    const value = { node: 'column', name: 'a' };
    expect(treeOf(members(['1', '2.5']), 'integer')).toMatchObject([
      { node: 'countIf', condition: { op: '=', left: value, right: { type: 'integer', value: '1' } } },
      { node: 'countIf', condition: { op: '=', left: value, right: { type: 'number', value: '2.5' } } },
    ]);
    expect(treeOf(members(['x'], { ignoreCase: true }), 'text')).toMatchObject([
      {
        condition: {
          left: { node: 'folded', ignoreCase: true },
          right: { node: 'folded', ignoreCase: true },
        },
      },
    ]);
  });

  it.each([
    [
      ['3', '0'],
      [
        ['x', 3],
        ['y', 0],
      ],
    ],
    [['3'], null],
    [['3', null], null],
    [['3', '-1'], null],
  ] as const)('the answer %j is %j', (cells, counts) => {
    expect(memberCounts.parse(cells, members(['x', 'y']))).toEqual(
      counts && { value: counts.map(([member, count]) => ({ member, count })) },
    );
  });
});

describe('rules: what the database answers', () => {
  const rule = missing({});
  const parsed = (cell: string | null) => [
    violationCount.parse([cell], { type: 'violationCount', rule }),
    unknownCount.parse([cell], { type: 'unknownCount', rule }),
  ];

  it.each([
    ['0', 0],
    ['9007199254740991', 9007199254740991],
  ])('the count %s is read', (cell, value) => {
    expect(parsed(cell)).toEqual([{ value }, { value }]);
  });

  it.each([null, '', '-1', '1.0', '9007199254740992'])('%j is no count', (cell) => {
    expect(parsed(cell)).toEqual([null, null]);
  });
});
