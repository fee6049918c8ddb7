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

const severity = z.enum(['failed', 'warned', 'passed']);

const parameters = z
  .strictObject({
    kind: z.literal('schema'),
    columns: z.array(declared).min(1).max(2000).describe('the columns that are expected, in their order'),
    onMissing: severity.default('failed').describe('status when a declared column is not there'),
    onExtra: severity.default('warned').describe('status when there is a column that is not declared'),
    onTypeChange: severity.default('failed').describe('status when a type or nullability is another'),
    onOtherOrder: severity
      .default('passed')
      .describe('status when the declared columns come in another order'),
  })
  .superRefine((test, ctx) => {
    if ('filter' in test && test.filter !== undefined)
      ctx.addIssue({ code: 'custom', path: ['filter'], message: 'has no effect here: a schema has no rows' });
    const { columns } = test;
    const seen = new Set<string>();
    columns.forEach(({ name }, i) => {
      if (seen.has(name))
        ctx.addIssue({ code: 'custom', path: ['columns', i, 'name'], message: 'is declared twice' });
      seen.add(name);
    });
  });

const badness = { passed: 0, warned: 1, failed: 2 } as const;

/** One kind of difference: how bad it is, and the differences in words. */
interface Difference {
  readonly status: z.infer<typeof severity>;
  readonly found: readonly string[];
}

/** The dataset has the columns that are declared. Read from the catalogue: no row is looked at. */
export const schema = defineKind({
  summary: 'Columns that are missing, not declared, of another type or in another order',
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
  metrics: () => ({ columns: { type: 'columnList' } }),
  history: () => ({}),
  judge(test, { columns }): Judgement {
    const present = new Map(columns.map((column) => [column.name, column]));
    const known = new Set(test.columns.map(({ name }) => name));
    const missing = test.columns.filter(({ name }) => !present.has(name)).map(({ name }) => name);
    const extra = columns.filter(({ name }) => !known.has(name)).map(({ name }) => name);
    const changed = test.columns.flatMap((column) => changesOf(column, present.get(column.name)));
    const inOrder = columns.filter(({ name }) => known.has(name)).map(({ name }) => name);
    const expectedOrder = test.columns.filter(({ name }) => present.has(name)).map(({ name }) => name);
    const otherOrder = inOrder.some((name, i) => name !== expectedOrder[i]);

    const differences: readonly Difference[] = [
      { status: test.onMissing, found: missing.map((name) => `"${name}" is missing`) },
      { status: test.onTypeChange, found: changed },
      { status: test.onExtra, found: extra.map((name) => `"${name}" is not declared`) },
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
        `all ${test.columns.length} declared columns are there`,
      observed: { missing, extra, changed, otherOrder, columns: columns.map(shown) },
      expected: { columns: test.columns.map(declaredShown) },
      rowsTested: null,
    };
  },
});

function changesOf({ name, type, nullable }: Declared, column: Column | undefined): readonly string[] {
  if (!column) return [];
  return [
    ...(type !== undefined && !isOfType(column, type)
      ? [`"${name}" is ${column.nativeType}, declared as ${type}`]
      : []),
    ...(nullable !== undefined && nullable !== column.nullable
      ? [
          `"${name}" is ${column.nullable ? '' : 'not '}nullable, declared as ${nullable ? '' : 'not '}nullable`,
        ]
      : []),
  ];
}

/** The database's own spelling, without regard to case and blanks, or the family. */
const isOfType = (column: Column, type: string): boolean =>
  bare(type) === bare(column.nativeType) || type === column.type;

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
