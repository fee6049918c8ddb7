import { z } from 'zod';
import type { ChannelId, ConnectionId, DeliveryId, ExecutionId, RunId } from './ids.ts';

/** Every job that exists: its payload, how often it is tried, and the wait before the second try, which doubles each time. */
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
    retryAfterMs: 1000,
  },
  deliverAlert: {
    payload: z.strictObject({
      deliveryId: z.uuid().transform((id) => id as DeliveryId),
      channelId: z.uuid().transform((id) => id as ChannelId),
    }),
    attempts: 10,
    retryAfterMs: 5000,
  },
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.output<(typeof jobs)[N]['payload']>;

/** Which try of a job this is, counted from 1. */
export interface JobAttempt {
  readonly number: number;
  readonly isLast: boolean;
}

/** Thrown by a handler to have its job again later, without counting this as a try. */
export class Postponed extends Error {
  constructor(readonly delayMs: number) {
    super(`postponed by ${delayMs} ms`);
    this.name = 'Postponed';
  }
}
