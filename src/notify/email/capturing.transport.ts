import type { LoggerService } from '@nestjs/common';
import type { Mailbox } from '../../ports/mailbox.ts';
import type { Mail, MailOutcome, MailTransport } from './mail.ts';

/** Without a mail server: mails are kept, to be read through the API, and the log says so. */
export class CapturingTransport implements MailTransport {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly logger: LoggerService,
  ) {}

  async send(mail: Mail): Promise<MailOutcome> {
    await this.mailbox.keep({
      id: mail.deliveryId,
      from: mail.from,
      to: mail.to,
      cc: mail.cc,
      subject: mail.subject,
      headers: headersOf(mail),
      text: mail.text,
      html: mail.html,
    });
    const others = mail.to.length + mail.cc.length - 1;
    const recipients = `${mail.to[0]}${others > 0 ? ` and ${others} more` : ''}`;
    this.logger.log(`mail to ${recipients}: "${mail.subject}", read it at /v1/mails/${mail.deliveryId}`);
    return { kind: 'sent', answer: `kept at /v1/mails/${mail.deliveryId}: SMTP_URL is not set` };
  }
}

const headersOf = (mail: Mail): { name: string; value: string }[] =>
  Object.entries({
    From: mail.from,
    To: mail.to.join(', '),
    ...(mail.cc.length > 0 && { Cc: mail.cc.join(', ') }),
    Subject: mail.subject,
    'Message-ID': mail.messageId,
    ...(mail.inReplyTo !== null && { 'In-Reply-To': mail.inReplyTo }),
    ...(mail.references.length > 0 && { References: mail.references.join(' ') }),
    ...mail.headers,
  }).map(([name, value]) => ({ name, value }));
