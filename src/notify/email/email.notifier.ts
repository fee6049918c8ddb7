import { z } from 'zod';
import { alertTransitions, type Alert, type AlertTransition } from '../../core/alerting/alert.ts';
import type { ChannelTarget } from '../../core/alerting/channel.ts';
import { addressOfSender } from '../../core/alerting/mail-address.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../ports/notifier.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { emailSecrets, emailSettings } from './email-settings.ts';
import { mailHtml } from './mail-html.ts';
import { mailText } from './mail-text.ts';
import type { Mail, MailTransport } from './mail.ts';

/** Mails of a thread answer its first one. A mail that is sent again has the same Message-ID. */
export class EmailNotifier extends Notifier {
  readonly type = 'email';
  readonly settings = emailSettings;
  readonly secrets = emailSecrets;
  readonly identitySettings = [];
  readonly transitions: readonly AlertTransition[] = alertTransitions.filter(
    (transition) => transition !== 'acknowledged',
  );
  readonly promise = 'atLeastOnce';

  constructor(
    private readonly transport: MailTransport,
    /** Who sends, where a channel does not say it. */
    private readonly sender: string,
  ) {
    super();
  }

  async deliver(
    target: ChannelTarget,
    alert: Alert,
    thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const earlier = threadMails.safeParse(thread.external).data ?? null;
    const mail = this.#mailOf(emailSettings.parse(target.settings), tidyAlert(alert), earlier);
    const outcome = await this.transport.send(mail, signal);
    if (outcome.kind === 'failed') return outcome;
    return { ...outcome, external: { first: earlier?.first ?? mail.messageId, last: mail.messageId } };
  }

  #mailOf(
    { to, cc, from }: z.output<typeof emailSettings>,
    alert: Alert,
    earlier: z.output<typeof threadMails> | null,
  ): Mail {
    return {
      deliveryId: alert.deliveryId,
      from: from ?? this.sender,
      to,
      cc: cc ?? [],
      subject: `[Plumbline] ${alert.title}`,
      // the host of the operator's sender, so that a channel's own sender does not change what a mail is called
      messageId: `<${alert.deliveryId}@plumbline.${addressOfSender(this.sender).split('@')[1]}>`,
      inReplyTo: earlier?.first ?? null,
      references: earlier ? [...new Set([earlier.first, earlier.last])] : [],
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-Plumbline-Transition': alert.transition,
        'X-Plumbline-Severity': alert.severity,
        'X-Plumbline-Thread': alert.threadId,
        'X-Plumbline-Delivery': alert.deliveryId,
      },
      text: mailText(alert),
      html: mailHtml(alert),
    };
  }
}

const threadMails = z.object({ first: z.string(), last: z.string() });
