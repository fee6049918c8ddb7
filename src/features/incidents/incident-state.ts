import type { Incident } from '../../core/incidents/incident.ts';

/** What people change of an incident, without what it says: that tells of the data. */
export const incidentStateOf = ({ version, subject, status, assignee, mutedUntil }: Incident): object => ({
  version,
  subject,
  status,
  assignee,
  mutedUntil,
});
