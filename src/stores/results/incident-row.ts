import type { ConnectionId, ExecutionId, IncidentEventId, IncidentId, TestId } from '../../core/ids.ts';
import type {
  Incident,
  IncidentEvent,
  IncidentEventType,
  IncidentSubject,
} from '../../core/incidents/incident.ts';
import type { IncidentTrack, ReviewedVerdict } from '../../core/incidents/reviewed.ts';
import type { Json } from '../../core/json.ts';

/** The columns of `incidents` with their types: a list for statements that take them as JSON. */
const incidentColumns = {
  id: 'uuid',
  version: 'int',
  kind: 'text',
  subject_type: 'text',
  subject_id: 'uuid',
  subject_name: 'text',
  group_key: 'text',
  connection_id: 'uuid',
  dataset: 'text',
  test_kind: 'text',
  tags: 'text[]',
  owner: 'text',
  severity: 'text',
  level: 'text',
  status: 'text',
  opened_at: 'timestamptz',
  updated_at: 'timestamptz',
  resolved_at: 'timestamptz',
  muted_until: 'timestamptz',
  assignee: 'text',
  message: 'text',
  first_execution_id: 'uuid',
  last_execution_id: 'uuid',
  failures: 'int',
  passes: 'int',
  reopened: 'int',
} as const;

export const INCIDENT_COLUMN_NAMES = Object.keys(incidentColumns);
export const INCIDENT_COLUMNS = INCIDENT_COLUMN_NAMES.join(', ');
export const TYPED_INCIDENT_COLUMNS = Object.entries(incidentColumns)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** As the driver answers them, and as they are written. */
export interface IncidentRow {
  readonly id: IncidentId;
  readonly version: number;
  readonly kind: Incident['kind'];
  readonly subject_type: IncidentSubject['type'];
  readonly subject_id: string;
  readonly subject_name: string;
  readonly group_key: string;
  readonly connection_id: ConnectionId | null;
  readonly dataset: string | null;
  readonly test_kind: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly severity: Incident['severity'];
  readonly level: Incident['level'];
  readonly status: Incident['status'];
  readonly opened_at: Date;
  readonly updated_at: Date;
  readonly resolved_at: Date | null;
  readonly muted_until: Date | null;
  readonly assignee: string | null;
  readonly message: string;
  readonly first_execution_id: ExecutionId | null;
  readonly last_execution_id: ExecutionId | null;
  readonly failures: number;
  readonly passes: number;
  readonly reopened: number;
}

/** The whole of a subject has an empty key, so that the key can be unique. */
const groupOf = (key: string): string | null => (key === '' ? null : key);
export const groupKeyOf = (group: string | null): string => group ?? '';

export const incidentOf = (row: IncidentRow): Incident => ({
  id: row.id,
  version: row.version,
  kind: row.kind,
  subject: { type: row.subject_type, id: row.subject_id, name: row.subject_name },
  group: groupOf(row.group_key),
  connectionId: row.connection_id,
  dataset: row.dataset,
  testKind: row.test_kind,
  tags: row.tags,
  owner: row.owner,
  severity: row.severity,
  level: row.level,
  status: row.status,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  resolvedAt: row.resolved_at,
  mutedUntil: row.muted_until,
  assignee: row.assignee,
  message: row.message,
  firstExecutionId: row.first_execution_id,
  lastExecutionId: row.last_execution_id,
  failures: row.failures,
  passes: row.passes,
  reopened: row.reopened,
});

export const rowOfIncident = (incident: Incident): IncidentRow => ({
  id: incident.id,
  version: incident.version,
  kind: incident.kind,
  subject_type: incident.subject.type,
  subject_id: incident.subject.id,
  subject_name: incident.subject.name,
  group_key: groupKeyOf(incident.group),
  connection_id: incident.connectionId,
  dataset: incident.dataset,
  test_kind: incident.testKind,
  tags: incident.tags,
  owner: incident.owner,
  severity: incident.severity,
  level: incident.level,
  status: incident.status,
  opened_at: incident.openedAt,
  updated_at: incident.updatedAt,
  resolved_at: incident.resolvedAt,
  muted_until: incident.mutedUntil,
  assignee: incident.assignee,
  message: incident.message,
  first_execution_id: incident.firstExecutionId,
  last_execution_id: incident.lastExecutionId,
  failures: incident.failures,
  passes: incident.passes,
  reopened: incident.reopened,
});

export interface EventRow {
  readonly id: IncidentEventId;
  readonly incident_id: IncidentId;
  readonly at: Date;
  readonly type: IncidentEventType;
  readonly by: string | null;
  readonly reason: string;
  readonly execution_id: ExecutionId | null;
  readonly level: IncidentEvent['level'];
  readonly details: { readonly [name: string]: Json };
}

export const eventOf = (row: EventRow): IncidentEvent => ({
  id: row.id,
  incidentId: row.incident_id,
  at: row.at,
  type: row.type,
  by: row.by,
  reason: row.reason,
  executionId: row.execution_id,
  level: row.level,
  details: row.details,
});

/** Whether somebody may have to hear of it. */
const isForAlerts: Record<IncidentEventType, boolean> = {
  opened: true,
  reopened: true,
  escalated: true,
  acknowledged: true,
  reminded: true,
  resolved: true,
  eased: false,
  assigned: false,
  commented: false,
  muted: false,
  unmuted: false,
};

export const rowOfEvent = (event: IncidentEvent): EventRow & { readonly routed_at: Date | null } => ({
  id: event.id,
  incident_id: event.incidentId,
  at: event.at,
  type: event.type,
  by: event.by,
  reason: event.reason,
  execution_id: event.executionId,
  level: event.level,
  details: event.details,
  routed_at: isForAlerts[event.type] ? null : event.at,
});

export interface TrackRow {
  readonly subject_id: string;
  readonly kind: IncidentTrack['kind'];
  readonly group_key: string;
  readonly recent: IncidentTrack['recent'];
  readonly queued_at: Date;
  readonly execution_id: ExecutionId;
}

export const trackOf = (row: TrackRow): IncidentTrack => ({
  subjectId: row.subject_id,
  kind: row.kind,
  group: groupOf(row.group_key),
  recent: row.recent,
  queuedAt: row.queued_at,
  executionId: row.execution_id,
});

export const rowOfTrack = (track: IncidentTrack): TrackRow => ({
  subject_id: track.subjectId,
  kind: track.kind,
  group_key: groupKeyOf(track.group),
  recent: track.recent,
  queued_at: track.queuedAt,
  execution_id: track.executionId,
});

export interface PendingRow {
  readonly execution_id: ExecutionId;
  readonly queued_at: Date;
  readonly finished_at: Date;
  readonly test_id: TestId;
  readonly test_name: string;
  readonly kind: string;
  readonly connection_id: ConnectionId;
  readonly dataset: string;
  readonly tags: readonly string[];
  readonly status: ReviewedVerdict['status'];
  readonly message: string;
  readonly groups: ReviewedVerdict['groups'];
}

export const verdictOf = (row: PendingRow): ReviewedVerdict => ({
  executionId: row.execution_id,
  queuedAt: row.queued_at,
  finishedAt: row.finished_at,
  testId: row.test_id,
  testName: row.test_name,
  kind: row.kind,
  connectionId: row.connection_id,
  dataset: row.dataset,
  tags: row.tags,
  status: row.status,
  message: row.message,
  groups: row.groups,
});
