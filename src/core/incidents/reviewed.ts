import type { FinalStatus, QueuedExecution } from '../execution.ts';
import type { ConnectionId, ExecutionId } from '../ids.ts';
import type { GroupVerdict } from '../verdict/group-verdict.ts';
import type {
  Incident,
  IncidentEvent,
  IncidentKind,
  IncidentLevel,
  IncidentSubject,
  Severity,
} from './incident.ts';

/** Final statuses that say something about a test or about its measurement. */
export type TellingStatus = Exclude<FinalStatus, 'skipped' | 'cancelled'>;

/** A recorded execution as the policy of incidents looks at it. */
export interface ReviewedVerdict extends Pick<
  QueuedExecution,
  'testId' | 'testName' | 'kind' | 'connectionId' | 'dataset' | 'tags' | 'queuedAt'
> {
  readonly executionId: ExecutionId;
  readonly finishedAt: Date;
  readonly status: TellingStatus;
  readonly message: string;
  /** Groups that warned or failed; null for tests that are not grouped. */
  readonly groups: readonly GroupVerdict[] | null;
}

/** What one verdict said about one track: `ok`, or how bad it was. */
export type Mark = 'ok' | IncidentLevel;

/** The place of a verdict among those of its test: newer ones count, whatever came in first. */
export interface Seen {
  readonly queuedAt: Date;
  readonly executionId: ExecutionId;
}

/** What one kind of incident of one subject (or of one of its groups) has seen lately. */
export interface IncidentTrack extends Seen {
  readonly subjectId: string;
  readonly kind: IncidentKind;
  /** Null for the whole of it. */
  readonly group: string | null;
  /** Oldest first. */
  readonly recent: readonly Mark[];
}

/** What is known of the subjects of a batch of verdicts. */
export interface ReviewState {
  readonly tracks: readonly IncidentTrack[];
  /** The unresolved incident of each track, else the one that was resolved last. */
  readonly incidents: readonly Incident[];
  /** The newest verdict that was looked at before, of subjects that have no track. */
  readonly seen: ReadonlyMap<string, Seen & { readonly status: TellingStatus }>;
}

/** What a batch of verdicts changes. */
export interface ReviewOutcome {
  readonly tracks: readonly IncidentTrack[];
  /** Tracks that are no longer needed. */
  readonly droppedTracks: readonly Pick<IncidentTrack, 'subjectId' | 'kind' | 'group'>[];
  /** New ones, and changed ones with their next version. */
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
}

/** Something other than a verdict that opens an incident: a schedule without a verdict, a channel that gave up. */
export interface IncidentSignal {
  /** The same key counts once, however often it is raised. */
  readonly key: string;
  readonly kind: 'missing' | 'delivery';
  readonly subject: IncidentSubject;
  readonly connectionId: ConnectionId | null;
  readonly dataset: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly severity: Severity;
  readonly message: string;
}

/** An incident and the event that tells what happened to it. */
export interface IncidentStep {
  readonly incident: Incident;
  readonly event: IncidentEvent;
}
