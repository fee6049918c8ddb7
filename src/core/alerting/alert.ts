import type { Incident } from '../incidents/incident.ts';
import type { AlertThreadId, DeliveryId } from '../ids.ts';

/** What an alert tells. `test` is a test-send; `digest` sums up what happened since the digest before. */
export const alertTransitions = [
  'opened',
  'escalated',
  'acknowledged',
  'recovered',
  'reminder',
  'digest',
  'test',
] as const;
export type AlertTransition = (typeof alertTransitions)[number];

/** One past verdict of a test, for a small trend; `value` is the number that the test judges, null when there is none. */
export interface TrendPoint {
  readonly at: Date;
  readonly status: string;
  readonly value: number | null;
}

/** An incident as an alert shows it. Texts are plain: each channel escapes them in its own way. */
export interface AlertedIncident {
  readonly id: Incident['id'];
  readonly kind: Incident['kind'];
  readonly subject: Incident['subject'];
  readonly group: string | null;
  /** The connection's name; null for subjects without one, or when it is gone. */
  readonly connection: string | null;
  readonly dataset: string | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly assignee: string | null;
  readonly severity: Incident['severity'];
  readonly level: Incident['level'];
  readonly status: Incident['status'];
  readonly openedAt: Date;
  readonly resolvedAt: Date | null;
  readonly message: string;
  /** Numbers that were observed and the bounds that were set, by name, as text: `rows`, `1,204`. */
  readonly observed: readonly { readonly name: string; readonly value: string }[];
  readonly expected: readonly { readonly name: string; readonly value: string }[];
  /** Oldest first, at most 14. */
  readonly trend: readonly TrendPoint[];
  readonly url: string;
}

/** One message about one or many incidents, made once and sent unchanged however often it is tried. */
export interface Alert {
  /** The idempotency key: the same delivery has the same id in every attempt. */
  readonly deliveryId: DeliveryId;
  /** Messages about the same incidents on one channel share a thread. */
  readonly threadId: AlertThreadId;
  readonly transition: AlertTransition;
  readonly at: Date;
  /** One line: `3 tests of public.orders fail`. */
  readonly title: string;
  /** One or two sentences. */
  readonly summary: string;
  /** What happened to which; at most 50, the worst first. */
  readonly incidents: readonly AlertedIncident[];
  /** Incidents that this alert is about beside those shown. */
  readonly more: number;
  /** Incidents of the thread that are not resolved now. */
  readonly stillOpen: number;
  /** The worst severity among them. */
  readonly severity: Incident['severity'];
  readonly url: string;
}
