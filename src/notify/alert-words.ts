import type { Alert, AlertedIncident, AlertTransition, TrendPoint } from '../core/alerting/alert.ts';
import type { IncidentKind, IncidentLevel } from '../core/incidents/incident.ts';

export const transitionWords: Readonly<Record<AlertTransition, string>> = {
  opened: 'New',
  escalated: 'Got worse',
  acknowledged: 'Acknowledged',
  recovered: 'Recovered',
  reminder: 'Still open',
  digest: 'Digest',
  test: 'Test message',
};

const kindWords: Readonly<Record<IncidentKind, string>> = {
  data: 'Data',
  execution: 'Could not be measured',
  missing: 'No verdict in time',
  delivery: 'Alerts do not arrive',
};

/** How an incident stands, for a badge and its colour. */
export type Standing = IncidentLevel | 'acknowledged' | 'resolved';

export const standingOf = ({ status, level }: Pick<AlertedIncident, 'status' | 'level'>): Standing =>
  status === 'open' ? level : status;

export const standingWords: Readonly<Record<Standing, string>> = {
  warn: 'warns',
  fail: 'fails',
  error: 'errors',
  acknowledged: 'acknowledged',
  resolved: 'recovered',
};

/** `2026-11-27 12:37 UTC` */
export const instantWords = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The subject's name, and which of its groups. */
export const nameOf = ({ subject, group }: Pick<AlertedIncident, 'subject' | 'group'>): string =>
  group === null ? subject.name : `${subject.name} (${group})`;

/** `warehouse, public.orders`; null for what has no place. */
export function placeOf({ connection, dataset }: Pick<AlertedIncident, 'connection' | 'dataset'>) {
  return [connection, dataset].filter((part) => part !== null).join(', ') || null;
}

/** `rows: 1,204, share: 3 %`; null when there are none. */
const numbersOf = (numbers: AlertedIncident['observed']): string | null =>
  numbers.map(({ name, value }) => `${name}: ${value}`).join(', ') || null;

/** Labels and values. */
export type Facts = readonly (readonly [string, string])[];

const known = (facts: readonly (readonly [string, string | null])[]): Facts =>
  facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);

/** The numbers and the bounds. */
export const measuredOf = ({ observed, expected }: AlertedIncident): Facts =>
  known([
    ['Observed', numbersOf(observed)],
    ['Expected', numbersOf(expected)],
  ]);

/** What else is known of an incident beside its name and message. */
export const factsOf = (incident: AlertedIncident): Facts =>
  known([
    ['Where', placeOf(incident)],
    ['Severity', incident.severity],
    ['Kind', incident.kind === 'data' ? null : kindWords[incident.kind]],
    ['Owner', incident.owner],
    ['Assigned to', incident.assignee],
    ['Tags', incident.tags.join(', ') || null],
    ['Since', instantWords(incident.openedAt)],
    ['Until', incident.resolvedAt && instantWords(incident.resolvedAt)],
  ]);

/** The message, unless the alert's summary has said it already. */
export const newsOf = ({ message }: AlertedIncident, { summary }: Alert): string | null =>
  message === '' || summary.includes(message.replace(/\.$/, '')) ? null : message;

/** What is missing from the incidents shown: how many more there are, and how many of the thread did not recover. */
export const notesOf = ({ more, stillOpen, transition }: Alert): readonly string[] => [
  ...(more > 0 ? [`And ${more} more, which are not shown here.`] : []),
  ...(transition === 'recovered' && stillOpen > 0
    ? [
        `${stillOpen === 1 ? '1 more that was told of is' : `${stillOpen} more that were told of are`} still open.`,
      ]
    : []),
];

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Each value as a share of the range of all, 0 to 1; null where there is none. With one value only it is 0.5. */
export function heightsOf(trend: readonly TrendPoint[]): readonly (number | null)[] {
  const values = trend.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return trend.map(({ value }) => {
    if (value === null || !Number.isFinite(value)) return null;
    // halves first: the difference of two large numbers may be infinite
    return most === least ? 0.5 : (value / 2 - least / 2) / (most / 2 - least / 2);
  });
}

/** The values as a line of bars, `▂▃▂█`; null when there are fewer than two. */
export function sparkline(trend: readonly TrendPoint[]): string | null {
  const heights = heightsOf(trend);
  if (heights.filter((height) => height !== null).length < 2) return null;
  return heights.map((height) => (height === null ? ' ' : LEVELS[Math.round(height * 7)])).join('');
}

/** How a past verdict is shown; what is no verdict counts as none. */
export type Mark = 'passed' | 'warned' | 'failed' | 'errored' | 'none';
const marks: readonly string[] = ['passed', 'warned', 'failed', 'errored'] satisfies readonly Mark[];
export const markOf = ({ status }: TrendPoint): Mark => (marks.includes(status) ? (status as Mark) : 'none');

const letters: Readonly<Record<Mark, string>> = {
  passed: '.',
  warned: 'w',
  failed: 'F',
  errored: 'E',
  none: '-',
};

/** The verdicts as letters, oldest first: `....wFF`. */
export const verdictLetters = (trend: readonly TrendPoint[]): string =>
  trend.map((point) => letters[markOf(point)]).join('');
