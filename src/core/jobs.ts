import { z } from 'zod';
import type { ConnectionId, ExecutionId, RunId } from './ids.ts';

/** Every job that exists: its payload, and how often it is tried. Payloads hold ids only. */
export const jobs = {
  executeRun: {
    /** The executions of one run on one dataset: they share a snapshot and its scans. */
    payload: z.strictObject({
      runId: z.uuid().transform((id) => id as RunId),
      connectionId: z.uuid().transform((id) => id as ConnectionId),
      dataset: z.string(),
      executionIds: z.array(z.uuid().transform((id) => id as ExecutionId)).min(1),
    }),
    attempts: 3,
  },
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.output<(typeof jobs)[N]['payload']>;
