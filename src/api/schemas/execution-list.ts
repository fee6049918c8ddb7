import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import type { ExecutionFilter } from '../../ports/execution-reader.ts';
import { connectionId, runId, testId } from './ids.ts';
import { instant, paging, repeatable } from './query.ts';
import { dataset } from './tests.ts';

/** Every condition that is given must hold. */
export const executionListQuery = z
  .strictObject({
    testId: testId.optional(),
    test_id: testId.optional().describe('another spelling of testId'),
    runId: runId.optional(),
    connectionId: connectionId.optional(),
    dataset: dataset.optional(),
    status: repeatable(z.enum(executionStatuses)).describe('repeat it to ask for several: any of them'),
    from: instant.optional().describe('queued at or after this instant'),
    to: instant.optional().describe('queued before this instant'),
    ...paging,
  })
  .superRefine((query, ctx) => {
    if (query.testId !== undefined && query.test_id !== undefined)
      ctx.addIssue({ code: 'custom', path: ['test_id'], message: 'is the same as testId: give one of them' });
    if (query.from && query.to && query.from >= query.to)
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'must be after from' });
  });
export type ExecutionListQuery = z.infer<typeof executionListQuery>;

export const executionFilterOf = (query: ExecutionListQuery): ExecutionFilter => ({
  testId: query.testId ?? query.test_id,
  runId: query.runId,
  connectionId: query.connectionId,
  dataset: query.dataset,
  status: query.status,
  from: query.from,
  to: query.to,
});
