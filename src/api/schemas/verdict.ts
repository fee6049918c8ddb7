import { z } from 'zod';
import type { FinalStatus } from '../../core/execution.ts';
import type { Json } from '../../core/json.ts';

export const json = z.custom<Json>().meta({ description: 'any JSON value' });

export const finalStatuses = [
  'passed',
  'warned',
  'failed',
  'errored',
  'cancelled',
  'skipped',
] as const satisfies FinalStatus[];

/** What a judgement says, as answers show it. */
export const verdictFields = {
  status: z.enum(finalStatuses),
  message: z.string().describe('what was found, in words'),
  errorCode: z.string().nullable().describe('what prevented a measurement; stable'),
  observed: z.record(z.string(), json).describe('measured values by name'),
  expected: z.record(z.string(), json).describe('the thresholds, by level'),
  rowsTested: z.number().nullable(),
};
