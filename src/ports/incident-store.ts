import type { ConnectionId, IncidentId, TestId } from '../core/ids.ts';
import type {
  Incident,
  IncidentEvent,
  IncidentKind,
  IncidentStatus,
  IncidentSubject,
  Severity,
} from '../core/incidents/incident.ts';
import type {
  IncidentSignal,
  IncidentStep,
  ReviewedVerdict,
  ReviewOutcome,
  ReviewState,
} from '../core/incidents/reviewed.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { LatestVerdict } from './execution-reader.ts';

export type { IncidentSignal };

/** Every condition that is given must hold. `from` is inclusive, `to` exclusive, both about `openedAt`. */
export interface IncidentFilter {
  readonly status?: readonly IncidentStatus[] | undefined;
  readonly kind?: readonly IncidentKind[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly testId?: TestId | undefined;
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset?: string | undefined;
  readonly assignee?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A test of the same dataset that does not do well either. */
export interface TroubledTest extends LatestVerdict {
  readonly testName: string;
  readonly message: string;
}

/** How many incidents wait for somebody. */
export interface IncidentNumbers {
  readonly open: { readonly [severity in Severity]: number };
  readonly acknowledged: number;
  /** Of those that are not resolved; null when all are. */
  readonly oldestOpenedAt: Date | null;
}

/** Incidents, their timelines, and the verdicts that nobody has looked at yet. */
export abstract class IncidentStore {
  /**
   * Takes up to `limit` verdicts that nobody has looked at, in the order in which they were recorded, and writes what
   * `decide` answers and that they were looked at, all in one transaction. One caller at a time in the fleet; others
   * wait for it. An error undoes all of it. Answers how many verdicts were looked at.
   */
  abstract review(
    limit: number,
    decide: (verdicts: readonly ReviewedVerdict[], state: ReviewState) => Promise<ReviewOutcome>,
  ): Promise<number>;

  /**
   * Opens the incident of the signal's subject and kind, reopens the one resolved within the last hour, or counts one
   * more failure of the open one. A key that was raised before changes nothing. Answers the incident.
   */
  abstract raise(signal: IncidentSignal, now: Date): Promise<IncidentId>;
  /** Resolves the open incident of that subject and kind; without one nothing happens. */
  abstract settle(
    subject: Pick<IncidentSubject, 'type' | 'id'>,
    kind: IncidentKind,
    why: string,
    now: Date,
  ): Promise<void>;
  /** Resolves every open incident of these subjects, whose ids no longer mean anything, and forgets what they did. */
  abstract forget(
    subjects: Pick<IncidentSubject, 'type'> & { readonly ids: readonly string[] },
    why: string,
    now: Date,
  ): Promise<void>;

  /**
   * Writes the step that `step` answers for the current incident, if it answers one; others that change the same
   * incident wait. With `expectedVersion`, only that version. Answers the incident as it is then.
   * Throws `IncidentNotFound`, `VersionConflict`, and what `step` throws.
   */
  abstract change(
    id: IncidentId,
    expectedVersion: number | null,
    step: (incident: Incident) => IncidentStep | null,
  ): Promise<Incident>;

  abstract get(id: IncidentId): Promise<Incident | null>;
  /** Newest first. Throws `MalformedCursor`. */
  abstract list(filter: IncidentFilter, page: PageRequest): Promise<Page<Incident>>;
  /** The latest `limit` events of an incident, oldest first, and how many there are in all. */
  abstract timeline(
    id: IncidentId,
    limit: number,
  ): Promise<{ readonly events: readonly IncidentEvent[]; readonly total: number }>;
  /** Other unresolved incidents of the same dataset, newest first. */
  abstract relatedOf(incident: Incident, limit: number): Promise<readonly Incident[]>;
  /** Tests of the same dataset, but for the incident's own, that last warned, failed or errored, newest first. */
  abstract troubledBeside(incident: Incident, limit: number): Promise<readonly TroubledTest[]>;
  abstract numbers(): Promise<IncidentNumbers>;
}
