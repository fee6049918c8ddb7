import { signalPolicy } from './incident-policy.ts';
import { failedAgain, opened, reopened } from './incident-steps.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import type { IncidentSignal } from './reviewed.ts';

/** What a signal makes of the unresolved incident of its subject and kind, or else of the one resolved last. */
export function signalled(
  incident: Incident | null,
  { key, ...signal }: IncidentSignal,
  now: Date,
): { readonly incident: Incident; readonly event: IncidentEvent | null } {
  const context = { ...signal, group: null, testKind: null, level: 'error' as const, executionId: null };
  if (incident && incident.status !== 'resolved') return failedAgain(incident, context, now);
  return incident?.resolvedAt && now.getTime() - incident.resolvedAt.getTime() <= signalPolicy.reopenWithinMs
    ? reopened(incident, context, `${REASON[signal.kind]}, soon after the resolution`, now)
    : opened(context, key, REASON[signal.kind], now);
}

const REASON: Record<IncidentSignal['kind'], string> = {
  missing: 'the schedule gave no verdict in time',
  delivery: 'the channel gave up on an alert',
};
