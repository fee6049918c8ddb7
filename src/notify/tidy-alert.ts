import type { Alert, AlertedIncident } from '../core/alerting/alert.ts';
import { plainLine } from './plain-text.ts';

const LONGEST_URL = 2000;

/** Every text of the alert as one plain line of bounded length, every address one of the web. Channels start with it. */
export const tidyAlert = (alert: Alert): Alert => ({
  ...alert,
  title: plainLine(alert.title, 200) || 'An alert',
  summary: plainLine(alert.summary, 600),
  incidents: alert.incidents.slice(0, 50).map(tidyIncident),
  more: alert.more + Math.max(0, alert.incidents.length - 50),
  url: webAddress(alert.url),
});

const tidyIncident = (incident: AlertedIncident): AlertedIncident => ({
  ...incident,
  subject: { ...incident.subject, name: plainLine(incident.subject.name, 160) || 'without a name' },
  group: lineOrNull(incident.group, 120),
  connection: lineOrNull(incident.connection, 120),
  dataset: lineOrNull(incident.dataset, 160),
  tags: incident.tags.slice(0, 20).flatMap((tag) => lineOrNull(tag, 60) ?? []),
  owner: lineOrNull(incident.owner, 120),
  assignee: lineOrNull(incident.assignee, 120),
  message: plainLine(incident.message, 800),
  observed: tidyNumbers(incident.observed),
  expected: tidyNumbers(incident.expected),
  trend: incident.trend.slice(-14),
  url: webAddress(incident.url),
});

/** What says nothing is not there. */
const lineOrNull = (text: string | null, longest: number): string | null =>
  text === null ? null : plainLine(text, longest) || null;

const tidyNumbers = (numbers: AlertedIncident['observed']): AlertedIncident['observed'] =>
  numbers
    .slice(0, 12)
    .map(({ name, value }) => ({ name: plainLine(name, 60), value: plainLine(value, 160) }))
    .filter(({ name, value }) => name !== '' && value !== '');

/** Empty for what no browser should open. */
function webAddress(text: string): string {
  if (!URL.canParse(text)) return '';
  const { protocol, href } = new URL(text);
  return /^https?:$/.test(protocol) && href.length <= LONGEST_URL ? href : '';
}
