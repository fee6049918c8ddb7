import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import type { IncidentId } from '../../src/core/ids.ts';
import { OutgoingHttp } from '../../src/notify/outgoing-http.ts';
import { SlackNotifier } from '../../src/notify/slack/slack.notifier.ts';
import {
  exampleAlert,
  exampleIncident,
  hostileAlert,
  hostileTexts,
  newThread,
  targetOf,
  threadWith,
  unstopped,
} from '../support/alerts.ts';
import { refusal, startFakeSlack, type FakeSlack } from '../support/fake-slack.ts';

const loopback: readonly AddressRange[] = [addressRangeOf('127.0.0.0/8')!];
const resolved = exampleIncident({ status: 'resolved', resolvedAt: new Date('2026-11-27T07:00:00Z') });

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.stop());

const deliver = (alert = exampleAlert(), thread = newThread, channel = 'C0123456789') =>
  new SlackNotifier(new OutgoingHttp({ allowed: loopback }), slack.apiUrl).deliver(
    targetOf('slack', { channel }, { botToken: slack.token }),
    alert,
    thread,
    unstopped,
  );
const opened = async (alert = exampleAlert()) => {
  const outcome = await deliver(alert);
  if (outcome.kind !== 'sent') throw new Error(outcome.answer);
  return outcome.external;
};
const blocksText = (message: { readonly blocks: unknown } | undefined) => JSON.stringify(message?.blocks);

describe('a thread', () => {
  it('begins with a message that shows the numbers, the bounds and a trend', async () => {
    const outcome = await deliver();
    expect(outcome).toMatchObject({ kind: 'sent', answer: 'posted', external: { channel: 'C0123456789' } });
    const [message] = slack.messages;
    expect(message?.text).toBe('orders keep coming fails on public.orders');
    for (const part of [
      '🔴 orders keep coming fails',
      '1,204',
      'fail.min: 5,000',
      '🟩🟩🟩🟩🟨🟩🟩🟩🟥🟥',
      'data-team@',
    ])
      expect(blocksText(message)).toContain(part);
    expect(message?.metadata.event_payload).toEqual({
      delivery_id: '0198e000-0000-7000-8000-00000000000a',
      thread_id: '0198e000-0000-7000-8000-00000000000b',
    });
  });

  it('changes its message and is answered when an incident recovers', async () => {
    const external = await opened();
    const recovered = exampleAlert({
      transition: 'recovered',
      title: 'orders keep coming recovered',
      incidents: [resolved],
      stillOpen: 0,
    });
    const outcome = await deliver(recovered, threadWith(external));
    expect(outcome).toMatchObject({ kind: 'sent', answer: 'changed the message and answered it' });
    expect(slack.calls).toEqual(['chat.postMessage', 'chat.update', 'chat.postMessage']);
    const [message, reply] = slack.messages;
    expect(blocksText(message)).toContain('🟢 orders keep coming recovered');
    expect(reply?.thread_ts).toBe(message?.ts);
    expect(blocksText(reply)).toContain('Recovered: ');
  });

  it('only changes its message when somebody acknowledges', async () => {
    const external = await opened();
    const acknowledged = exampleAlert({
      transition: 'acknowledged',
      incidents: [exampleIncident({ status: 'acknowledged', assignee: 'kim' })],
    });
    expect(await deliver(acknowledged, threadWith(external))).toMatchObject({
      answer: 'changed the message',
    });
    expect(slack.calls).toEqual(['chat.postMessage', 'chat.update']);
    expect(blocksText(slack.messages[0])).toContain('Assigned to');
  });

  it('goes on showing every incident that it told of', async () => {
    const second = exampleIncident({
      id: '0198e000-0000-7000-8000-0000000000f2' as IncidentId,
      subject: { type: 'test', id: '2', name: 'no null customers' },
    });
    const external = await opened(exampleAlert({ incidents: [exampleIncident(), second], stillOpen: 2 }));
    await deliver(exampleAlert({ transition: 'recovered', incidents: [resolved] }), threadWith(external));
    const shown = blocksText(slack.messages[0]);
    expect(shown).toContain('🟢 ');
    expect(shown).toContain('no null customers');
    expect(shown).toContain('1 more that was told of is still open.');
  });

  it('begins anew when its message is gone', async () => {
    const external = await opened();
    slack.before = (method) => (method === 'chat.update' ? refusal('message_not_found') : null);
    const outcome = await deliver(exampleAlert({ transition: 'escalated' }), threadWith(external));
    expect(outcome).toMatchObject({ kind: 'sent', answer: 'posted' });
    expect(slack.messages).toHaveLength(2);
    expect(slack.messages[1]?.thread_ts).toBeUndefined();
  });

  it('in a channel given by its name goes on under its id', async () => {
    const outcome = await deliver(exampleAlert(), newThread, '#data-alerts');
    expect(outcome).toMatchObject({ external: { channel: 'C0NAMED', ts: slack.messages[0]?.ts } });
  });
});

