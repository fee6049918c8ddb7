import { z } from 'zod';
import { firingStates, skipReasons } from '../../core/scheduling/firing.ts';
import { scheduleDefinition, scheduleFields } from '../../core/scheduling/schedule.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { testId } from './ids.ts';
import { pageOf, paging } from './query.ts';

const definitionExamples = [
  {
    name: 'sales tests, before the morning report',
    cron: '30 5 * * mon-fri',
    timeZone: 'Europe/Berlin',
    select: { tags: ['sales'] },
    jitter: '2m',
    tolerance: '45m',
    blackouts: [
      { days: ['sun'], from: '22:00', to: '04:00', reason: 'maintenance of the warehouse' },
      { from: '2026-12-24T18:00', to: '2026-12-27T06:00', reason: 'nobody loads data' },
    ],
  },
  {
    name: 'orders, every ten minutes',
    cron: '*/10 * * * *',
    select: { testIds: [exampleIds.volumeTest] },
    overlap: 'queue',
    missed: 'skip',
  },
];

/** What a client writes of a schedule. */
export const scheduleBody = scheduleDefinition.meta({ id: 'ScheduleBody', examples: definitionExamples });

/** A schedule to be, of which only the times matter. */
export const schedulePreviewBody = scheduleFields.partial({ name: true, select: true }).meta({
  id: 'SchedulePreviewBody',
  examples: [{ cron: '30 2 * * *', timeZone: 'Europe/Berlin' }],
});
export type SchedulePreviewBody = z.infer<typeof schedulePreviewBody>;

const plannedOccurrence = z
  .object({
    occurrence: z.iso.datetime().describe('what cron means'),
    local: z.string().describe('the same by the clocks of the time zone'),
    startsAt: z.iso.datetime().describe('later by the jitter'),
  })
  .meta({ id: 'PlannedOccurrence' });
export type PlannedOccurrenceAnswer = z.infer<typeof plannedOccurrence>;

const occurrenceExample = {
  occurrence: '2026-02-02T04:30:00.000Z',
  local: '2026-02-02T05:30:00+01:00',
  startsAt: '2026-02-02T04:31:12.480Z',
};

const storedExample = {
  id: exampleIds.schedule,
  version: 1,
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
  origin: null,
  ...scheduleDefinition.parse(definitionExamples[0]),
  dueAt: occurrenceExample.startsAt,
  nextOccurrences: [occurrenceExample],
};

/** A schedule as it is stored, and its times to come. */
export const scheduleAnswer = scheduleFields
  .safeExtend({
    id: z.uuid(),
    version: z.int().describe('grows with every change; also the ETag'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    origin: z
      .object({ testId: z.uuid() })
      .nullable()
      .describe('the test whose own schedule this is: it is changed there; null for others'),
    dueAt: z.iso.datetime().nullable().describe('when a scheduler looks at it next; null while it rests'),
    nextOccurrences: z.array(plannedOccurrence).describe('five of them; none while it is paused'),
  })
  .meta({ id: 'Schedule', examples: [storedExample] });
export type ScheduleAnswer = z.output<typeof scheduleAnswer>;

export const scheduleList = pageOf(scheduleAnswer, 'ScheduleList', storedExample);

export const scheduleListQuery = z.strictObject({
  testId: testId.optional().describe('schedules that name this test, or belong to it'),
  ...paging,
});
export type ScheduleListQuery = z.infer<typeof scheduleListQuery>;

export const occurrencesQuery = z.strictObject({
  count: z.coerce.number().int().min(1).max(100).default(5).describe('most of each kind in the answer'),
});
export type OccurrencesQuery = z.infer<typeof occurrencesQuery>;

const firing = z
  .object({
    occurrence: z.iso.datetime(),
    local: z.string(),
    state: z
      .enum(firingStates)
      .describe('claimed: its runs are being made; fired: they are made; skipped: there are none'),
    reason: z.enum(skipReasons).nullable().describe('why it was skipped'),
    at: z.iso.datetime().describe('the time of its runs'),
    missed: z
      .int()
      .describe('earlier occurrences that nobody was there for; it stands for them (60 at most)'),
    tests: z.int(),
    runIds: z.array(z.uuid()),
    settledAt: z.iso.datetime().nullable().describe('when all of its executions were seen to be final'),
  })
  .meta({ id: 'Firing' });

export const occurrences = z
  .object({
    upcoming: z.array(plannedOccurrence).describe('after blackouts'),
    past: z.array(firing).describe('newest first; kept for 30 days'),
  })
  .meta({
    id: 'Occurrences',
    examples: [
      {
        upcoming: [occurrenceExample],
        past: [
          {
            occurrence: '2026-01-30T04:30:00.000Z',
            local: '2026-01-30T05:30:00+01:00',
            state: 'fired',
            reason: null,
            at: '2026-01-30T04:31:12.480Z',
            missed: 0,
            tests: 12,
            runIds: [exampleIds.run],
            settledAt: '2026-01-30T04:31:30.007Z',
          },
        ],
      },
    ],
  });
export type OccurrencesAnswer = z.infer<typeof occurrences>;

export const schedulePreview = z
  .object({ timeZone: z.string(), occurrences: z.array(plannedOccurrence.omit({ startsAt: true })) })
  .meta({
    id: 'SchedulePreview',
    examples: [
      {
        timeZone: 'Europe/Berlin',
        occurrences: [
          { occurrence: '2026-03-28T01:30:00.000Z', local: '2026-03-28T02:30:00+01:00' },
          { occurrence: '2026-03-29T01:30:00.000Z', local: '2026-03-29T03:30:00+02:00' },
        ],
      },
    ],
  });
export type SchedulePreviewAnswer = z.infer<typeof schedulePreview>;
