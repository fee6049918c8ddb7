import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest } from '../../core/page.ts';
import { Mailbox, type MailSummary } from '../../ports/mailbox.ts';
import { MailSettings } from './mail-settings.ts';

/** `isCaptured` is false where a mail server sends the mails: there may still be some of an earlier time. */
export interface MailPage extends Page<MailSummary> {
  readonly isCaptured: boolean;
}

/** The mails that were kept, newest first. Throws `MalformedCursor`. */
export class ListMails extends Query<MailPage> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListMails)
export class ListMailsHandler implements IQueryHandler<ListMails> {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly settings: MailSettings,
  ) {}

  async execute({ page }: ListMails): Promise<MailPage> {
    return { ...(await this.mailbox.list(page)), isCaptured: this.settings.isCaptured };
  }
}
