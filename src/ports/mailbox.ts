import type { DeliveryId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** A mail that was kept in place of being sent. */
export interface CapturedMail {
  /** That of the delivery that made it. */
  readonly id: DeliveryId;
  readonly capturedAt: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string;
  readonly html: string;
}

export type MailSummary = Omit<CapturedMail, 'headers' | 'text' | 'html'>;

/** Where mails are kept while there is no mail server. */
export abstract class Mailbox {
  /** Keeps a mail, and of all mails the newest 500. One with an id that is there already changes nothing. */
  abstract keep(mail: Omit<CapturedMail, 'capturedAt'>): Promise<void>;

  /** Newest first. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<MailSummary>>;

  /** Null for an unknown id, also for one whose mail is no longer kept. */
  abstract get(id: DeliveryId): Promise<CapturedMail | null>;
}
