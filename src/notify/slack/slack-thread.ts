import { z } from 'zod';
import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import { nameOf, placeOf, standingOf, type Standing } from '../alert-words.ts';
import { shortened } from '../plain-text.ts';

const standings = [
  'warn',
  'fail',
  'error',
  'acknowledged',
  'resolved',
] as const satisfies readonly Standing[];

/** An incident of the thread as its message shows it. */
const line = z.object({
  id: z.string(),
  name: z.string(),
  standing: z.enum(standings),
  message: z.string(),
  place: z.string().nullable(),
  url: z.string(),
});
export type ThreadLine = z.output<typeof line>;

/** The thread's own message, and what it says: later messages change it. */
export const slackThread = z.object({ channel: z.string(), ts: z.string(), lines: z.array(line) });
export type SlackThread = z.output<typeof slackThread>;

const MOST_LINES = 50;

/** The lines of before with what the alert knows of them, then those that are new. */
export function linesOf(earlier: readonly ThreadLine[], alert: Alert): readonly ThreadLine[] {
  const lines = new Map(earlier.map((each) => [each.id, each]));
  for (const incident of alert.incidents) lines.set(incident.id, lineOf(incident));
  return [...lines.values()].slice(0, MOST_LINES);
}

const lineOf = (incident: AlertedIncident): ThreadLine => ({
  id: incident.id,
  name: shortened(nameOf(incident), 160),
  standing: standingOf(incident),
  message: shortened(incident.message, 200),
  place: placeOf(incident),
  url: incident.url,
});