describe('a message that may have arrived', () => {
  const again = { ...newThread, mayHaveArrived: true };

  it('is not posted again when it is there', async () => {
    slack.after = () => 'close';
    expect(await deliver()).toMatchObject({ kind: 'failed', isWorthRetrying: true });
    slack.after = () => null;
    expect(await deliver(exampleAlert(), again)).toMatchObject({
      kind: 'sent',
      answer: 'it had arrived before',
      external: { channel: 'C0123456789', ts: slack.messages[0]?.ts },
    });
    expect(slack.messages).toHaveLength(1);
  });

  it('is posted when it is not there', async () => {
    expect(await deliver(exampleAlert(), again)).toMatchObject({ kind: 'sent', answer: 'posted' });
    expect(slack.calls).toEqual(['conversations.history', 'chat.postMessage']);
  });

  it('is found among the answers of its thread', async () => {
    const external = await opened();
    const reminder = exampleAlert({ transition: 'reminder', deliveryId: exampleAlert().deliveryId });
    const thread = threadWith(external);
    slack.after = (method) => (method === 'chat.postMessage' ? 'close' : null);
    const other = {
      ...reminder,
      deliveryId: '0198e000-0000-7000-8000-0000000000dd' as typeof reminder.deliveryId,
    };
    expect(await deliver(other, thread)).toMatchObject({ kind: 'failed' });
    slack.after = () => null;
    expect(await deliver(other, { ...thread, mayHaveArrived: true })).toMatchObject({
      answer: 'it had arrived before',
    });
    expect(slack.messages).toHaveLength(2);
  });

  it('is posted again, and the answer says so, when the bot may not look', async () => {
    slack.before = (method) =>
      method === 'conversations.history' ? refusal('missing_scope', { needed: 'channels:history' }) : null;
    expect(await deliver(exampleAlert(), again)).toMatchObject({
      kind: 'sent',
      answer: 'posted, perhaps for the second time: missing_scope: the bot lacks a scope channels:history',
    });
  });

  it('is posted again where only the name of the channel is known', async () => {
    expect(await deliver(exampleAlert(), again, '#data-alerts')).toMatchObject({
      answer: 'posted, perhaps for the second time: what a channel holds is read by its id, not by its name',
    });
  });

  it('waits when the look-up fails', async () => {
    slack.before = () => ({ status: 429, headers: { 'retry-after': '12' } });
    expect(await deliver(exampleAlert(), again)).toEqual({
      kind: 'failed',
      answer: '429',
      isWorthRetrying: true,
      retryAfterMs: 12_000,
    });
    expect(slack.messages).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['invalid_auth', 'invalid_auth: the bot token is not accepted', false],
    ['channel_not_found', 'channel_not_found: there is no such channel, or the bot cannot see it', false],
    ['not_in_channel', 'not_in_channel: invite the bot to the channel', false],
    ['is_archived', 'is_archived: the channel is archived', false],
    ['msg_too_long', 'msg_too_long', false],
    ['ratelimited', 'ratelimited', true],
    ['internal_error', 'internal_error', true],
  ])('%s', async (error, answer, isWorthRetrying) => {
    slack.before = () => refusal(error);
    expect(await deliver()).toEqual({ kind: 'failed', answer, isWorthRetrying });
  });

  it('by something that is not Slack', async () => {
    slack.before = () => ({ status: 200, body: '<html>proxy</html>' });
    expect(await deliver()).toMatchObject({ answer: 'what was answered is not an answer of Slack' });
  });

  it('does not show the token', async () => {
    slack.before = () => ({ status: 500, body: `bad ${slack.token}` });
    expect(await deliver()).toMatchObject({ answer: '500 bad [secret]' });
  });
});

describe.each(hostileTexts)('%s', (_what, text) => {
  it.each([1, 3, 50])('is plain text in a message about %i incidents', async (incidents) => {
    const alert = hostileAlert(text, incidents);
    const external = await opened(alert);
    expect(await deliver({ ...alert, transition: 'recovered' }, threadWith(external))).toMatchObject({
      kind: 'sent',
    });
    for (const message of slack.messages) {
      const types = new Set([...blocksText(message).matchAll(/"type":"([a-z_]+)"/g)].map(([, type]) => type));
      expect(
        [...types].filter(
          (type) => !['header', 'plain_text', 'rich_text', 'rich_text_section', 'text'].includes(type!),
        ),
      ).toEqual([]);
      expect(message.text).not.toMatch(/[<>]/);
      expect(blocksText(message).replaceAll(/"(type|style|text|bold|italic)":/g, '').length).toBeLessThan(
        13_000,
      );
    }
  });
});

it.each(['C0123', 'general', '#', '#With Blank', '#UPPER', '@user', 'https://x', 'C0123456789\n'])(
  'the channel %j is refused',
  (channel) => {
    expect(new SlackNotifier(new OutgoingHttp({ allowed: [] })).settings.safeParse({ channel }).success).toBe(
      false,
    );
  },
);
