import { z } from 'zod';
import { executionStatuses } from '../../core/execution.ts';
import { kindNames } from '../../core/kinds/registry.ts';
import { connectionId } from './ids.ts';
import { flag, paging, repeatable } from './query.ts';
import { dataset, tag } from './tests.ts';

/** Every condition that is given must hold. */
export const testListQuery = z.strictObject({
  connectionId: connectionId.optional(),
  dataset: dataset.optional(),
  kind: z.enum(kindNames).optional(),
  tag: repeatable(tag).describe('repeat it to ask for several: a test must have all of them'),
  enabled: flag.optional(),
  status: z.enum(executionStatuses).optional().describe('of the latest verdict'),
  text: z.string().trim().min(1).max(200).optional().describe('part of the name or the description'),
  ...paging,
});
export type TestListQuery = z.infer<typeof testListQuery>;
