import { randomUUID } from 'node:crypto';
import { alertRuleDefinition, type AlertRule } from '../../src/core/alerting/alert-rule.ts';
import type { Channel } from '../../src/core/alerting/channel.ts';
import { newAlertRuleId, newChannelId } from '../../src/core/ids.ts';

const AT = '2026-01-02T03:04:05.678Z';

/** A channel with every field set, but for those given. */
export const someChannel = (fields: Partial<Channel> = {}): Channel => ({
  id: newChannelId(new Date(AT)),
  version: 1,
  name: `channel ${randomUUID()}`,
  description: 'whoever is on call',
  type: 'webhook',
  settings: { url: 'https://hooks.example/x', headers: { 'X-Team': 'data' } },
  sealedSecrets: 'v1:00000000:AAAA',
  secretNames: ['signingSecret'],
  enabled: true,
  createdAt: AT,
  updatedAt: AT,
  ...fields,
});

/** An alert rule with every field that goes together, or what `fields` make of it. */
export const someAlertRule = (fields: Record<string, unknown> = {}): AlertRule => ({
  ...alertRuleDefinition.parse({
    name: `rule ${randomUUID()}`,
    description: 'sales, day and night',
    match: {
      tags: ['sales'],
      owners: ['data'],
      severities: ['high', 'critical'],
      incidentKinds: ['data'],
      testKinds: ['volume'],
      datasets: ['sales.*'],
      connectionIds: ['01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01'],
    },
    transitions: ['opened', 'recovered', 'reminder'],
    channelIds: [newChannelId(new Date(AT))],
    quietHours: { timeZone: 'Europe/Berlin', windows: [{ days: ['sat'], from: '20:00', to: '07:00' }] },
    reminders: { every: '4h', max: 6 },
    ...fields,
  }),
  id: newAlertRuleId(new Date(AT)),
  version: 1,
  createdAt: AT,
  updatedAt: AT,
});
