import type { ConnectionId, ExecutionId, IncidentEventId, IncidentId } from '../ids.ts';
import type { Json } from '../json.ts';

/**
 * `data`: a test warned or failed. `execution`: a test could not be measured. `missing`: a schedule gave no verdict in
 * time. `delivery`: a channel gave up on an alert.
 */
export const incidentKinds = ['data', 'execution', 'missing', 'delivery'] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** How much a test matters to its owner; the least first. */
export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** How bad it is now: a data incident is `warn` or `fail`, every other kind is `error`. */
export const incidentLevels = ['warn', 'fail', 'error'] as const;
export type IncidentLevel = (typeof incidentLevels)[number];

export const incidentStatuses = ['open', 'acknowledged', 'resolved'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** What an incident is about: a test, a schedule or a channel. */
export interface IncidentSubject {
  readonly type: 'test' | 'schedule' | 'channel';
  readonly id: string;
  readonly name: string;
}

/** Consecutive failures of one subject (and of one of its groups), from the first to the recovery. */
export interface Incident {
  readonly id: IncidentId;
  readonly version: number;
  readonly kind: IncidentKind;
  readonly subject: IncidentSubject;
  /** Which group of a grouped test (`country = CH`); null for the whole of it. */
  readonly group: string | null;
  /** Null for subjects that have no dataset. */
  readonly connectionId: ConnectionId | null;
  readonly dataset: string | null;
  /** The kind of the test; null for other subjects. */
  readonly testKind: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly severity: Severity;
  readonly level: IncidentLevel;
  readonly status: IncidentStatus;
  readonly openedAt: Date;
  readonly updatedAt: Date;
  readonly resolvedAt: Date | null;
  /** No alerts until then; null when it is not muted. */
  readonly mutedUntil: Date | null;
  readonly assignee: string | null;
  /** What was found last, in words; safe to show. */
  readonly message: string;
  readonly firstExecutionId: ExecutionId | null;
  readonly lastExecutionId: ExecutionId | null;
  /** Failures since it was opened, that one included. */
  readonly failures: number;
  /** Passes in a row since the last failure. */
  readonly passes: number;
  /** How often it came back after it was resolved. */
  readonly reopened: number;
}

/** One step of an incident's life. `reminded` repeats that it is still open. */
export const incidentEventTypes = [
  'opened',
  'reopened',
  'escalated',
  'eased',
  'acknowledged',
  'assigned',
  'commented',
  'muted',
  'unmuted',
  'reminded',
  'resolved',
] as const;
export type IncidentEventType = (typeof incidentEventTypes)[number];

/** An entry of the timeline: what changed, who did it and why. */
export interface IncidentEvent {
  readonly id: IncidentEventId;
  readonly incidentId: IncidentId;
  readonly at: Date;
  readonly type: IncidentEventType;
  /** Who did it; null when the platform did, by the incident's policy. */
  readonly by: string | null;
  /** Why, in words. */
  readonly reason: string;
  readonly executionId: ExecutionId | null;
  readonly level: IncidentLevel;
  readonly details: { readonly [name: string]: Json };
}
