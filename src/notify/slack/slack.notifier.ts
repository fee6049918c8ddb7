import { alertTransitions, type Alert, type AlertTransition } from '../../core/alerting/alert.ts';
import type { ChannelTarget } from '../../core/alerting/channel.ts';
import type { Json } from '../../core/json.ts';
import { Notifier, type DeliveryOutcome, type ThreadState } from '../../ports/notifier.ts';
import type { OutgoingHttp } from '../outgoing-http.ts';
import { tidyAlert } from '../tidy-alert.ts';
import { SlackApi, type SlackResult } from './slack-api.ts';
import { findMessage } from './slack-history.ts';
import { posting, replyMessage, threadMessage } from './slack-message.ts';
import { slackSecrets, slackSettings } from './slack-settings.ts';
import { linesOf, slackThread, type SlackThread } from './slack-thread.ts';

/** What those who follow a thread are told beside the change of its message. */
const isTold: Readonly<Record<AlertTransition, boolean>> = {
  opened: true,
  escalated: true,
  acknowledged: false,
  recovered: true,
  reminder: true,
  digest: true,
  test: true,
};

/** The thread's message cannot be changed any more; the alert gets one of its own. */
const GONE = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found'];

/**
 * One message a thread, which later alerts change. What may have arrived is looked for in the channel's history before it
 * is posted again; where the bot may not read that, it is posted again.
 */
export class SlackNotifier extends Notifier {
  readonly type = 'slack';
  readonly settings = slackSettings;
  readonly secrets = slackSecrets;
  readonly identitySettings = [];
  readonly transitions = alertTransitions;
  readonly promise = 'atLeastOnce';

  constructor(
    private readonly http: OutgoingHttp,
    private readonly apiUrl = 'https://slack.com/api',
  ) {
    super();
  }

  async deliver(
    target: ChannelTarget,
    given: Alert,
    thread: ThreadState,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    const { channel } = slackSettings.parse(target.settings);
    const { botToken } = slackSecrets.parse(target.secrets);
    const alert = tidyAlert(given);
    const within = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
    const api = new SlackApi(this.http, this.apiUrl, botToken, within);
    const earlier = slackThread.safeParse(thread.external).data ?? null;
    if (earlier === null) return this.#open(api, channel, alert, thread);

    const lines = linesOf(earlier.lines, alert);
    const { channel: at, ts } = earlier;
    const changed = await api.write('chat.update', { channel: at, ts, ...threadMessage(alert, lines) });
    if (changed.kind === 'failed')
      return changed.error !== null && GONE.includes(changed.error)
        ? this.#open(api, channel, alert, thread)
        : changed.outcome;
    const state: SlackThread = { channel: at, ts, lines: [...lines] };
    if (!isTold[alert.transition]) return { kind: 'sent', answer: 'changed the message', external: state };
    const found = await this.#lookFor(api, alert, thread, state);
    if (found.kind === 'failed') return found;
    if (found.ts !== null) return { kind: 'sent', answer: 'it had arrived before', external: state };
    const posted = await api.write('chat.postMessage', {
      channel: at,
      thread_ts: ts,
      ...replyMessage(alert),
      ...posting(alert),
    });
    return sentOr(posted, state, `changed the message and answered it${found.note}`);
  }

  /** Posts the message that begins the thread. */
  async #open(api: SlackApi, channel: string, alert: Alert, thread: ThreadState): Promise<DeliveryOutcome> {
    const lines = [...linesOf([], alert)];
    const found = await this.#lookFor(api, alert, thread, { channel, ts: null });
    if (found.kind === 'failed') return found;
    if (found.ts !== null)
      return { kind: 'sent', answer: 'it had arrived before', external: { channel, ts: found.ts, lines } };
    const posted = await api.write('chat.postMessage', {
      channel,
      ...threadMessage(alert, lines),
      ...posting(alert),
    });
    const state =
      posted.kind === 'done'
        ? { channel: posted.answer.channel ?? channel, ts: posted.answer.ts ?? '', lines }
        : null;
    return sentOr(posted, state, `posted${found.note}`);
  }

  async #lookFor(
    api: SlackApi,
    alert: Alert,
    { mayHaveArrived, firstTriedAt }: ThreadState,
    at: { readonly channel: string; readonly ts: string | null },
  ): Promise<
    { kind: 'looked'; ts: string | null; note: string } | Extract<DeliveryOutcome, { kind: 'failed' }>
  > {
    if (!mayHaveArrived) return { kind: 'looked', ts: null, note: '' };
    const search = await findMessage(api, at, alert.deliveryId, firstTriedAt);
    switch (search.kind) {
      case 'found':
        return { kind: 'looked', ts: search.ts, note: '' };
      case 'absent':
        return { kind: 'looked', ts: null, note: '' };
      case 'unreadable':
        return { kind: 'looked', ts: null, note: `, perhaps for the second time: ${search.reason}` };
      case 'failed':
        return search.outcome;
    }
  }
}

const sentOr = (result: SlackResult, external: Json, answer: string): DeliveryOutcome =>
  result.kind === 'done' ? { kind: 'sent', answer, external } : result.outcome;
