import { z } from 'zod';
import type {
  AlertRuleId,
  ApiKeyId,
  ChannelId,
  ConnectionId,
  DeliveryId,
  ExecutionId,
  IncidentId,
  RunId,
  ScheduleId,
  TestId,
  UserId,
} from '../../core/ids.ts';

const uuid = z.uuid().toLowerCase();

export const connectionId = uuid.transform((id) => id as ConnectionId);
export const testId = uuid.transform((id) => id as TestId);
export const runId = uuid.transform((id) => id as RunId);
export const channelId = uuid.transform((id) => id as ChannelId);
export const incidentId = uuid.transform((id) => id as IncidentId);
const executionId = uuid.transform((id) => id as ExecutionId);
const userId = uuid.transform((id) => id as UserId);
const apiKeyId = uuid.transform((id) => id as ApiKeyId);

export const connectionPath = z.strictObject({ id: connectionId });
export const testPath = z.strictObject({ id: testId });
export const runPath = z.strictObject({ id: runId });
export const schedulePath = z.strictObject({ id: uuid.transform((id) => id as ScheduleId) });
export const executionPath = z.strictObject({ id: executionId });
export const incidentPath = z.strictObject({ id: incidentId });
export const channelPath = z.strictObject({ id: channelId });
export const alertRulePath = z.strictObject({ id: uuid.transform((id) => id as AlertRuleId) });
export const deliveryPath = z.strictObject({ id: uuid.transform((id) => id as DeliveryId) });
export const userPath = z.strictObject({ id: userId });
export const apiKeyPath = z.strictObject({ id: apiKeyId });

export const datasetPath = z.strictObject({
  id: connectionId,
  dataset: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .describe('schema.table, or table in the default schema; percent-encoded'),
});

export type ConnectionPath = z.infer<typeof connectionPath>;
export type TestPath = z.infer<typeof testPath>;
export type RunPath = z.infer<typeof runPath>;
export type SchedulePath = z.infer<typeof schedulePath>;
export type ExecutionPath = z.infer<typeof executionPath>;
export type IncidentPath = z.infer<typeof incidentPath>;
export type ChannelPath = z.infer<typeof channelPath>;
export type AlertRulePath = z.infer<typeof alertRulePath>;
export type DeliveryPath = z.infer<typeof deliveryPath>;
export type UserPath = z.infer<typeof userPath>;
export type ApiKeyPath = z.infer<typeof apiKeyPath>;
export type DatasetPath = z.infer<typeof datasetPath>;
