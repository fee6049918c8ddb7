import type { Incident, IncidentKind } from '../incidents/incident.ts';

/** What the subject of an incident is called. */
export const nounOf: Record<IncidentKind, string> = {
  data: 'test',
  execution: 'test',
  missing: 'schedule',
  delivery: 'channel',
};

/** What is wrong, said of one and of many. */
export function complaintsOf({ kind, level }: Pick<Incident, 'kind' | 'level'>): {
  readonly one: string;
  readonly many: string;
} {
  switch (kind) {
    case 'data':
      return level === 'warn' ? { one: 'warns', many: 'warn' } : { one: 'fails', many: 'fail' };
    case 'execution':
      return { one: 'cannot be measured', many: 'cannot be measured' };
    case 'missing':
      return { one: 'gives no verdict', many: 'give no verdict' };
    case 'delivery':
      return { one: 'does not deliver', many: 'do not deliver' };
  }
}

/** The name of what an incident is about, with the group where it is about one. */
export const nameOf = ({ subject, group }: Pick<Incident, 'subject' | 'group'>): string =>
  group === null ? subject.name : `${subject.name} (${group})`;
