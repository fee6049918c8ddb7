import { z } from 'zod';
import type { DeliveryOutcome } from '../../ports/notifier.ts';
import { answerText } from '../answer-text.ts';
import { httpDelivery } from '../http-delivery.ts';
import type { OutgoingHttp } from '../outgoing-http.ts';

export type Failed = Extract<DeliveryOutcome, { kind: 'failed' }>;

const message = z.object({
  ts: z.string(),
  metadata: z.object({ event_payload: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  needed: z.string().optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  messages: z.array(message).optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
export type SlackAnswer = z.output<typeof answer>;

/** What Slack answered, or why it did not do what it was asked; `error` is Slack's own word for it. */
export type SlackResult =
  | { readonly kind: 'done'; readonly answer: SlackAnswer }
  | { readonly kind: 'failed'; readonly error: string | null; readonly outcome: Failed };

/** Those of Slack's errors that may be gone later. */
const PASSING = [
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
];

const hints: Readonly<Record<string, string>> = {
  invalid_auth: 'the bot token is not accepted',
  not_authed: 'the bot token is not accepted',
  token_revoked: 'the bot token was revoked',
  token_expired: 'the bot token has expired',
  account_inactive: 'the bot or its workspace is gone',
  channel_not_found: 'there is no such channel, or the bot cannot see it',
  not_in_channel: 'invite the bot to the channel',
  is_archived: 'the channel is archived',
  missing_scope: 'the bot lacks a scope',
  restricted_action: 'the workspace does not let the bot post here',
};

/** One bot of one workspace. */
export class SlackApi {
  readonly #secrets: Readonly<Record<string, string>>;

  constructor(
    private readonly http: OutgoingHttp,
    /** Without a slash at its end. */
    private readonly url: string,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {
    this.#secrets = { token };
  }

  write(method: 'chat.postMessage' | 'chat.update', body: object): Promise<SlackResult> {
    return this.#call(method, 'application/json; charset=utf-8', JSON.stringify(body));
  }

  /** Methods that read take no JSON. */
  read(
    method: 'conversations.history' | 'conversations.replies',
    parameters: Readonly<Record<string, string>>,
  ): Promise<SlackResult> {
    return this.#call(
      method,
      'application/x-www-form-urlencoded',
      new URLSearchParams(parameters).toString(),
    );
  }

  async #call(method: string, contentType: string, body: string): Promise<SlackResult> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': contentType };
    const outcome = await this.http.post(`${this.url}/${method}`, headers, body, this.signal);
    const delivery = httpDelivery(outcome, this.#secrets);
    if (delivery.kind === 'failed') return { kind: 'failed', error: null, outcome: delivery };
    const parsed = answer.safeParse(outcome.kind === 'answered' ? jsonOf(outcome.body) : null);
    if (!parsed.success)
      return this.#failed('unreadable', 'what was answered is not an answer of Slack', true);
    const { ok, error = 'unknown_error', needed } = parsed.data;
    if (ok) return { kind: 'done', answer: parsed.data };
    const hint = [hints[error], needed].filter((part) => part !== undefined).join(' ');
    return this.#failed(error, hint === '' ? error : `${error}: ${hint}`, PASSING.includes(error));
  }

  #failed(error: string, text: string, isWorthRetrying: boolean): SlackResult {
    const outcome: Failed = { kind: 'failed', answer: answerText(text, this.#secrets), isWorthRetrying };
    return { kind: 'failed', error, outcome };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
