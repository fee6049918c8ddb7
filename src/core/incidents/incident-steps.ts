import { incidentEventIdOf, incidentIdOf, type ExecutionId } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Incident, IncidentEventType, IncidentLevel } from './incident.ts';
import type { IncidentStep } from './reviewed.ts';

/** What an incident says of its subject as it is now; each failure brings it up to date. */
export type IncidentContext = Pick<
  Incident,
  | 'kind'
  | 'subject'
  | 'group'
  | 'connectionId'
  | 'dataset'
  | 'testKind'
  | 'tags'
  | 'owner'
  | 'severity'
  | 'level'
  | 'message'
> & {
  /** The execution that failed; null where none did. */
  readonly executionId: ExecutionId | null;
};

/** What is told of a step beside what changes. */
export interface StepNote {
  readonly type: IncidentEventType;
  readonly by: string | null;
  readonly reason: string;
  readonly executionId: ExecutionId | null;
  readonly details?: { readonly [name: string]: Json };
}

/** An incident that changed. Time never goes back in its life, whatever the clocks of the fleet say. */
export function changed(incident: Incident, fields: Partial<Incident>, now: Date): Incident {
  const at = now > incident.updatedAt ? now : incident.updatedAt;
  return { ...incident, ...fields, version: incident.version + 1, updatedAt: at };
}

/** The changed incident and the event that tells of it. */
export const told = (
  incident: Incident,
  { type, by, reason, executionId, details = {} }: StepNote,
): IncidentStep => ({
  incident,
  event: {
    id: incidentEventIdOf(incident.id, incident.version, incident.updatedAt),
    incidentId: incident.id,
    at: incident.updatedAt,
    type,
    by,
    reason,
    executionId,
    level: incident.level,
    details,
  },
});

/** A new incident. The same `seed` at the same time gives the same one. */
export function opened(
  { executionId, ...context }: IncidentContext,
  seed: string,
  reason: string,
  now: Date,
): IncidentStep {
  const incident: Incident = {
    ...context,
    id: incidentIdOf(seed, now),
    version: 1,
    status: 'open',
    openedAt: now,
    updatedAt: now,
    resolvedAt: null,
    mutedUntil: null,
    assignee: null,
    firstExecutionId: executionId,
    lastExecutionId: executionId,
    failures: 1,
    passes: 0,
    reopened: 0,
  };
  return told(incident, { type: 'opened', by: null, reason, executionId, details: saying(context.message) });
}

/** The incident, back after it was resolved; a mute and an assignee stay. */
export const reopened = (
  incident: Incident,
  { executionId, ...context }: IncidentContext,
  reason: string,
  now: Date,
): IncidentStep =>
  told(
    changed(
      incident,
      {
        ...context,
        status: 'open',
        resolvedAt: null,
        lastExecutionId: executionId,
        failures: incident.failures + 1,
        passes: 0,
        reopened: incident.reopened + 1,
      },
      now,
    ),
    { type: 'reopened', by: null, reason, executionId, details: saying(context.message) },
  );

/** One more failure of an incident that is not resolved. Only a change of its level is an event. */
export function failedAgain(
  incident: Incident,
  { executionId, ...context }: IncidentContext,
  now: Date,
): { readonly incident: Incident; readonly event: IncidentStep['event'] | null } {
  const next = changed(
    incident,
    { ...context, lastExecutionId: executionId, failures: incident.failures + 1, passes: 0 },
    now,
  );
  const type = levelChange(incident.level, context.level);
  if (type === null) return { incident: next, event: null };
  const reason = type === 'escalated' ? 'it warned before and fails now' : 'it failed before and warns now';
  return told(next, { type, by: null, reason, executionId, details: saying(context.message) });
}

export const resolved = (incident: Incident, note: Omit<StepNote, 'type'>, now: Date): IncidentStep => {
  const next = changed(incident, { status: 'resolved' }, now);
  return told({ ...next, resolvedAt: next.updatedAt }, { ...note, type: 'resolved' });
};

function levelChange(before: IncidentLevel, after: IncidentLevel): 'escalated' | 'eased' | null {
  if (before === 'warn' && after === 'fail') return 'escalated';
  if (before === 'fail' && after === 'warn') return 'eased';
  return null;
}

const saying = (message: string) => ({ message });
