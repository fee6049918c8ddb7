import type { z } from 'zod';
import { startStubApi, stub, type StubApi } from '../../test/support/stub-api.ts';
import type { AlertRule } from '../core/alerting/alert-rule.ts';
import type { DeliveryReport } from '../core/alerting/delivery.ts';
import type { ChannelReport, ChannelView } from '../features/alerts/channel-view.ts';
import { CreateAlertRule } from '../features/alerts/create-alert-rule.ts';
import { CreateChannel } from '../features/alerts/create-channel.ts';
import { DeleteAlertRule } from '../features/alerts/delete-alert-rule.ts';
import { DeleteChannel } from '../features/alerts/delete-channel.ts';
import { GetAlertRule } from '../features/alerts/get-alert-rule.ts';
import { GetChannel } from '../features/alerts/get-channel.ts';
import { GetDelivery } from '../features/alerts/get-delivery.ts';
import { ListAlertRules } from '../features/alerts/list-alert-rules.ts';
import { ListChannels } from '../features/alerts/list-channels.ts';
import { ListDeliveries } from '../features/alerts/list-deliveries.ts';
import { ReplaceAlertRule } from '../features/alerts/replace-alert-rule.ts';
import { ReplaceChannel } from '../features/alerts/replace-channel.ts';
import { RetryDelivery } from '../features/alerts/retry-delivery.ts';
import { TestChannel } from '../features/alerts/test-channel.ts';
import { TryChannel } from '../features/alerts/try-channel.ts';
import { alertRuleAnswer, alertRuleBody } from './schemas/alert-rules.ts';
import { channelAnswer, channelBody } from './schemas/channels.ts';
import { deliveryReport } from './schemas/deliveries.ts';

const exampleOf = (schema: z.ZodType) => (schema.meta()?.['examples'] as readonly unknown[])[0];
const channel = exampleOf(channelAnswer) as ChannelView;
const rule = exampleOf(alertRuleAnswer) as AlertRule;
const delivery = exampleOf(deliveryReport) as { readonly id: DeliveryReport['id'] };
const instant = new Date('2026-01-31T06:01:01.004Z');
const health = { lastSentAt: instant, lastFailure: { at: instant, answer: '410' }, waiting: 3 };
const report: ChannelReport = { ...channel, health };

/** What the feature answers: the example with instants in place of texts. */
const stored = JSON.parse(JSON.stringify(delivery), (_key, value: unknown) =>
  typeof value === 'string' && /^\d{4}-.*Z$/.test(value) ? new Date(value) : value,
) as DeliveryReport;

let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([
    stub(CreateChannel, () => channel),
    stub(ReplaceChannel, () => ({ ...channel, version: 2 })),
    stub(DeleteChannel, () => undefined),
    stub(GetChannel, () => report),
    stub(ListChannels, () => ({ items: [channel], nextCursor: null })),
    stub(TestChannel, () => ({ sent: true, answer: 'ok' })),
    stub(TryChannel, () => ({ sent: false, answer: 'refused' })),
    stub(CreateAlertRule, () => rule),
    stub(ReplaceAlertRule, () => ({ ...rule, version: 2 })),
    stub(DeleteAlertRule, () => undefined),
    stub(GetAlertRule, () => rule),
    stub(ListAlertRules, () => ({ items: [rule], nextCursor: null })),
    stub(GetDelivery, () => stored),
    stub(ListDeliveries, () => ({ items: [stored], nextCursor: 'next' })),
    stub(RetryDelivery, () => stored),
  ]);
});
afterAll(() => api.close());
const lastMessage = () => api.messages.at(-1);

