import type { DeliveryId } from '../../core/ids.ts';
import type { Failed, SlackApi } from './slack-api.ts';

/** Whether a delivery's message is there; `unreadable` when the bot may not look. */
export type Search =
  | { readonly kind: 'found'; readonly ts: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'failed'; readonly outcome: Failed };

/** Clocks differ: looking a little further back costs nothing. */
const MARGIN_S = 60;
const MOST_PAGES = 5;

/** Looks for the message in the channel, or below the message `ts` of it, since the delivery was tried first. */
export async function findMessage(
  api: SlackApi,
  { channel, ts }: { readonly channel: string; readonly ts: string | null },
  id: DeliveryId,
  since: Date,
): Promise<Search> {
  if (channel.startsWith('#'))
    return { kind: 'unreadable', reason: 'what a channel holds is read by its id, not by its name' };
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const result = await api.read(ts === null ? 'conversations.history' : 'conversations.replies', {
      channel,
      ...(ts !== null && { ts }),
      oldest: String(since.getTime() / 1000 - MARGIN_S),
      include_all_metadata: 'true',
      limit: '200',
      ...(cursor !== '' && { cursor }),
    });
    if (result.kind === 'failed')
      return result.outcome.isWorthRetrying
        ? { kind: 'failed', outcome: result.outcome }
        : { kind: 'unreadable', reason: result.outcome.answer };
    const message = result.answer.messages?.find(
      ({ metadata }) => metadata?.event_payload?.['delivery_id'] === id,
    );
    if (message) return { kind: 'found', ts: message.ts };
    cursor = result.answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return { kind: 'absent' };
  }
  return { kind: 'unreadable', reason: 'the channel holds too many messages since then' };
}
