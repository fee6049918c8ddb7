import { z } from 'zod';
import { duration, durationMs, knownDurationMs } from '../duration.ts';
import type { ConnectionId, ScheduleId, TestId } from '../ids.ts';
import { kindNames } from '../kinds/registry.ts';
import { commonFields, type TestFilter } from '../quality-test.ts';
import { timeZone } from '../time-zone.ts';
import { blackouts } from './blackouts.ts';
import { cronExpression } from './cron.ts';
import { isEveryOccurrenceBlackedOut } from './planned-times.ts';

/** Names that the platform gives to the schedules it keeps for tests. */
const RESERVED = 'test:';

const uuid = z.uuid().toLowerCase();
const tag = commonFields.shape.tags.in.unwrap().element;

/** Which tests: these, or all enabled ones that fulfil every given condition. */
export const testSelection = z
  .strictObject({
    testIds: z
      .array(uuid.transform((id) => id as TestId))
      .min(1)
      .max(500)
      .transform((ids) => [...new Set(ids)])
      .optional()
      .describe('these tests; those that are disabled are left out'),
    connectionId: uuid.transform((id) => id as ConnectionId).optional(),
    dataset: commonFields.shape.dataset.optional(),
    tags: z.array(tag).min(1).max(20).optional().describe('tests that have all of these tags'),
    kind: z.enum(kindNames).optional(),
  })
  .superRefine(({ testIds, ...conditions }, ctx) => {
    const byConditions = Object.values(conditions).some((condition) => condition !== undefined);
    if (testIds !== undefined && byConditions)
      ctx.addIssue({ code: 'custom', path: ['testIds'], message: 'give testIds or conditions, not both' });
    if (testIds === undefined && !byConditions)
      ctx.addIssue({ code: 'custom', message: 'needs testIds, or connectionId, dataset, tags or kind' });
  });
export type TestSelection = z.output<typeof testSelection>;

/** The selection as a filter of tests; null when it names them. */
export const filterOf = ({ testIds, ...conditions }: TestSelection): TestFilter | null =>
  testIds === undefined ? conditions : null;

const fields = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).optional(),
  cron: cronExpression.describe('five fields, six with seconds in front, or @daily and the like'),
  timeZone: timeZone.default('UTC').describe('an IANA time zone, whose clocks cron and blackouts mean'),
  select: testSelection,
  jitter: duration({ min: '1s', max: '24h' })
    .optional()
    .describe(
      'start up to so much later, always by the same time, so that schedules do not start all at once',
    ),
  overlap: z
    .enum(['skip', 'queue'])
    .default('skip')
    .describe('what to do when the runs of the occurrence before are not finished'),
  missed: z
    .enum(['skip', 'runOnce'])
    .default('runOnce')
    .describe('what to do about occurrences at which no scheduler was there'),
  tolerance: duration({ min: '1m', max: '7d' })
    .default('1h')
    .describe('an incident is raised when there is no verdict so long after the time'),
  blackouts: blackouts.describe('times at which nothing is started, by the clocks of timeZone'),
  paused: z.boolean().default(false),
};

/** Checks that read several fields wait until each of them can be read. */
const whenReadable = { when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0 };

/** What a user writes to define a schedule. */
export const scheduleDefinition = z
  .strictObject(fields)
  .refine(({ name }) => !name.toLowerCase().startsWith(RESERVED), {
    ...whenReadable,
    path: ['name'],
    message: `must not begin with ${RESERVED}, as the schedules that belong to tests do`,
  })
  .refine((definition) => definition.blackouts.length === 0 || !isEveryOccurrenceBlackedOut(definition), {
    ...whenReadable,
    path: ['blackouts'],
    message: 'leave no occurrence',
  });
/** The fields of a schedule, also of one that the platform keeps for a test. */
export const scheduleFields = z.strictObject(fields);
export type ScheduleDefinition = z.output<typeof scheduleFields>;

/** When the tests that it selects run by themselves, as stored. */
export type Schedule = ScheduleDefinition & {
  readonly id: ScheduleId;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The test whose own `schedule` this is; null for one that a user made. */
  readonly origin: { readonly testId: TestId } | null;
};

/** The name of the schedule that the platform keeps for a test. */
export const nameOfTestSchedule = (testId: TestId): string => `${RESERVED}${testId}`;

/** What decides when a schedule is due. */
export type Timing = Pick<ScheduleDefinition, 'cron' | 'timeZone' | 'blackouts' | 'jitter'>;

const timingOf = ({ cron, timeZone: zone, blackouts: windows, jitter }: Timing) =>
  JSON.stringify([cron, zone, windows, jitter === undefined ? 0 : durationMs(jitter)]);

/** Whether two definitions are due at the same times. */
export const sameTiming = (a: Timing, b: Timing): boolean => timingOf(a) === timingOf(b);

export const toleranceMs = ({ tolerance }: Pick<ScheduleDefinition, 'tolerance'>): number =>
  knownDurationMs(tolerance);
