import type { AlertRuleId, ChannelId, IncidentId } from '../ids.ts';
import { alertRuleFields, type AlertRule } from './alert-rule.ts';
import { firstReminder, reminderStep, type DueReminder } from './next-reminder.ts';

const now = new Date('2026-01-31T09:00:00.000Z');
const at = (time: string) => new Date(`2026-01-31T${time}:00.000Z`);

const ruleWith = (fields: object): AlertRule => ({
  ...alertRuleFields.parse({ name: 'r', channelIds: [], ...fields }),
  channelIds: ['c1' as ChannelId],
  id: 'r1' as AlertRuleId,
  version: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});
const hourly = ruleWith({ reminders: { every: '1h' } });
const twice = ruleWith({ reminders: { every: '1h', max: 2 } });

const due = (fields: Partial<DueReminder['incident']> = {}, sent = 0): DueReminder => ({
  incident: { id: 'i1' as IncidentId, status: 'open', mutedUntil: null, ...fields },
  ruleId: hourly.id,
  dueAt: now,
  sent,
});

it('comes first one interval after the incident was told, where the rule reminds', () => {
  expect(firstReminder(hourly, now)).toEqual(at('10:00'));
  expect(firstReminder(ruleWith({}), now)).toBeNull();
});

it('comes again and again while the incident is open', () => {
  expect(reminderStep(due({}, 99), hourly, now)).toEqual({ kind: 'remind', nextAt: at('10:00') });
});

it('comes as often as the rule says, and no more', () => {
  expect(reminderStep(due({}, 0), twice, now)).toEqual({ kind: 'remind', nextAt: at('10:00') });
  expect(reminderStep(due({}, 1), twice, now)).toEqual({ kind: 'remind', nextAt: null });
  expect(reminderStep(due({}, 2), twice, now)).toEqual({ kind: 'end' });
});

it('waits while the incident is muted', () => {
  expect(reminderStep(due({ mutedUntil: at('12:00') }), hourly, now)).toEqual({
    kind: 'wait',
    until: at('13:00'),
  });
  expect(reminderStep(due({ mutedUntil: now }), hourly, now).kind).toBe('remind');
});

it.each(['acknowledged', 'resolved'] as const)('ends when the incident is %s', (status) => {
  expect(reminderStep(due({ status }), hourly, now)).toEqual({ kind: 'end' });
});

it('ends when the rule is gone, disabled or does not remind any more', () => {
  for (const rule of [undefined, { ...hourly, enabled: false }, ruleWith({})])
    expect(reminderStep(due(), rule, now)).toEqual({ kind: 'end' });
});
