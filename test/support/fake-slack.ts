import {
  startHttpReceiver,
  type HttpReceiver,
  type ReceivedRequest,
  type ReceiverReply,
} from './http-receiver.ts';
import { slackPostProblems, slackUpdateProblems } from './published-shapes.ts';

export interface SlackMessageKept {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  text: string;
  blocks: unknown;
  readonly metadata: { readonly event_payload: Record<string, unknown> };
}

/** As much of Slack's Web API as alerts use, with a memory. Bodies that break the published limits are refused. */
export interface FakeSlack {
  /** Give it as the address of the API. */
  readonly apiUrl: string;
  readonly token: string;
  /** `chat.postMessage`, `chat.update`, … in the order in which they were called. */
  readonly calls: readonly string[];
  readonly messages: readonly SlackMessageKept[];
  /** Has a say before each call is done: an answer in its place. */
  before: (method: string) => ReceiverReply | null;
  /** As `before`, when the call has had its effect. */
  after: (method: string) => ReceiverReply | null;
  stop(): Promise<void>;
}

export async function startFakeSlack(): Promise<FakeSlack> {
  const receiver: HttpReceiver = await startHttpReceiver();
  const messages: SlackMessageKept[] = [];
  const calls: string[] = [];
  const slack: FakeSlack = {
    apiUrl: `${receiver.url}/api`,
    token: 'xoxb-123-456-abcdef',
    calls,
    messages,
    before: () => null,
    after: () => null,
    stop: () => receiver.stop(),
  };

  receiver.answer = (request) => {
    const method = request.path.replace('/api/', '');
    calls.push(method);
    return slack.before(method) ?? perform(method, request);
  };
  const perform = (method: string, request: ReceivedRequest): ReceiverReply => {
    if (request.headers.authorization !== `Bearer ${slack.token}`) return refusal('invalid_auth');
    const answer = methods[method]?.(request) ?? { ok: false, error: 'unknown_method' };
    return slack.after(method) ?? { status: 200, body: JSON.stringify(answer) };
  };

  const methods: Readonly<Record<string, (request: ReceivedRequest) => object>> = {
    'chat.postMessage'({ body }) {
      const given = JSON.parse(body) as SlackMessageKept;
      const problems = slackPostProblems(given);
      if (problems.length > 0) return { ok: false, error: 'invalid_arguments', problems };
      const channel = given.channel.replace(/^#.*/, 'C0NAMED');
      const message = { ...given, channel, ts: `1764223262.${String(messages.length + 1).padStart(6, '0')}` };
      messages.push(message);
      return { ok: true, channel, ts: message.ts };
    },
    'chat.update'({ body }) {
      const given = JSON.parse(body) as SlackMessageKept;
      const problems = slackUpdateProblems(given);
      if (problems.length > 0) return { ok: false, error: 'invalid_arguments', problems };
      const message = messages.find(({ ts, channel }) => ts === given.ts && channel === given.channel);
      if (!message) return { ok: false, error: 'message_not_found' };
      Object.assign(message, { text: given.text, blocks: given.blocks });
      return { ok: true, channel: given.channel, ts: given.ts };
    },
    'conversations.history': ({ body }) => {
      const channel = new URLSearchParams(body).get('channel');
      return {
        ok: true,
        messages: messages.filter((each) => each.channel === channel && !each.thread_ts).reverse(),
      };
    },
    'conversations.replies': ({ body }) => {
      const ts = new URLSearchParams(body).get('ts');
      return { ok: true, messages: messages.filter((each) => each.ts === ts || each.thread_ts === ts) };
    },
  };
  return slack;
}

/** An answer that Slack gives with status 200. */
export const refusal = (error: string, more: object = {}): ReceiverReply => ({
  status: 200,
  body: JSON.stringify({ ok: false, error, ...more }),
});
