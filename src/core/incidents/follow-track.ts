import type { ExecutionId } from '../ids.ts';
import { countOf } from '../words.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import { MOST_VERDICTS, type IncidentPolicy } from './incident-policy.ts';
import { changed, failedAgain, opened, reopened, resolved, type IncidentContext } from './incident-steps.ts';
import type { Mark } from './reviewed.ts';

/** What is known of one track: its last marks, and its unresolved incident or else the one resolved last. */
export interface TrackState {
  readonly recent: readonly Mark[];
  readonly incident: Incident | null;
}

/** What one mark makes of a track. `incident` is given only where it changed. */
export interface TrackChange {
  readonly recent: readonly Mark[];
  readonly incident: Incident | null;
  readonly event: IncidentEvent | null;
}

/** Follows a track by one good verdict. */
export function passed(
  { recent, incident }: TrackState,
  executionId: ExecutionId,
  policy: IncidentPolicy,
  now: Date,
): TrackChange {
  const marks = lastOf([...recent, 'ok'], MOST_VERDICTS);
  if (!incident || incident.status === 'resolved') return { recent: marks, incident: null, event: null };
  const seen = { passes: incident.passes + 1, lastExecutionId: executionId };
  if (seen.passes < policy.resolveAfter)
    return { recent: marks, incident: changed(incident, seen, now), event: null };
  const reason = whatPassed(incident, seen.passes);
  return { recent: marks, ...resolved({ ...incident, ...seen }, { by: null, reason, executionId }, now) };
}

/** Follows a track by one bad verdict, of which `context` tells. */
export function failed(
  { recent, incident }: TrackState,
  context: IncidentContext & { readonly executionId: ExecutionId },
  policy: IncidentPolicy,
  now: Date,
): TrackChange {
  const marks = lastOf([...recent, context.level], MOST_VERDICTS);
  if (incident && incident.status !== 'resolved')
    return { recent: marks, ...failedAgain(incident, context, now) };
  const { failures, of } = policy.openAfter;
  const bad = lastOf(marks, of).filter((mark) => mark !== 'ok').length;
  if (bad < failures) return { recent: marks, incident: null, event: null };
  const reason =
    of === 1
      ? whatFailed(context)
      : `${bad} of the last ${countOf(Math.min(of, marks.length), 'verdict')} were bad`;
  const step =
    incident?.resolvedAt && now.getTime() - incident.resolvedAt.getTime() <= policy.reopenWithinMs
      ? reopened(incident, context, `${reason}, soon after the resolution`, now)
      : opened(context, seedOf(context), reason, now);
  return { recent: marks, ...step };
}

const lastOf = (marks: readonly Mark[], n: number) => marks.slice(-n);

const seedOf = ({ executionId, kind, group }: IncidentContext) => JSON.stringify([executionId, kind, group]);

const whatFailed = ({ kind, level, group }: IncidentContext): string => {
  if (kind === 'execution') return 'the test could not be measured';
  return `the ${group === null ? 'test' : 'group'} ${level === 'warn' ? 'warned' : 'failed'}`;
};

const whatPassed = ({ kind, group }: Incident, passes: number): string => {
  const times = passes === 1 ? '' : ` ${passes} times in a row`;
  if (kind === 'execution') return `the test was measured${times}`;
  return group === null ? `the test passed${times}` : `the group passed or was gone${times}`;
};
