import { z } from 'zod';
import { alertRuleFields, type AlertRule } from '../../core/alerting/alert-rule.ts';
import type { Channel } from '../../core/alerting/channel.ts';
import { connectionLimits, type Connection } from '../../core/connection.ts';
import type { AlertRuleId, ChannelId, ConnectionId, ScheduleId, TestId } from '../../core/ids.ts';
import { testDefinition, type QualityTest } from '../../core/quality-test.ts';
import { scheduleFields, type Schedule } from '../../core/scheduling/schedule.ts';

const version = z.int().min(1);
const instant = z.iso.datetime();

/** A connection as it is stored; what `settings` mean is for the engine's connector to say. */
export const storedConnection: z.ZodType<Connection> = z.strictObject({
  id: z.string().transform((id) => id as ConnectionId),
  version,
  name: z.string().min(1),
  description: z.string().nullable(),
  engine: z.string().min(1),
  settings: z.record(z.string(), z.json()),
  sealedSecrets: z.string().nullable(),
  secretNames: z.array(z.string()),
  limits: connectionLimits,
  createdAt: instant,
  updatedAt: instant,
});

/** A schedule as it is stored. */
export const storedSchedule: z.ZodType<Schedule> = scheduleFields.safeExtend({
  id: z.string().transform((id) => id as ScheduleId),
  version,
  createdAt: instant,
  updatedAt: instant,
  origin: z.strictObject({ testId: z.string().transform((id) => id as TestId) }).nullable(),
});

const storedBesideDefinition = z.object({
  id: z.string().transform((id) => id as TestId),
  version,
  createdAt: instant,
  updatedAt: instant,
});

/** A test as it is stored: a definition that the API would accept, and what the platform adds. */
export const storedTest: z.ZodType<QualityTest> = z
  .record(z.string(), z.unknown())
  .transform(({ id, version, createdAt, updatedAt, ...definition }, ctx) => {
    const added = storedBesideDefinition.safeParse({ id, version, createdAt, updatedAt });
    const defined = testDefinition.safeParse(definition);
    if (added.success && defined.success) return { ...defined.data, ...added.data };
    for (const { path, message } of [...(added.error?.issues ?? []), ...(defined.error?.issues ?? [])])
      ctx.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

/** A channel as it is stored; what `settings` mean is for the notifier of its type to say. */
export const storedChannel: z.ZodType<Channel> = z.strictObject({
  id: z.string().transform((id) => id as ChannelId),
  version,
  name: z.string().min(1),
  description: z.string().nullable(),
  type: z.string().min(1),
  settings: z.record(z.string(), z.json()),
  sealedSecrets: z.string().nullable(),
  secretNames: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
});

/** An alert rule as it is stored. */
export const storedAlertRule: z.ZodType<AlertRule> = alertRuleFields.safeExtend({
  id: z.string().transform((id) => id as AlertRuleId),
  version,
  createdAt: instant,
  updatedAt: instant,
});
