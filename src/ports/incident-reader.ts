import type { ConnectionId, IncidentId, TestId } from '../core/ids.ts';
import type {
  Incident,
  IncidentEvent,
  IncidentKind,
  IncidentStatus,
  Severity,
} from '../core/incidents/incident.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { LatestVerdict } from './execution-reader.ts';

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

/** Reads of incidents. */
export abstract class IncidentReader {
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
