import { z } from 'zod';
import type { Column } from '../columns.ts';
import { columnName } from './column-fields.ts';
import { defineKind, type Judgement } from './kind.ts';

const declared = z.strictObject({
  name: columnName,
  type: z
    .string()
    .trim()
    .min(1)
    .max(128)
    .optional()
    .describe(
      'as the database spells it (bigint, numeric(10,2)), or a family: integer, decimal, float, text …',
    ),
  nullable: z.boolean().optional(),
});
type Declared = z.infer<typeof declared>;

/** A column as it was seen before, whatever the length of its type: an enumeration lists its members there. */
const remembered = z.object({ name: z.string(), type: z.string(), nullable: z.boolean() });

const severity = z.enum(['failed', 'warned', 'passed']);

const parameters = z
  .strictObject({
    kind: z.literal('schema'),
    columns: z
      .array(declared)
      .min(1)
      .max(2000)
      .optional()
      .describe('the columns that are expected, in their order; where absent, those of the run before'),
    onMissing: severity.default('failed').describe('status when an expected column is not there'),
    onExtra: severity.default('warned').describe('status when there is a column that is not expected'),
    onTypeChange: severity.default('failed').describe('status when a type or nullability is another'),
    onOtherOrder: severity
      .default('passed')
      .describe('status when the expected columns come in another order'),
  })
  .superRefine((test, ctx) => {
    if ('filter' in test && test.filter !== undefined)
      ctx.addIssue({ code: 'custom', path: ['filter'], message: 'has no effect here: a schema has no rows' });
    const { columns = [] } = test;
    const seen = new Set<string>();
    columns.forEach(({ name }, i) => {
      if (seen.has(name))
        ctx.addIssue({ code: 'custom', path: ['columns', i, 'name'], message: 'is declared twice' });
      seen.add(name);
    });
  });

type SchemaTest = z.infer<typeof parameters>;

const badness = { passed: 0, warned: 1, failed: 2 } as const;

/** One kind of difference: how bad it is, and the differences in words. */
interface Difference {
  readonly status: z.infer<typeof severity>;
  readonly found: readonly string[];
}

/**
 * The dataset has the columns that are declared, or those that it had when it was looked at last. Read from the
 * catalogue: no row is looked at.
 */
export const schema = defineKind({
  summary:
    'Columns that are missing, new, of another type or in another order: than declared, or than before',
  parameters,
  example: {
    kind: 'schema',
    columns: [
      { name: 'id', type: 'bigint', nullable: false },
      { name: 'placed_at', type: 'timestampTz' },
      { name: 'note', type: 'text' },
    ],
    onExtra: 'warned',
  },
  remembers: (test) =>
    test.columns ? {} : { columns: { metric: { type: 'columnList' }, wanted: { last: 1 } } },
  metrics: () => ({ columns: { type: 'columnList' } }),
  history: () => ({}),
  judge(test, { columns }, { past = {} }): Judgement {
    if (test.columns) return judgeColumns(test, test.columns, columns, 'declared');
    const remember = { columns: columns.map(shown) };
    const before = z.array(remembered).safeParse(past['columns']?.[0]?.value);
    if (before.success) return { ...judgeColumns(test, before.data, columns, 'known'), remember };
    return {
      status: 'skipped',
      message: `${columns.length} columns; no earlier look to compare with, this one is kept`,
      observed: { columns: columns.map(shown) },
      expected: {},
      rowsTested: null,
      remember,
    };
  },
});

/** `basis` says where the expected columns come from: `declared`, or `known` from before. */
function judgeColumns(
  test: SchemaTest,
  wanted: readonly Declared[],
  columns: readonly Column[],
  basis: 'declared' | 'known',
): Judgement {
  const present = new Map(columns.map((column) => [column.name, column]));
  const known = new Set(wanted.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  const extra = columns.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const changed = wanted.flatMap((column) => changesOf(column, present.get(column.name), basis));
  const inOrder = columns.filter(({ name }) => known.has(name)).map(({ name }) => name);
  const expectedOrder = wanted.filter(({ name }) => present.has(name)).map(({ name }) => name);
  const otherOrder = inOrder.some((name, i) => name !== expectedOrder[i]);

  const isNew = basis === 'declared' ? 'is not declared' : 'is new';
  const differences: readonly Difference[] = [
    { status: test.onMissing, found: missing.map((name) => `"${name}" is missing`) },
    { status: test.onTypeChange, found: changed },
    { status: test.onExtra, found: extra.map((name) => `"${name}" ${isNew}`) },
    { status: test.onOtherOrder, found: otherOrder ? [`the order is ${inOrder.join(', ')}`] : [] },
  ];
  const found = differences.filter((difference) => difference.found.length > 0);
  const worst = found.reduce<Difference['status']>(
    (status, difference) => (badness[difference.status] > badness[status] ? difference.status : status),
    'passed',
  );
  return {
    status: worst,
    message:
      found.flatMap((difference) => difference.found).join('; ') ||
      `all ${wanted.length} ${basis} columns are there`,
    observed: { missing, extra, changed, otherOrder, columns: columns.map(shown) },
    expected: { columns: wanted.map(declaredShown) },
    rowsTested: null,
  };
}

function changesOf(
  { name, type, nullable }: Declared,
  column: Column | undefined,
  basis: 'declared' | 'known',
): readonly string[] {
  if (!column) return [];
  const was = basis === 'declared' ? 'declared as' : 'before';
  // what was seen is a type and never a family: from integer to bigint is a change
  const isSame =
    bare(column.nativeType) === bare(type ?? '') || (basis === 'declared' && type === column.type);
  return [
    ...(type !== undefined && !isSame ? [`"${name}" is ${column.nativeType}, ${was} ${type}`] : []),
    ...(nullable !== undefined && nullable !== column.nullable
      ? [`"${name}" is ${column.nullable ? '' : 'not '}nullable, ${was} ${nullable ? '' : 'not '}nullable`]
      : []),
  ];
}

/** The database's own spelling, without regard to case and blanks. */
const bare = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim();

const shown = ({ name, nativeType, nullable }: Column) => ({ name, type: nativeType, nullable });

const declaredShown = ({ name, type, nullable }: Declared) => ({
  name,
  ...(type !== undefined && { type }),
  ...(nullable !== undefined && { nullable }),
});
