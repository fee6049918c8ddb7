import { IncidentResolved, InvalidInput } from '../errors.ts';
import type { Incident } from './incident.ts';
import { changed, resolved, told } from './incident-steps.ts';
import type { IncidentStep } from './reviewed.ts';

/** What people do with an incident. */
export type HandChange =
  | { readonly action: 'acknowledge' }
  | { readonly action: 'assign'; readonly assignee: string | null }
  | { readonly action: 'comment'; readonly text: string }
  | { readonly action: 'mute'; readonly until: Date }
  | { readonly action: 'mute'; readonly forMs: number }
  | { readonly action: 'unmute' }
  | { readonly action: 'resolve' };

/** Who does it and why, as far as they say so. */
export interface Hand {
  readonly by: string | null;
  /** For whom, when somebody else asked for it: a person of whom the platform knows nothing. */
  readonly onBehalfOf?: string;
  readonly reason: string | null;
}

const LONGEST_MUTE_MS = 366 * 86_400_000;

/**
 * The step that somebody takes; null when it would change nothing. Throws `IncidentResolved` for what makes no sense
 * any more, and `InvalidInput`.
 */
export function byHand(incident: Incident, change: HandChange, hand: Hand, now: Date): IncidentStep | null {
  const behalf = hand.onBehalfOf === undefined ? {} : { onBehalfOf: hand.onBehalfOf };
  const step = (
    fields: Partial<Incident>,
    type: IncidentStep['event']['type'],
    reason: string,
    details = {},
  ) =>
    told(changed(incident, fields, now), {
      type,
      by: hand.by,
      reason: hand.reason ?? reason,
      executionId: null,
      details: { ...details, ...behalf },
    });
  if (change.action === 'comment') return step({}, 'commented', change.text);
  if (incident.status === 'resolved') throw new IncidentResolved(incident.id);
  switch (change.action) {
    case 'acknowledge':
      return incident.status === 'acknowledged'
        ? null
        : step({ status: 'acknowledged' }, 'acknowledged', 'acknowledged');
    case 'assign': {
      const { assignee } = change;
      if (assignee === incident.assignee) return null;
      const words = assignee === null ? 'assigned to nobody' : `assigned to ${assignee}`;
      return step({ assignee }, 'assigned', words, { assignee });
    }
    case 'mute': {
      const until = 'until' in change ? change.until : new Date(now.getTime() + change.forMs);
      checkMute(until, now);
      const words = `muted until ${until.toISOString()}`;
      return step({ mutedUntil: until }, 'muted', words, { until: until.toISOString() });
    }
    case 'unmute':
      return incident.mutedUntil === null ? null : step({ mutedUntil: null }, 'unmuted', 'unmuted');
    case 'resolve':
      return resolved(
        incident,
        { by: hand.by, reason: hand.reason ?? 'resolved by hand', executionId: null, details: behalf },
        now,
      );
  }
}

function checkMute(until: Date, now: Date): void {
  if (until <= now) throw new InvalidInput([{ path: 'until', message: 'must be in the future' }]);
  if (until.getTime() - now.getTime() > LONGEST_MUTE_MS)
    throw new InvalidInput([{ path: 'until', message: 'must be within a year' }]);
}
