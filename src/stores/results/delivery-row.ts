import type { Alert, AlertedIncident, AlertTransition, TrendPoint } from '../../core/alerting/alert.ts';
import type { Delivery, DeliveryAttempt, DeliveryStatus } from '../../core/alerting/delivery.ts';
import type { ChannelId, DeliveryId } from '../../core/ids.ts';

/** As the driver answers it. */
export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly channel_id: ChannelId;
  readonly channel_name: string;
  readonly channel_type: string;
  readonly transition: AlertTransition;
  readonly title: string;
  readonly status: DeliveryStatus;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly fence: number;
  readonly answer: string | null;
}

export const deliveryOf = (row: DeliveryRow): Delivery => ({
  id: row.id,
  channelId: row.channel_id,
  channelName: row.channel_name,
  channelType: row.channel_type,
  transition: row.transition,
  title: row.title,
  status: row.status,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  attempts: row.fence,
  answer: row.answer,
});

/** What JSON makes of a value: its instants are texts. */
type Stored<T> = T extends Date
  ? string
  : T extends string | number | boolean | null
    ? T
    : { readonly [K in keyof T]: Stored<T[K]> };

export type StoredAlert = Stored<Alert>;
export type StoredAttempt = Stored<{
  number: number;
  began_at: Date;
  ended_at: Date | null;
  outcome: DeliveryAttempt['outcome'];
  answer: string | null;
}>;

/** An alert as it was made. */
export const alertOf = (stored: StoredAlert): Alert => ({
  ...stored,
  at: new Date(stored.at),
  incidents: stored.incidents.map(incidentOf),
});

const incidentOf = (stored: Stored<AlertedIncident>): AlertedIncident => ({
  ...stored,
  openedAt: new Date(stored.openedAt),
  resolvedAt: instantOf(stored.resolvedAt),
  trend: stored.trend.map(pointOf),
});

const pointOf = (stored: Stored<TrendPoint>): TrendPoint => ({ ...stored, at: new Date(stored.at) });

export const attemptOf = (stored: StoredAttempt): DeliveryAttempt => ({
  number: stored.number,
  beganAt: new Date(stored.began_at),
  endedAt: instantOf(stored.ended_at),
  outcome: stored.outcome,
  answer: stored.answer,
});

const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
