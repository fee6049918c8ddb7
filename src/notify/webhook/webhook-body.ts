import type { Alert, AlertedIncident } from '../../core/alerting/alert.ts';
import type { Json } from '../../core/json.ts';

/** Grows when a field changes its meaning or goes; new fields do not change it. */
const VERSION = 1;

/** What a webhook gets. The shape is documented: docs/channels.md. */
export function webhookBody(alert: Alert): { readonly [key: string]: Json } {
  return {
    version: VERSION,
    type: `alert.${alert.transition}`,
    timestamp: alert.at.toISOString(),
    data: {
      deliveryId: alert.deliveryId,
      threadId: alert.threadId,
      transition: alert.transition,
      severity: alert.severity,
      title: alert.title,
      summary: alert.summary,
      url: alert.url,
      stillOpen: alert.stillOpen,
      more: alert.more,
      incidents: alert.incidents.map(incidentOf),
    },
  };
}

const incidentOf = (incident: AlertedIncident): Json => ({
  id: incident.id,
  kind: incident.kind,
  subject: { type: incident.subject.type, id: incident.subject.id, name: incident.subject.name },
  group: incident.group,
  connection: incident.connection,
  dataset: incident.dataset,
  tags: incident.tags,
  owner: incident.owner,
  assignee: incident.assignee,
  severity: incident.severity,
  level: incident.level,
  status: incident.status,
  openedAt: incident.openedAt.toISOString(),
  resolvedAt: incident.resolvedAt?.toISOString() ?? null,
  message: incident.message,
  observed: incident.observed.map(({ name, value }) => ({ name, value })),
  expected: incident.expected.map(({ name, value }) => ({ name, value })),
  trend: incident.trend.map(({ at, status, value }) => ({ at: at.toISOString(), status, value })),
  url: incident.url,
});
