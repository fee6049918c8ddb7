import type { Incident } from '../core/incidents/incident.ts';
import type { IncidentView } from '../features/incidents/get-incident.ts';
import type { IncidentAnswer, IncidentDetail } from './schemas/incidents.ts';

export const incidentAnswerOf = (incident: Incident): IncidentAnswer => ({
  ...incident,
  tags: [...incident.tags],
  openedAt: incident.openedAt.toISOString(),
  updatedAt: incident.updatedAt.toISOString(),
  resolvedAt: incident.resolvedAt?.toISOString() ?? null,
  mutedUntil: incident.mutedUntil?.toISOString() ?? null,
});

export const incidentDetailOf = ({ incident, timeline, related }: IncidentView): IncidentDetail => ({
  ...incidentAnswerOf(incident),
  timeline: {
    total: timeline.total,
    events: timeline.events.map(({ incidentId: _, ...event }) => ({ ...event, at: event.at.toISOString() })),
  },
  related: {
    incidents: related.incidents.map(incidentAnswerOf),
    tests: related.tests.map((test) => ({ ...test, finishedAt: test.finishedAt.toISOString() })),
  },
});
