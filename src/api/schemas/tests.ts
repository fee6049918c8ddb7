import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { testDefinition } from '../../core/quality-test.ts';
import type { TestPatch } from '../../features/tests/patch-test.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { flag, pageOf } from './query.ts';

export const definitionExamples = {
  volume: {
    kind: 'volume',
    name: 'orders keep coming',
    description: 'At least a thousand orders, and no sudden change',
    connectionId: exampleIds.connection,
    dataset: 'public.orders',
    filter: "status <> 'draft'",
    tags: ['sales'],
    owner: 'data-platform',
    warn: { maxChangePercent: 30 },
    fail: { min: 1000, maxChangePercent: 60 },
    schedule: { cron: '0 6 * * *', timeZone: 'Europe/Berlin' },
  },
  freshness: {
    kind: 'freshness',
    name: 'orders are fresh',
    connectionId: exampleIds.connection,
    dataset: 'public.orders',
    timestampColumn: 'placed_at',
    tags: ['sales'],
    warn: { maxAge: '2h' },
    fail: { maxAge: '6h' },
  },
} as const satisfies {
  readonly [kind in z.infer<typeof testDefinition>['kind']]: z.input<typeof testDefinition>;
};

type Kind = keyof typeof definitionExamples;
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The core's union with a name and an example for every kind, so that the documentation shows each by itself. */
const named = (
  idOf: (kind: string) => string,
  extra: z.ZodRawShape,
  examples: { readonly [kind in Kind]: unknown },
) =>
  testDefinition.options.map((option) => {
    const kind = option.shape.kind.value;
    const schema: z.ZodObject = option.safeExtend(extra);
    return schema.meta({ id: idOf(capital(kind)), examples: [examples[kind]] });
  });

/** What a client writes of a test. */
export const testBody = z
  .discriminatedUnion(
    'kind',
    named((kind) => `${kind}TestBody`, {}, definitionExamples) as unknown as typeof testDefinition.options,
  )
  .meta({ id: 'TestBody', examples: Object.values(definitionExamples) });

const latest = z
  .object({
    executionId: z.uuid(),
    status: z.enum(executionStatuses),
    finishedAt: z.iso.datetime(),
  })
  .meta({ id: 'LatestVerdict' });

const storedFields = {
  id: z.uuid(),
  version: z.int().describe('grows with every change; also the ETag'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  latest: latest
    .nullable()
    .optional()
    .describe('the latest verdict; null before the first, absent in answers to writes'),
};

const { volume, freshness } = definitionExamples;
/** With their defaults filled in. */
export const checkedExamples = {
  volume: { ...volume, compareTo: 'previous', direction: 'both', minBaseline: 0, enabled: true },
  freshness: {
    ...freshness,
    timeZone: 'UTC',
    futureTolerance: '5m',
    onFuture: 'warned',
    onEmpty: 'warned',
    enabled: true,
  },
};

const firstVersion = {
  version: 1,
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
};
const storedExamples = {
  volume: {
    id: exampleIds.volumeTest,
    ...firstVersion,
    ...checkedExamples.volume,
    latest: { executionId: exampleIds.execution, status: 'failed', finishedAt: exampleInstants.finished },
  },
  freshness: {
    id: exampleIds.freshnessTest,
    ...firstVersion,
    ...checkedExamples.freshness,
    latest: null,
  },
};

type Options = [z.ZodObject, ...z.ZodObject[]];

/** A definition with its defaults filled in. */
export const testDefinitionAnswer = z
  .discriminatedUnion('kind', named((kind) => `${kind}TestDefinition`, {}, checkedExamples) as Options)
  .meta({ id: 'TestDefinition', examples: Object.values(checkedExamples) });

/** A test as it is stored, and what it last found. */
export const testAnswer = z
  .discriminatedUnion('kind', named((kind) => `${kind}Test`, storedFields, storedExamples) as Options)
  .meta({ id: 'Test', examples: Object.values(storedExamples) });

export const testList = pageOf(testAnswer, 'TestList', storedExamples.volume);

const fields = testDefinition.options[0].shape;
const tagList = fields.tags.in.unwrap();
/** One tag. */
export const tag = tagList.element;
export const dataset = fields.dataset;

/** Absent fields stay as they are; null removes. */
export const testPatchBody = z
  .strictObject({
    enabled: fields.enabled.unwrap().exactOptional(),
    description: fields.description.unwrap().nullable().exactOptional(),
    tags: tagList.transform((tags) => fields.tags.parse(tags)).exactOptional(),
    owner: fields.owner.unwrap().nullable().exactOptional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'needs enabled, description, tags or owner')
  .meta({
    id: 'TestPatchBody',
    description: 'What can change without asking the database again. null removes description or owner.',
    examples: [{ enabled: false }, { tags: ['sales', 'critical'], owner: 'finance-data' }],
  });
export type TestPatchBody = z.infer<typeof testPatchBody>;

export const testPatchOf = ({ description, owner, ...patch }: TestPatchBody): TestPatch => ({
  ...patch,
  ...(description !== undefined && { description: description ?? undefined }),
  ...(owner !== undefined && { owner: owner ?? undefined }),
});

export const cloneTestBody = z
  .strictObject({ name: fields.name.describe('of the copy; unique') })
  .meta({ id: 'CloneTestBody', examples: [{ name: 'orders keep coming (copy)' }] });
export type CloneTestBody = z.infer<typeof cloneTestBody>;

export const checkQuery = z.strictObject({
  check: flag
    .default(true)
    .describe("whether dataset, columns and filter are checked in the customer's database itself"),
});
export type CheckQuery = z.infer<typeof checkQuery>;
