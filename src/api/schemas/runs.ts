import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { kindNames } from '../../core/kinds/registry.ts';
import type { RunSelection } from '../../features/executions/request-run.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { executionItem, finishedExample } from './executions.ts';
import { connectionId, testId } from './ids.ts';
import { dataset, tag } from './tests.ts';

/** Which tests to run: by id, or by conditions of which every given one must hold. */
export const runBody = z
  .strictObject({
    testIds: z
      .array(testId)
      .min(1)
      .max(10_000)
      .optional()
      .describe('these tests; all of them must be enabled'),
    connectionId: connectionId.optional(),
    dataset: dataset.optional().describe('as tests show it: schema.table'),
    tags: z.array(tag).min(1).max(20).optional().describe('tests that have all of these tags'),
    kind: z.enum(kindNames).optional(),
  })
  .superRefine(({ testIds, ...conditions }, ctx) => {
    const byConditions = Object.values(conditions).some((condition) => condition !== undefined);
    if (testIds !== undefined && byConditions)
      ctx.addIssue({ code: 'custom', path: ['testIds'], message: 'give testIds or conditions, not both' });
    if (testIds === undefined && !byConditions)
      ctx.addIssue({ code: 'custom', message: 'needs testIds, or connectionId, dataset, tags or kind' });
  })
  .meta({
    id: 'RunBody',
    description: 'Either testIds, or at least one of the conditions; conditions select enabled tests.',
    examples: [
      { testIds: [exampleIds.volumeTest, exampleIds.freshnessTest] },
      { dataset: 'public.orders' },
      { tags: ['sales'], kind: 'freshness' },
    ],
  });
export type RunBody = z.infer<typeof runBody>;

export const runSelectionOf = ({ testIds, ...filter }: RunBody): RunSelection =>
  testIds === undefined ? { filter } : { testIds };

export const requestedRun = z
  .object({
    runId: z.uuid(),
    status: z.literal('queued'),
    executions: z.array(z.object({ executionId: z.uuid(), testId: z.uuid() })),
  })
  .meta({
    id: 'RequestedRun',
    examples: [
      {
        runId: exampleIds.run,
        status: 'queued',
        executions: [{ executionId: exampleIds.execution, testId: exampleIds.volumeTest }],
      },
    ],
  });

export const requestedExecution = z
  .object({ runId: z.uuid(), executionId: z.uuid(), status: z.literal('queued') })
  .meta({
    id: 'RequestedExecution',
    examples: [{ runId: exampleIds.run, executionId: exampleIds.execution, status: 'queued' }],
  });
export type RequestedExecution = z.infer<typeof requestedExecution>;

export const runAnswer = z
  .object({
    runId: z.uuid(),
    state: z.enum(['queued', 'running', 'finished']).describe('finished when every execution is final'),
    queuedAt: z.iso.datetime(),
    counts: z.partialRecord(z.enum(executionStatuses), z.int()).describe('executions by status'),
    executions: z.array(executionItem).describe('by test name'),
  })
  .meta({
    id: 'Run',
    examples: [
      {
        runId: exampleIds.run,
        state: 'finished',
        queuedAt: exampleInstants.queued,
        counts: { failed: 1 },
        executions: [finishedExample],
      },
    ],
  });
export type RunAnswer = z.infer<typeof runAnswer>;

export const cancelledRun = z
  .object({
    cancelled: z.int().describe('were still queued'),
    cancelling: z.int().describe('run, and stop soon'),
  })
  .meta({ id: 'CancelledRun', examples: [{ cancelled: 3, cancelling: 1 }] });
export type CancelledRun = z.infer<typeof cancelledRun>;
