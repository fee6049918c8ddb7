import { alertTransitions, type Alert } from '../../core/alerting/alert.ts';
import type { ChannelTarget } from '../../core/alerting/channel.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../ports/notifier.ts';
import { httpDelivery } from '../http-delivery.ts';
import type { OutgoingHttp } from '../outgoing-http.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { teamsMessage } from './teams-card.ts';
import { teamsSecrets, teamsSettings } from './teams-settings.ts';

/** Posts cards through a workflow, which has no memory: a message that is sent twice is seen twice. */
export class TeamsNotifier extends Notifier {
  readonly type = 'teams';
  readonly settings = teamsSettings;
  readonly secrets = teamsSecrets;
  readonly identitySettings = [];
  readonly transitions = alertTransitions;
  readonly promise = 'atLeastOnce';

  constructor(private readonly http: OutgoingHttp) {
    super();
  }

  async deliver(
    target: ChannelTarget,
    alert: Alert,
    _thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { url } = teamsSecrets.parse(target.secrets);
    const body = JSON.stringify(teamsMessage(tidyAlert(alert)));
    const outcome = await this.http.post(url, { 'content-type': 'application/json' }, body, signal);
    return httpDelivery(outcome, { ...target.secrets, ...parametersOf(url) });
  }
}

/** What in the address is secret by itself: an answer may repeat the signature alone. */
const parametersOf = (url: string): Record<string, string> =>
  Object.fromEntries([...new URL(url).searchParams].filter(([name]) => name === 'sig'));
