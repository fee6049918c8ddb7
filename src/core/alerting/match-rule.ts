import type { Incident } from '../incidents/incident.ts';
import type { RuleMatch } from './alert-rule.ts';
import { fitsPattern } from './name-pattern.ts';

type Asked = Pick<Incident, 'tags' | 'owner' | 'severity' | 'kind' | 'testKind' | 'dataset' | 'connectionId'>;

/** Whether every condition that is given holds; what an incident does not have fits no condition about it. */
export const matchesRule = (match: RuleMatch, incident: Asked): boolean =>
  (match.tags ?? []).every((tag) => incident.tags.includes(tag)) &&
  among(match.owners, incident.owner) &&
  among(match.severities, incident.severity) &&
  among(match.incidentKinds, incident.kind) &&
  among(match.testKinds, incident.testKind) &&
  among(match.connectionIds, incident.connectionId) &&
  (match.datasets === undefined ||
    match.datasets.some((pattern) => incident.dataset !== null && fitsPattern(incident.dataset, pattern)));

const among = (wanted: readonly string[] | undefined, value: string | null): boolean =>
  wanted === undefined || (value !== null && wanted.includes(value));
