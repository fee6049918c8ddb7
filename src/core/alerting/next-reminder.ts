import { knownDurationMs } from '../duration.ts';
import type { AlertRuleId } from '../ids.ts';
import type { Incident } from '../incidents/incident.ts';
import type { AlertRule } from './alert-rule.ts';

/** An incident that a rule may have to repeat. */
export interface DueReminder {
  readonly incident: Pick<Incident, 'id' | 'status' | 'mutedUntil'>;
  readonly ruleId: AlertRuleId;
  readonly dueAt: Date;
  /** How many there have been. */
  readonly sent: number;
}

/** `remind` now, and with a time once more then; `wait` without a word; `end`: there is no more to repeat. */
export type ReminderStep =
  | { readonly kind: 'remind'; readonly nextAt: Date | null }
  | { readonly kind: 'wait'; readonly until: Date }
  | { readonly kind: 'end' };

/** When the first reminder of an incident that is told at `now` is due; null when the rule does not remind. */
export const firstReminder = ({ reminders }: AlertRule, now: Date): Date | null =>
  reminders ? new Date(now.getTime() + knownDurationMs(reminders.every)) : null;

/** What to do with a reminder that is due; `rule` is undefined when it is gone. */
export function reminderStep(
  { incident, sent }: DueReminder,
  rule: AlertRule | undefined,
  now: Date,
): ReminderStep {
  if (!rule?.enabled || !rule.reminders || incident.status !== 'open') return { kind: 'end' };
  const everyMs = knownDurationMs(rule.reminders.every);
  const { max } = rule.reminders;
  // the end of a mute is itself a reminder
  if (incident.mutedUntil !== null && incident.mutedUntil > now)
    return { kind: 'wait', until: new Date(incident.mutedUntil.getTime() + everyMs) };
  if (max !== undefined && sent >= max) return { kind: 'end' };
  const isLast = max !== undefined && sent + 1 >= max;
  return { kind: 'remind', nextAt: isLast ? null : new Date(now.getTime() + everyMs) };
}
