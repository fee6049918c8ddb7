import type { Alert } from '../../core/alerting/alert.ts';
import type { ChannelTarget } from '../../core/alerting/channel.ts';
import type { Json } from '../../core/json.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../ports/notifier.ts';
import { httpDelivery } from '../http-delivery.ts';
import type { OutgoingHttp } from '../outgoing-http.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { actionOf, pagerdutyEvent, pagerdutyTransitions } from './pagerduty-event.ts';
import { pagerdutySecrets, pagerdutySettings } from './pagerduty-settings.ts';

/** Where events go, by region. */
export type PagerdutyUrls = Readonly<Record<'us' | 'eu', string>>;

const defaultUrls: PagerdutyUrls = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
};

/** One alert in PagerDuty a thread: an event that arrives twice changes nothing the second time. */
export class PagerdutyNotifier extends Notifier {
  readonly type = 'pagerduty';
  readonly settings = pagerdutySettings;
  readonly secrets = pagerdutySecrets;
  readonly identitySettings = [];
  readonly transitions = pagerdutyTransitions;
  readonly promise = 'exactlyOnce';

  constructor(
    private readonly http: OutgoingHttp,
    private readonly urls: PagerdutyUrls = defaultUrls,
  ) {
    super();
  }

  async deliver(
    target: ChannelTarget,
    given: Alert,
    _thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const alert = tidyAlert(given);
    const { region } = pagerdutySettings.parse(target.settings);
    const { routingKey } = pagerdutySecrets.parse(target.secrets);
    const post = async (event: Json) =>
      httpDelivery(
        await this.http.post(
          this.urls[region],
          { 'content-type': 'application/json' },
          JSON.stringify(event),
          signal,
        ),
        target.secrets,
      );
    const action = actionOf(alert);
    if (action === null)
      return {
        kind: 'sent',
        answer: `nothing to send: ${alert.stillOpen} incidents of this thread are open`,
        external: null,
      };
    const outcome = await post(pagerdutyEvent(routingKey, action, alert));
    // a test must not keep anybody awake
    if (alert.transition !== 'test' || outcome.kind === 'failed') return outcome;
    return post(pagerdutyEvent(routingKey, 'resolve', alert));
  }
}
