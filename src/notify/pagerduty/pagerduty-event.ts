import type { Alert, AlertedIncident, AlertTransition } from '../../core/alerting/alert.ts';
import type { Severity } from '../../core/incidents/incident.ts';
import type { Json } from '../../core/json.ts';
import { factsOf, measuredOf, nameOf, placeOf, verdictLetters } from '../alert-words.ts';
import { plainLine } from '../plain-text.ts';

/** What an event does to PagerDuty's own alert of the thread. */
type Action = 'trigger' | 'acknowledge' | 'resolve';

const severities: Readonly<Record<Severity, string>> = {
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
};

/**
 * Null when there is nothing to tell: the thread is one alert in PagerDuty, which is neither settled nor taken care of
 * while some of its incidents are not.
 */
export function actionOf({ transition, incidents, more, stillOpen }: Alert): Action | null {
  switch (transition) {
    case 'acknowledged':
      return stillOpen <= incidents.length + more ? 'acknowledge' : null;
    case 'recovered':
      return stillOpen === 0 ? 'resolve' : null;
    case 'opened':
    case 'escalated':
    case 'reminder':
    case 'digest':
    case 'test':
      return 'trigger';
  }
}

export const pagerdutyTransitions: readonly AlertTransition[] = [
  'opened',
  'escalated',
  'acknowledged',
  'recovered',
  'test',
];

/** An event of the Events API v2. The key by which PagerDuty tells its alerts apart is the thread. */
export function pagerdutyEvent(
  routingKey: string,
  action: Action,
  alert: Alert,
): { readonly [key: string]: Json } {
  const event = { routing_key: routingKey, event_action: action, dedup_key: alert.threadId };
  return action === 'trigger' ? { ...event, ...triggerOf(alert) } : event;
}

function triggerOf(alert: Alert): { readonly [key: string]: Json } {
  const [first] = alert.incidents;
  return {
    client: 'Plumbline',
    ...(alert.url !== '' && {
      client_url: alert.url,
      links: [{ href: alert.url, text: 'Look at it in Plumbline' }],
    }),
    payload: {
      summary: alert.title,
      source: (first && placeOf(first)) ?? 'plumbline',
      severity: alert.transition === 'test' ? 'info' : severities[alert.severity],
      timestamp: alert.at.toISOString(),
      component: (first && first.dataset) ?? 'plumbline',
      class: first?.kind ?? alert.transition,
      custom_details: detailsOf(alert),
    },
  };
}

/** Enough to judge it on a telephone; the rest is behind the link. */
const MOST_SHOWN = 10;

const detailsOf = (alert: Alert): { readonly [key: string]: Json } => ({
  summary: alert.summary,
  incidents: alert.incidents.slice(0, MOST_SHOWN).map(incidentOf),
  incidents_not_shown: Math.max(0, alert.incidents.length - MOST_SHOWN) + alert.more,
});

const incidentOf = (incident: AlertedIncident): Json => ({
  name: nameOf(incident),
  level: incident.level,
  message: incident.message,
  ...Object.fromEntries(
    [...measuredOf(incident), ...factsOf(incident)].map(([label, value]) => [
      label.toLowerCase().replace(' ', '_'),
      plainLine(value, 600),
    ]),
  ),
  ...(incident.trend.length > 0 && { verdicts: verdictLetters(incident.trend) }),
  url: incident.url,
});
