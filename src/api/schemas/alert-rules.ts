import { z } from 'zod';
import { alertRuleDefinition, alertRuleFields } from '../../core/alerting/alert-rule.ts';
import { exampleIds, exampleInstants } from './example-values.ts';
import { pageOf } from './query.ts';

const written = {
  name: 'sales, day and night',
  match: { tags: ['sales'], severities: ['high', 'critical'], datasets: ['sales.*'] },
  channelIds: [exampleIds.channel],
  quietHours: {
    timeZone: 'Europe/Berlin',
    windows: [
      { from: '20:00', to: '07:00' },
      { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
    ],
  },
  reminders: { every: '4h', max: 6 },
};

/** What a client writes of an alert rule. */
export const alertRuleBody = alertRuleDefinition.meta({
  id: 'AlertRuleBody',
  examples: [
    written,
    {
      name: 'everything, each morning',
      channelIds: [exampleIds.channel],
      digest: { cron: '0 8 * * mon-fri', timeZone: 'Europe/Berlin' },
    },
  ],
});

const stored = {
  id: exampleIds.alertRule,
  version: 1,
  ...written,
  enabled: true,
  quietHours: { ...written.quietHours, except: ['critical'] },
  createdAt: exampleInstants.created,
  updatedAt: exampleInstants.created,
};

export const alertRuleAnswer = alertRuleFields
  .safeExtend({
    id: z.uuid(),
    version: z.int().describe('grows with every change; also the ETag'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'AlertRule', examples: [stored] });

export const alertRuleList = pageOf(alertRuleAnswer, 'AlertRuleList', stored);
