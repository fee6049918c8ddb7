import { Cron } from 'croner';
import type { AlertRule } from './alert-rule.ts';

/** When the first digest after an instant is due; null when its cron never comes again. */
export const nextDigest = ({ cron, timeZone }: NonNullable<AlertRule['digest']>, after: Date): Date | null =>
  new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after);
