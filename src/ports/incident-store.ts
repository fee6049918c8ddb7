import type { IncidentId } from '../core/ids.ts';
import type { Incident, IncidentKind, IncidentSubject } from '../core/incidents/incident.ts';
import type {
  IncidentSignal,
  IncidentStep,
  ReviewedVerdict,
  ReviewOutcome,
  ReviewState,
} from '../core/incidents/reviewed.ts';

export type { IncidentSignal };

/** Writes of incidents, and the verdicts that nobody has looked at yet. */
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
}
