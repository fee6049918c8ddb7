import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import {
  incidentEventTypes,
  incidentKinds,
  incidentLevels,
  incidentStatuses,
  severities,
} from '../../core/incidents/incident.ts';
import type { IncidentFilter } from '../../ports/incident-reader.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { connectionId, testId } from './ids.ts';
import { instant, pageOf, paging, repeatable } from './query.ts';
import { dataset } from './tests.ts';
import { json } from './verdict.ts';

const several = 'repeat it to ask for several: any of them';

/** Every condition that is given must hold. */
export const incidentListQuery = z
  .strictObject({
    status: repeatable(z.enum(incidentStatuses)).describe(several),
    kind: repeatable(z.enum(incidentKinds)).describe(several),
    severity: repeatable(z.enum(severities)).describe(several),
    testId: testId.optional(),
    connectionId: connectionId.optional(),
    dataset: dataset.optional(),
    assignee: z.string().trim().min(1).max(200).optional(),
    from: instant.optional().describe('opened at or after this instant'),
    to: instant.optional().describe('opened before this instant'),
    ...paging,
  })
  .superRefine((query, ctx) => {
    if (query.from && query.to && query.from >= query.to)
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'must be after from' });
  });
export type IncidentListQuery = z.infer<typeof incidentListQuery>;

export const incidentFilterOf = ({ limit: _, cursor: __, ...filter }: IncidentListQuery): IncidentFilter =>
  filter;

const fields = {
  id: z.uuid(),
  version: z.int().describe('grows with every change; also the ETag'),
  kind: z
    .enum(incidentKinds)
    .describe(
      'data: a test warned or failed; execution: a test could not be measured; missing: a schedule gave no verdict in ' +
        'time; delivery: a channel gave up on an alert',
    ),
  subject: z.object({
    type: z.enum(['test', 'schedule', 'channel']),
    id: z.uuid(),
    name: z.string(),
  }),
  group: z
    .string()
    .nullable()
    .describe('which group of a grouped test: country = CH; null for the whole of it'),
  connectionId: z.uuid().nullable(),
  dataset: z.string().nullable(),
  testKind: z.string().nullable().describe('the kind of the test; null for other subjects'),
  tags: z.array(z.string()),
  owner: z.string().nullable(),
  severity: z.enum(severities).describe('how much it matters to the owner of the test'),
  level: z.enum(incidentLevels).describe('how bad it was last'),
  status: z.enum(incidentStatuses),
  openedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
  mutedUntil: z.iso.datetime().nullable().describe('no alerts until then'),
  assignee: z.string().nullable(),
  message: z.string().describe('what was found when it failed last'),
  firstExecutionId: z.uuid().nullable().describe('the execution that opened it'),
  lastExecutionId: z.uuid().nullable().describe('the last execution that counted'),
  failures: z.int().describe('since it was opened, that one included'),
  passes: z.int().describe('in a row since the last failure'),
  reopened: z.int().describe('how often it came back after it was resolved'),
};

const incidentExample = {
  id: exampleIds.incident,
  version: 2,
  kind: 'data',
  subject: { type: 'test', id: exampleIds.volumeTest, name: 'orders keep coming' },
  group: null,
  connectionId: exampleIds.connection,
  dataset: 'public.orders',
  testKind: 'volume',
  tags: ['sales'],
  owner: 'data-platform',
  severity: 'high',
  level: 'fail',
  status: 'acknowledged',
  openedAt: exampleInstants.finished,
  updatedAt: '2026-01-31T06:12:40.015Z',
  resolvedAt: null,
  mutedUntil: null,
  assignee: null,
  message: '912 rows: fewer than the 1,000 expected',
  firstExecutionId: exampleIds.execution,
  lastExecutionId: exampleIds.execution,
  failures: 1,
  passes: 0,
  reopened: 0,
} as const;

/** An incident without its timeline. */
export const incidentAnswer = z.object(fields).meta({ id: 'Incident', examples: [incidentExample] });
export type IncidentAnswer = z.infer<typeof incidentAnswer>;

export const incidentList = pageOf(incidentAnswer, 'IncidentList', incidentExample);

const event = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    type: z.enum(incidentEventTypes),
    by: z.string().nullable().describe('who did it; null when the platform did, by the policy'),
    reason: z.string().describe('why; of a comment, its text'),
    executionId: z.uuid().nullable(),
    level: z.enum(incidentLevels),
    details: z.record(z.string(), json),
  })
  .meta({ id: 'IncidentEvent' });

const troubledTest = z
  .object({
    testId: z.uuid(),
    testName: z.string(),
    executionId: z.uuid(),
    status: z.enum(executionStatuses),
    message: z.string(),
    finishedAt: z.iso.datetime(),
  })
  .meta({ id: 'TroubledTest' });

const aboutOpening = { executionId: exampleIds.execution, level: 'fail' } as const;

/** An incident with all that happened to it, and what else is wrong with its dataset. */
export const incidentDetail = z
  .object({
    ...fields,
    timeline: z
      .object({ total: z.int().describe('how many events there are'), events: z.array(event) })
      .describe('oldest first; of more than 500 events the latest'),
    related: z
      .object({
        incidents: z.array(incidentAnswer).describe('other unresolved incidents, at most 50'),
        tests: z
          .array(troubledTest)
          .describe('other tests that last warned, failed or errored, at most 50, newest first'),
      })
      .describe('of the same dataset'),
  })
  .meta({
    id: 'IncidentDetail',
    examples: [
      {
        ...incidentExample,
        timeline: {
          total: 2,
          events: [
            {
              id: exampleIds.incidentEvent,
              at: exampleInstants.finished,
              type: 'opened',
              by: null,
              reason: 'the test failed',
              ...aboutOpening,
              details: { message: incidentExample.message },
            },
            {
              id: '01982f7b-c84f-7000-800a-6f708192a3b4',
              at: '2026-01-31T06:12:40.015Z',
              type: 'acknowledged',
              by: 'Ada',
              reason: 'the import was late, it runs now',
              executionId: null,
              level: 'fail',
              details: {},
            },
          ],
        },
        related: { incidents: [], tests: [] },
      },
    ],
  });
export type IncidentDetail = z.infer<typeof incidentDetail>;
