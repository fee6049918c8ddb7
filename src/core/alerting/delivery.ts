import type { ChannelId, DeliveryId } from '../ids.ts';
import type { Alert, AlertTransition } from './alert.ts';

/**
 * `queued`: waits for its first try or the next one. `sending`: an attempt has begun. `dropped`: what it would go on with
 * never arrived, or its channel is gone.
 */
export const deliveryStatuses = ['queued', 'sending', 'sent', 'failed', 'dropped'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message on one channel. */
export interface Delivery {
  readonly id: DeliveryId;
  readonly channelId: ChannelId;
  /** As they were when the message was made. */
  readonly channelName: string;
  readonly channelType: string;
  readonly transition: AlertTransition;
  readonly title: string;
  readonly status: DeliveryStatus;
  readonly createdAt: Date;
  /** When it was sent, given up or dropped; null before. */
  readonly finishedAt: Date | null;
  readonly attempts: number;
  /** What the other side said last, or why there was nobody to ask; null before the first answer. */
  readonly answer: string | null;
}

/** One try. An attempt that began and has no end is one whose process died: the message may have arrived. */
export interface DeliveryAttempt {
  readonly number: number;
  readonly beganAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: 'sent' | 'failed' | 'unknown';
  readonly answer: string | null;
}

/** All that is known of a delivery. */
export interface DeliveryReport extends Delivery {
  readonly content: Alert;
  readonly log: readonly DeliveryAttempt[];
}

/** A message that is to be sent, made in full. */
export interface NewDelivery {
  readonly channel: { readonly id: ChannelId; readonly name: string; readonly type: string };
  readonly content: Alert;
}

/** When a channel last worked, and when it last did not. */
export interface ChannelHealth {
  readonly lastSentAt: Date | null;
  readonly lastFailure: { readonly at: Date; readonly answer: string | null } | null;
  /** Deliveries that wait or are being tried. */
  readonly waiting: number;
}
