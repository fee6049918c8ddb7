import type { LoggerService } from '@nestjs/common';
import type { Env } from '../config/env.ts';
import { CapturingTransport } from '../notify/email/capturing.transport.ts';
import { EmailNotifier } from '../notify/email/email.notifier.ts';
import { SmtpTransport } from '../notify/email/smtp.transport.ts';
import { OutgoingHttp } from '../notify/outgoing-http.ts';
import { PagerdutyNotifier } from '../notify/pagerduty/pagerduty.notifier.ts';
import { NotifierRegistry } from '../notify/registry.ts';
import { SlackNotifier } from '../notify/slack/slack.notifier.ts';
import { TeamsNotifier } from '../notify/teams/teams.notifier.ts';
import { WebhookNotifier } from '../notify/webhook/webhook.notifier.ts';
import type { Mailbox } from '../ports/mailbox.ts';
import type { Notifiers } from '../ports/notifier.ts';

/** Every way to send alerts. Without a mail server mails are kept in the mailbox. */
export function notifiersOf(env: Env, mailbox: Mailbox, logger: LoggerService): Notifiers {
  const http = new OutgoingHttp({ allowed: env.outgoingAllow });
  const mails =
    env.mail.url === null ? new CapturingTransport(mailbox, logger) : new SmtpTransport(env.mail.url);
  return new NotifierRegistry([
    new EmailNotifier(mails, env.mail.from),
    new SlackNotifier(http),
    new TeamsNotifier(http),
    new PagerdutyNotifier(http),
    new WebhookNotifier(http),
  ]);
}
