import { z } from 'zod';
import { duration } from './duration.ts';
import type { ConnectionId, TestId } from './ids.ts';
import { severities } from './incidents/incident.ts';
import { incidentPolicyField } from './incidents/incident-policy.ts';
import { samplingProblems } from './kinds/sample-fields.ts';
import { kindNames, kinds, type KindName } from './kinds/registry.ts';
import { schedule } from './scheduling/cron.ts';

const tag = z.string().regex(/^[\p{L}\p{N}_.:/-]{1,64}$/u, 'must be 1 to 64 letters, digits or _ . : / -');

const common = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).optional(),
  connectionId: z
    .uuid()
    .toLowerCase()
    .transform((id) => id as ConnectionId),
  dataset: z.string().trim().min(1).max(300).describe('schema.table, or table in the default schema'),
  filter: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .optional()
    .describe('a condition in the SQL of the database: only rows that pass are tested'),
  tags: z
    .array(tag)
    .max(20)
    .default([])
    .transform((tags) => [...new Set(tags)].sort()),
  owner: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().default(true),
  timeout: duration({ min: '0.1s', max: '24h' })
    .optional()
    .describe("longest time for one statement; the connection's statementTimeout where absent"),
  rowBudget: z
    .int()
    .min(1)
    .optional()
    .describe(
      'most rows that the test may read; with a larger table, by the estimate of the catalogue, it is errored',
    ),
  schedule: schedule.optional(),
  severity: z.enum(severities).optional().describe('how much its failures matter; medium where absent'),
  incidentPolicy: incidentPolicyField.optional(),
};

/** The fields that tests of every kind have. */
export const commonFields = z.strictObject(common);

type Parameters<K extends KindName> = (typeof kinds)[K]['parameters'];
export type TestDefinition = {
  [K in KindName]: z.output<Parameters<K>> & z.output<typeof commonFields>;
}[KindName];
type TestInput = { [K in KindName]: z.input<Parameters<K>> & z.input<typeof commonFields> }[KindName];

/** What a user writes to define a test of one kind: the common fields and the kind's own. */
export const definitionOf = (kind: KindName): z.ZodObject => {
  const parameters: z.ZodObject = kinds[kind].parameters;
  return parameters.safeExtend(common).superRefine((test: AnyTest, ctx) => {
    for (const { path, message } of samplingProblems(test))
      ctx.addIssue({ code: 'custom', path: [...path], message });
    if (test.groupBy && (test.warn?.anomaly ?? test.fail?.anomaly))
      ctx.addIssue({ code: 'custom', path: ['groupBy'], message: 'does not go with anomaly thresholds' });
  });
};
interface AnyTest {
  readonly sampling?: { readonly percent: number };
  readonly groupBy?: unknown;
  readonly warn?: { readonly anomaly?: unknown };
  readonly fail?: { readonly anomaly?: unknown };
}

const [first, ...rest] = kindNames;
/** What a user writes to define a test. */
export const testDefinition = z.discriminatedUnion('kind', [
  definitionOf(first),
  ...rest.map(definitionOf),
]) as unknown as z.ZodType<TestDefinition, TestInput>;

/** One question about one dataset, as stored. */
export type QualityTest = TestDefinition & {
  readonly id: TestId;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Every condition that is given must hold. */
export interface TestFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset?: string | undefined;
  readonly kind?: KindName | undefined;
  /** All of these tags. */
  readonly tags?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  /** Part of the name or description, without regard to case. */
  readonly text?: string | undefined;
}

/** Whether a test passes a filter; stores that filter by other means must agree with this. */
export const matches = (test: QualityTest, filter: TestFilter): boolean =>
  (filter.connectionId === undefined || test.connectionId === filter.connectionId) &&
  (filter.dataset === undefined || test.dataset === filter.dataset) &&
  (filter.kind === undefined || test.kind === filter.kind) &&
  (filter.enabled === undefined || test.enabled === filter.enabled) &&
  (filter.tags ?? []).every((tag) => test.tags.includes(tag)) &&
  (filter.text === undefined ||
    `${test.name}\n${test.description ?? ''}`.toLowerCase().includes(filter.text.toLowerCase()));
