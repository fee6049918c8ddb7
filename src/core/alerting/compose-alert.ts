import { inWords } from '../duration.ts';
import { groupBy } from '../grouping.ts';
import type { AlertThreadId, DeliveryId } from '../ids.ts';
import { severities, type Incident } from '../incidents/incident.ts';
import { countOf, inNumber } from '../words.ts';
import type { Alert, AlertedIncident, AlertTransition } from './alert.ts';
import { complaintsOf, nameOf, nounOf } from './alert-words.ts';

export const MOST_SHOWN = 50;

/** What a message is about, before it has words. */
export interface AlertMatter {
  readonly deliveryId: DeliveryId;
  readonly threadId: AlertThreadId;
  readonly transition: Exclude<AlertTransition, 'test'>;
  readonly at: Date;
  /** All of them, the worst first (see `worstFirst`). */
  readonly incidents: readonly Incident[];
  /** The first of them, in full. */
  readonly shown: readonly AlertedIncident[];
  readonly stillOpen: number;
  /** How many incidents a digest tells to have opened and to have recovered. */
  readonly happened: { readonly opened: number; readonly recovered: number };
  /** Where people read more: the platform's own address, without a slash at its end. */
  readonly publicUrl: string;
}

/** The order in which incidents are shown. */
export const worstFirst = (incidents: readonly Incident[]): readonly Incident[] =>
  [...incidents].sort(
    (a, b) =>
      rank(b) - rank(a) ||
      a.openedAt.getTime() - b.openedAt.getTime() ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );

const rank = ({ status, severity, level }: Incident) =>
  (status === 'resolved' ? 0 : 100) + 10 * severities.indexOf(severity) + (level === 'warn' ? 0 : 1);

/** One message in words. */
export function composeAlert(matter: AlertMatter): Alert {
  const { deliveryId, threadId, transition, at, incidents, shown, stillOpen } = matter;
  return {
    deliveryId,
    threadId,
    transition,
    at,
    title: titleOf(matter),
    summary: summaryOf(matter),
    incidents: shown,
    more: incidents.length - shown.length,
    stillOpen,
    severity: severities.findLast((severity) => incidents.some((one) => one.severity === severity)) ?? 'low',
    url: urlOf(matter),
  };
}

function titleOf(matter: AlertMatter): string {
  const { transition, incidents, happened, stillOpen } = matter;
  const place = placeOf(matter);
  switch (transition) {
    case 'digest':
      return `Digest: ${inNumber(happened.opened)} opened, ${inNumber(happened.recovered)} recovered, ${inNumber(stillOpen)} still open`;
    case 'recovered':
      return sentence(incidents, place, 'recovered');
    case 'acknowledged':
      return sentence(incidents, place, incidents.length === 1 ? 'is acknowledged' : 'are acknowledged');
    case 'opened':
      return complaint(incidents, place, '');
    case 'escalated':
      return complaint(incidents, place, 'now ');
    case 'reminder':
      return complaint(incidents, place, 'still ');
  }
}

/** `orders keep coming recovered on public.orders`, `3 tests of public.orders recovered`. */
function sentence(incidents: readonly Incident[], place: string | null, verb: string): string {
  const subject = subjectOf(incidents);
  if (place === null) return `${subject} ${verb}`;
  return incidents.length === 1 ? `${subject} ${verb} on ${place}` : `${subject} of ${place} ${verb}`;
}

/** `orders keep coming`, `3 tests`, `12 tests and 1 schedule`. */
function subjectOf(incidents: readonly Incident[]): string {
  if (incidents.length === 1) return nameOf(incidents[0]!);
  const byNoun = groupBy(incidents, (incident) => nounOf[incident.kind]);
  return [...byNoun].map(([noun, ofNoun]) => countOf(ofNoun.length, noun)).join(' and ');
}

/** `3 tests of public.orders fail`; where they complain of several things: `4 tests of public.orders: 3 fail, 1 warns`. */
function complaint(incidents: readonly Incident[], place: string | null, adverb: string): string {
  const ways = [...groupBy(incidents, (one) => `${one.kind}/${one.level}`).values()];
  const verb = (of: readonly Incident[]) =>
    `${adverb}${complaintsOf(of[0]!)[of.length === 1 ? 'one' : 'many']}`;
  if (ways.length === 1) return sentence(incidents, place, verb(incidents));
  const parts = ways.map((of) => `${inNumber(of.length)} ${verb(of)}`).join(', ');
  return `${subjectOf(incidents)}${place === null ? '' : ` of ${place}`}: ${parts}`;
}

/** `public.orders`, `12 datasets of warehouse`; null where nothing has a dataset. */
function placeOf({ incidents, shown }: AlertMatter): string | null {
  const datasets = groupBy(
    incidents.filter(({ dataset }) => dataset !== null),
    ({ connectionId, dataset }) => `${connectionId}/${dataset}`,
  );
  if (datasets.size === 0) return null;
  if (datasets.size === 1) return [...datasets.values()][0]![0]!.dataset;
  const connections = new Set(incidents.map(({ connectionId }) => connectionId));
  const name = connections.size === 1 ? shown[0]?.connection : null;
  return `${countOf(datasets.size, 'dataset')}${name ? ` of ${name}` : ''}`;
}

function summaryOf(matter: AlertMatter): string {
  const { incidents, at, transition } = matter;
  const worst = incidents[0]!;
  if (transition === 'recovered') return recoverySummary(matter);
  if (incidents.length > 1)
    return withStop(`The worst: ${nameOf(worst)} (${worst.severity}): ${worst.message}`);
  if (transition === 'digest') return withStop(`${nameOf(worst)}: ${worst.message}`);
  const age = inWords(at.getTime() - worst.openedAt.getTime());
  const since = transition === 'opened' ? '' : ` Open for ${age}, ${countOf(worst.failures, 'failure')}.`;
  return `${withStop(worst.message)}${since}`;
}

function recoverySummary({ incidents, at, stillOpen }: AlertMatter): string {
  const longest = Math.max(
    ...incidents.map(({ openedAt, resolvedAt }) => (resolvedAt ?? at).getTime() - openedAt.getTime()),
  );
  const which = incidents.length === 1 ? 'It' : 'The longest';
  const rest = `${countOf(stillOpen, 'incident')} of this alert ${stillOpen === 1 ? 'is' : 'are'} still open.`;
  return `${which} was open for ${inWords(longest)}.${stillOpen > 0 ? ` ${rest}` : ''}`;
}

const withStop = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function urlOf({ incidents, publicUrl }: AlertMatter): string {
  if (incidents.length === 1) return incidentUrl(publicUrl, incidents[0]!.id);
  const sharedBy = (valueOf: (incident: Incident) => string | null): string | null => {
    const value = valueOf(incidents[0]!);
    return incidents.every((incident) => valueOf(incident) === value) ? value : null;
  };
  const query = [
    ['connectionId', sharedBy(({ connectionId }) => connectionId)],
    ['dataset', sharedBy(({ dataset }) => dataset)],
  ].flatMap(([name, value]) => (value ? `${name}=${encodeURIComponent(value)}` : []));
  return `${publicUrl}/v1/incidents${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

export const incidentUrl = (publicUrl: string, id: Incident['id']): string =>
  `${publicUrl}/v1/incidents/${id}`;
