import type { Alert, AlertTransition } from '../core/alerting/alert.ts';
import type { ChannelHealth, Delivery, DeliveryReport, DeliveryStatus } from '../core/alerting/delivery.ts';
import type { ChannelId, DeliveryId, IncidentId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Every condition that is given must hold. */
export interface DeliveryFilter {
  readonly channelId?: ChannelId | undefined;
  readonly status?: readonly DeliveryStatus[] | undefined;
  readonly incidentId?: IncidentId | undefined;
  readonly transition?: readonly AlertTransition[] | undefined;
}

/** The right to send one delivery, until the lease runs out; `attempt` tells claims apart. */
export interface DeliveryClaim {
  readonly id: DeliveryId;
  readonly channelId: ChannelId;
  readonly channelName: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** The same, from the last time that somebody had a failed delivery tried again. */
  readonly tries: number;
  readonly content: Alert;
  /** What the thread's last message that was sent left for the next one. */
  readonly external: Json;
  /** An earlier attempt may have reached the other side. */
  readonly mayHaveArrived: boolean;
  readonly firstTriedAt: Date;
}

/**
 * `claimed`: send it. `later`: another worker sends it, or the message before it in its thread is not out yet.
 * `finished`: there is nothing to do.
 */
export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly claim: DeliveryClaim }
  | { readonly kind: 'later'; readonly delayMs: number }
  | { readonly kind: 'finished' };

/** What became of an attempt. `again` keeps the delivery queued. */
export type AttemptEnd =
  | { readonly kind: 'sent'; readonly answer: string; readonly external: Json }
  | { readonly kind: 'again'; readonly answer: string; readonly outcome: 'failed' | 'unknown' }
  | { readonly kind: 'failed'; readonly answer: string; readonly outcome: 'failed' | 'unknown' };

/** What a job needs to know of a delivery. */
export interface DeliveryKey {
  readonly deliveryId: DeliveryId;
  readonly channelId: ChannelId;
}

/** Deliveries: claimed, tried, recorded. Leases are by the store's clock. */
export abstract class DeliveryLedger {
  /**
   * Claims the delivery and notes that an attempt begins, in one step: of any number of callers one gets it. The
   * messages of a thread go out in order; one whose opening message failed is dropped.
   */
  abstract claim(id: DeliveryId, leaseMs: number): Promise<ClaimAnswer>;
  /** Records how the claim's attempt ended. Answers false, and changes nothing, when the claim is no longer the last. */
  abstract record(claim: DeliveryClaim, end: AttemptEnd): Promise<boolean>;
  /** Takes a delivery that is not finished out of the way: there is nobody to send it to. */
  abstract drop(id: DeliveryId, why: string): Promise<void>;
  /** Queues a failed delivery once more, with all its attempts before it. Answers whether it was failed. */
  abstract retry(id: DeliveryId): Promise<boolean>;
  /** Deliveries that have waited for longer than `forMs` since anything happened to them and that nobody sends. */
  abstract strays(forMs: number, limit: number): Promise<readonly DeliveryKey[]>;

  abstract get(id: DeliveryId): Promise<DeliveryReport | null>;
  /** Newest first. Throws `MalformedCursor`. */
  abstract list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  abstract health(channelId: ChannelId): Promise<ChannelHealth>;
}
