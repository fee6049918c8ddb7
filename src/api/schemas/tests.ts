import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { kindNames, kinds, type KindName } from '../../core/kinds/registry.ts';
import { commonFields, definitionOf, testDefinition } from '../../core/quality-test.ts';
import type { TestPatch } from '../../features/tests/patch-test.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { flag, pageOf } from './query.ts';

const ofEveryKind = <T>(make: (kind: KindName) => T) =>
  Object.fromEntries(kindNames.map((kind) => [kind, make(kind)])) as { readonly [kind in KindName]: T };

/** The example of each kind, as a client would write it. */
export const definitionExamples = ofEveryKind((kind) => ({
  ...kinds[kind].example,
  name: `orders: ${kind}`,
  description: kinds[kind].summary,
  connectionId: exampleIds.connection,
  dataset: 'public.orders',
  ...(kind === 'volume' && {
    filter: "status <> 'draft'",
    severity: 'high',
    incidentPolicy: { openAfter: { failures: 2, of: 3 }, resolveAfter: 2, reopenWithin: '6h' },
  }),
  tags: ['sales'],
  owner: 'data-platform',
  schedule: { cron: '0 6 * * *', timeZone: 'Europe/Berlin' },
}));

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

type Options = [z.ZodObject, ...z.ZodObject[]];

/** The core's union with a name and an example for every kind, so that the documentation shows each by itself. */
const named = (
  idOf: (kind: string) => string,
  extra: z.ZodRawShape,
  examples: { readonly [kind in KindName]: unknown },
) =>
  kindNames.map((kind) =>
    definitionOf(kind)
      .safeExtend(extra)
      .meta({ id: idOf(capital(kind)), description: kinds[kind].summary, examples: [examples[kind]] }),
  ) as unknown as Options;

/** What a client writes of a test. */
export const testBody = z
  .discriminatedUnion(
    'kind',
    named((kind) => `${kind}TestBody`, {}, definitionExamples),
  )
  .meta({ id: 'TestBody', examples: Object.values(definitionExamples) }) as unknown as typeof testDefinition;

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

/** With their defaults filled in. */
export const checkedExamples = ofEveryKind((kind) => testDefinition.parse(definitionExamples[kind]));

const storedExamples = ofEveryKind((kind) => ({
  id: kind === 'freshness' ? exampleIds.freshnessTest : exampleIds.volumeTest,
  version: 1,
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
  ...checkedExamples[kind],
  latest:
    kind === 'volume'
      ? { executionId: exampleIds.execution, status: 'failed', finishedAt: exampleInstants.finished }
      : null,
}));

/** A definition with its defaults filled in. */
export const testDefinitionAnswer = z
  .discriminatedUnion(
    'kind',
    named((kind) => `${kind}TestDefinition`, {}, checkedExamples),
  )
  .meta({ id: 'TestDefinition', examples: Object.values(checkedExamples) });

/** A test as it is stored, and what it last found. */
export const testAnswer = z
  .discriminatedUnion(
    'kind',
    named((kind) => `${kind}Test`, storedFields, storedExamples),
  )
  .meta({ id: 'Test', examples: Object.values(storedExamples) });

export const testList = pageOf(testAnswer, 'TestList', storedExamples.volume);

const fields = commonFields.shape;
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
    severity: fields.severity.unwrap().nullable().exactOptional(),
    incidentPolicy: fields.incidentPolicy.unwrap().nullable().exactOptional(),
  })
  .refine(
    (patch) => Object.keys(patch).length > 0,
    'needs enabled, description, tags, owner, severity or incidentPolicy',
  )
  .meta({
    id: 'TestPatchBody',
    description:
      'What can change without asking the database again. null removes description, owner, severity or incidentPolicy.',
    examples: [{ enabled: false }, { tags: ['sales', 'critical'], owner: 'finance-data' }],
  });
export type TestPatchBody = z.infer<typeof testPatchBody>;

export const testPatchOf = ({
  description,
  owner,
  severity,
  incidentPolicy,
  ...patch
}: TestPatchBody): TestPatch => ({
  ...patch,
  ...(description !== undefined && { description: description ?? undefined }),
  ...(owner !== undefined && { owner: owner ?? undefined }),
  ...(severity !== undefined && { severity: severity ?? undefined }),
  ...(incidentPolicy !== undefined && { incidentPolicy: incidentPolicy ?? undefined }),
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