describe('channels', () => {
  const at = `/v1/channels/${channel.id}`;
  const body = exampleOf(channelBody) as object;

  it('are made with their place and version, enabled where nothing is said', async () => {
    const reply = await api.send('POST', '/v1/channels', body);
    expect(reply).toMatchObject({ status: 201, json: channel });
    expect([reply.headers.get('location'), reply.headers.get('etag')]).toEqual([at, '"1"']);
    expect(lastMessage()).toEqual(new CreateChannel({ ...body, enabled: true } as never));
  });

  it('are read with how they have worked', async () => {
    const answered = {
      lastSentAt: '2026-01-31T06:01:01.004Z',
      lastFailure: { at: '2026-01-31T06:01:01.004Z', answer: '410' },
      waiting: 3,
    };
    expect(await api.send('GET', at)).toMatchObject({ status: 200, json: { ...channel, health: answered } });
    expect(await api.send('GET', '/v1/channels')).toMatchObject({ json: { items: [channel] } });
  });

  it('are replaced and deleted at a version', async () => {
    const reply = await api.send('PUT', at, body, { 'if-match': '"1"' });
    expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"2"']);
    expect(lastMessage()).toMatchObject({ id: channel.id, expectedVersion: 1 });
    expect((await api.send('DELETE', `${at}?cascade=true`, undefined, { 'if-match': '"2"' })).status).toBe(
      204,
    );
    expect(lastMessage()).toEqual(new DeleteChannel(channel.id, 2, true));
    await api.send('DELETE', at);
    expect(lastMessage()).toEqual(new DeleteChannel(channel.id, null, false));
  });

  it('are tested, stored or not', async () => {
    expect(await api.send('POST', `${at}/test`)).toMatchObject({ status: 200, json: { sent: true } });
    expect(lastMessage()).toEqual(new TestChannel(channel.id));
    expect(await api.send('POST', '/v1/channels/test', body)).toMatchObject({
      status: 200,
      json: { sent: false, answer: 'refused' },
    });
  });

  it('are refused with the path of each bad field', async () => {
    expect(
      await api.send('POST', '/v1/channels', { name: '', settings: 1, secrets: { a: 2 } }),
    ).toMatchObject({
      status: 422,
      json: {
        errors: [
          { path: 'name', message: 'must not be empty' },
          { path: 'type', message: 'is required' },
          { path: 'settings', message: 'must be an object, not a number' },
          { path: 'secrets.a', message: 'must be a text, not a number' },
        ],
      },
    });
  });
});

describe('alert rules', () => {
  const at = `/v1/alert-rules/${rule.id}`;
  const body = exampleOf(alertRuleBody) as object;

  it('are made, read, replaced and deleted', async () => {
    const made = await api.send('POST', '/v1/alert-rules', body);
    expect(made).toMatchObject({ status: 201, json: rule });
    expect(made.headers.get('location')).toBe(at);
    expect(lastMessage()).toMatchObject({
      definition: { enabled: true, quietHours: { except: ['critical'] } },
    });
    expect(await api.send('GET', at)).toMatchObject({ status: 200, json: rule });
    expect(await api.send('GET', '/v1/alert-rules')).toMatchObject({ json: { items: [rule] } });
    expect((await api.send('PUT', at, body, { 'if-match': '"1"' })).headers.get('etag')).toBe('"2"');
    expect((await api.send('DELETE', at)).status).toBe(204);
    expect(lastMessage()).toEqual(new DeleteAlertRule(rule.id, null));
  });
});

describe('deliveries', () => {
  const at = `/v1/deliveries/${delivery.id}`;

  it('are listed by what is asked for', async () => {
    const query = `channelId=${channel.id.toUpperCase()}&status=failed&status=dropped&transition=opened&limit=1`;
    const reply = await api.send('GET', `/v1/deliveries?${query}`);
    expect(reply).toMatchObject({ status: 200, json: { items: [{ id: delivery.id }], nextCursor: 'next' } });
    expect((reply.json as { items: object[] }).items[0]).not.toHaveProperty('content');
    expect(lastMessage()).toEqual(
      new ListDeliveries(
        { channelId: channel.id, status: ['failed', 'dropped'], transition: ['opened'] },
        { limit: 1, cursor: null },
      ),
    );
    expect(await api.send('GET', '/v1/deliveries?status=lost')).toMatchObject({
      status: 422,
      json: { errors: [{ path: 'status.0' }] },
    });
  });

  it('are read in full, and tried again', async () => {
    expect(await api.send('GET', at)).toMatchObject({ status: 200, json: delivery });
    expect(await api.send('POST', `${at}/retry`)).toMatchObject({ status: 202, json: delivery });
    expect(lastMessage()).toEqual(new RetryDelivery(delivery.id));
  });
});
