import { z } from 'zod';
import { duration } from '../duration.ts';
import type { AlertRuleId, ChannelId, ConnectionId } from '../ids.ts';
import { incidentKinds, severities } from '../incidents/incident.ts';
import { kindNames } from '../kinds/registry.ts';
import { schedule } from '../scheduling/cron.ts';
import { quietHours } from './quiet-hours.ts';

/** What happens to an incident that a rule can tell. */
export const ruleTransitions = ['opened', 'escalated', 'acknowledged', 'recovered', 'reminder'] as const;
export type RuleTransition = (typeof ruleTransitions)[number];

const anyOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z.array(z.enum(values)).min(1).max(values.length).optional();
const texts = (longest: number) => z.array(z.string().trim().min(1).max(longest)).min(1).max(100);

const match = z.strictObject({
  tags: texts(64).optional().describe('all of them'),
  owners: texts(200).optional().describe('any of them'),
  severities: anyOf(severities).describe('any of them'),
  incidentKinds: anyOf(incidentKinds).describe('any of them'),
  testKinds: anyOf(kindNames).describe('any of them'),
  datasets: texts(300).optional().describe('any of them; * stands for any text: sales.*'),
  connectionIds: z
    .array(
      z
        .uuid()
        .toLowerCase()
        .transform((id) => id as ConnectionId),
    )
    .min(1)
    .max(100)
    .optional()
    .describe('any of them'),
});

const channelId = z
  .uuid()
  .toLowerCase()
  .transform((id) => id as ChannelId);

const reminders = z.strictObject({
  every: duration({ min: '15m', max: '30d' }),
  max: z.int().min(1).max(1000).optional().describe('no more than so many for one incident'),
});

const fields = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('unique, without regard to case'),
  description: z.string().max(2000).optional(),
  enabled: z.boolean().default(true),
  match: match
    .default({})
    .describe('which incidents: every condition that is given must hold; none means every incident'),
  transitions: z
    .array(z.enum(ruleTransitions))
    .min(1)
    .max(ruleTransitions.length)
    .optional()
    .describe('what is told; everything that the channel can tell where absent'),
  channelIds: z.array(channelId).max(20),
  quietHours: quietHours.optional().describe('alerts of these hours wait for their end'),
  reminders: reminders.optional().describe('while an incident is open, neither acknowledged nor muted'),
  digest: schedule.optional().describe('one message at these times instead of one for each occasion'),
});

/** An alert rule with its channels as they are; a rule whose last channel was deleted has none, and is disabled. */
export const alertRuleFields = fields;

/** What a user writes to define an alert rule. */
export const alertRuleDefinition = fields.superRefine((rule, ctx) => {
  const refuse = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
  if (rule.channelIds.length === 0) refuse('channelIds', 'must have at least 1 item');
  if (new Set(rule.channelIds).size < rule.channelIds.length)
    refuse('channelIds', 'must name each channel once');
  if (rule.digest && rule.quietHours)
    refuse('quietHours', 'does not go with digest, which comes at times of its own');
  if (rule.digest && rule.reminders)
    refuse('reminders', 'does not go with digest: remind in a rule of its own');
  if (rule.reminders && rule.transitions && !rule.transitions.includes('reminder'))
    refuse('reminders', 'needs reminder among the transitions');
});
export type AlertRuleDefinition = z.output<typeof alertRuleDefinition>;

/** Which incidents are told to whom, what about them, and when. */
export type AlertRule = AlertRuleDefinition & {
  readonly id: AlertRuleId;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** What a rule asks about an incident. */
export type RuleMatch = AlertRuleDefinition['match'];
