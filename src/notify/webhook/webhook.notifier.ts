import { alertTransitions, type Alert } from '../../core/alerting/alert.ts';
import type { ChannelTarget } from '../../core/alerting/channel.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../ports/notifier.ts';
import { httpDelivery } from '../http-delivery.ts';
import type { OutgoingHttp } from '../outgoing-http.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { signatureOf } from './signature.ts';
import { webhookBody } from './webhook-body.ts';
import { webhookSecrets, webhookSettings } from './webhook-settings.ts';

/**
 * Posts alerts as JSON, signed as the Standard Webhooks specification says. A delivery that is sent again has the same
 * `webhook-id`, by which a receiver tells that it has seen it.
 */
export class WebhookNotifier extends Notifier {
  readonly type = 'webhook';
  readonly settings = webhookSettings;
  readonly secrets = webhookSecrets;
  readonly identitySettings = ['url'];
  readonly transitions = alertTransitions;
  readonly promise = 'atLeastOnce';

  constructor(
    private readonly http: OutgoingHttp,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  async deliver(
    target: ChannelTarget,
    alert: Alert,
    _thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { url, headers } = webhookSettings.parse(target.settings);
    const { signingSecret, authorization } = webhookSecrets.parse(target.secrets);
    const body = JSON.stringify(webhookBody(tidyAlert(alert)));
    // the time of this attempt: receivers refuse old ones, so that nobody can play back what was overheard
    const timestamp = Math.floor(this.now().getTime() / 1000);
    const outcome = await this.http.post(
      url,
      {
        ...headers,
        ...(authorization !== undefined && { authorization }),
        'content-type': 'application/json',
        'idempotency-key': alert.deliveryId,
        'webhook-id': alert.deliveryId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureOf(signingSecret, alert.deliveryId, timestamp, body),
      },
      body,
      signal,
    );
    return httpDelivery(outcome, target.secrets);
  }
}
