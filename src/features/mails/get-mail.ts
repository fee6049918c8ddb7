import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { MailNotFound } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import { Mailbox, type CapturedMail } from '../../ports/mailbox.ts';

/** Throws `MailNotFound`. */
export class GetMail extends Query<CapturedMail> {
  constructor(readonly id: DeliveryId) {
    super();
  }
}

@QueryHandler(GetMail)
export class GetMailHandler implements IQueryHandler<GetMail> {
  constructor(private readonly mailbox: Mailbox) {}

  async execute({ id }: GetMail): Promise<CapturedMail> {
    const mail = await this.mailbox.get(id);
    if (!mail) throw new MailNotFound(id);
    return mail;
  }
}
