import type { z } from 'zod';
import type { Alert, AlertTransition } from '../core/alerting/alert.ts';
import type { ChannelTarget } from '../core/alerting/channel.ts';
import type { Json } from '../core/json.ts';

/** What became of one attempt. `answer` is what the other side said, shortened and without secrets; safe to show. */
export type DeliveryOutcome =
  | {
      readonly kind: 'sent';
      readonly answer: string;
      /** What later messages of the thread need to know: the id of the message to update. */
      readonly external: Json;
    }
  | {
      readonly kind: 'failed';
      readonly answer: string;
      /** False when trying again cannot help: the other side refuses the address, the key or the message. */
      readonly isWorthRetrying: boolean;
      /** The other side asked to wait so long. */
      readonly retryAfterMs?: number;
    };

/** What is known of the thread that an alert belongs to. */
export interface ThreadState {
  /** `external` of the latest message of the thread that was sent; null before the first. */
  readonly external: Json;
  /** An earlier attempt at this very delivery began and is not known to have been refused: it may have arrived. */
  readonly mayHaveArrived: boolean;
  /** When the first attempt at this delivery began. */
  readonly firstTriedAt: Date;
}

/** One way to send alerts. */
export abstract class Notifier {
  abstract readonly type: string;
  /** Parses a channel's `settings`; no secret is part of them. */
  abstract readonly settings: z.ZodType<{ [key: string]: Json }>;
  /** Parses a channel's `secrets`. */
  abstract readonly secrets: z.ZodType<{ [name: string]: string }>;
  /** The settings that decide to whom secrets are shown: changing one of them demands the secrets again. */
  abstract readonly identitySettings: readonly string[];
  /** Which transitions it can tell; the others are not sent to it. */
  abstract readonly transitions: readonly AlertTransition[];
  /** What is promised when a process dies between sending and noting it down. */
  abstract readonly promise: 'exactlyOnce' | 'atLeastOnce';

  /** Sends, within 10 s or until `signal` aborts. Never throws for what the other side did. */
  abstract deliver(
    target: ChannelTarget,
    alert: Alert,
    thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}

/** The types of channels this program knows. */
export abstract class Notifiers {
  abstract readonly types: readonly string[];
  /** Null for an unknown type. */
  abstract for(type: string): Notifier | null;
}
