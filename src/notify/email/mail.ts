import type { DeliveryId } from '../../core/ids.ts';
import type { DeliveryOutcome } from '../../ports/notifier.ts';

/** A mail, ready to be sent. */
export interface Mail {
  readonly deliveryId: DeliveryId;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Beside those that the fields above make. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

export type MailOutcome =
  { readonly kind: 'sent'; readonly answer: string } | Extract<DeliveryOutcome, { kind: 'failed' }>;

/** Where mails go. */
export interface MailTransport {
  /** Never throws for what a mail server did. */
  send(mail: Mail, signal: AbortSignal): Promise<MailOutcome>;
}
