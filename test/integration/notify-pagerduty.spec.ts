import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import { OutgoingHttp } from '../../src/notify/outgoing-http.ts';
import { PagerdutyNotifier } from '../../src/notify/pagerduty/pagerduty.notifier.ts';
import {
  exampleAlert,
  exampleIncident,
  hostileAlert,
  hostileTexts,
  newThread,
  targetOf,
  unstopped,
} from '../support/alerts.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { pagerdutyProblems } from '../support/published-shapes.ts';

const loopback: readonly AddressRange[] = [addressRangeOf('127.0.0.0/8')!];
const KEY = 'e93facc04764012d7bfb002500d5d1a6';
const THREAD = '0198e000-0000-7000-8000-00000000000b';

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
  receiver.answer = () => ({ status: 202, body: '{"status":"success"}' });
});
afterEach(() => receiver.stop());

const deliver = (alert = exampleAlert(), settings = {}) => {
  const urls = { us: `${receiver.url}/us`, eu: `${receiver.url}/eu` };
  const notifier = new PagerdutyNotifier(new OutgoingHttp({ allowed: loopback }), urls);
  return notifier.deliver(targetOf('pagerduty', settings, { routingKey: KEY }), alert, newThread, unstopped);
};
const events = () => receiver.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

it('opens an alert under the key of the thread', async () => {
  expect(await deliver()).toEqual({ kind: 'sent', answer: '202 {"status":"success"}', external: null });
  expect(events()).toMatchObject([
    {
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: THREAD,
      client: 'Plumbline',
      payload: {
        summary: 'orders keep coming fails on public.orders',
        source: 'warehouse, public.orders',
        component: 'public.orders',
        severity: 'error',
        class: 'data',
        timestamp: '2026-11-27T06:01:02.000Z',
        custom_details: {
          incidents: [{ name: 'orders keep coming', observed: 'rows: 1,204', expected: 'fail.min: 5,000' }],
          incidents_not_shown: 0,
        },
      },
    },
  ]);
  expect(events().flatMap(pagerdutyProblems)).toEqual([]);
});

it.each([
  ['low', 'info'],
  ['medium', 'warning'],
  ['high', 'error'],
  ['critical', 'critical'],
] as const)('the severity %s is its %s', async (severity, expected) => {
  await deliver(exampleAlert({ severity }));
  expect(events()).toMatchObject([{ payload: { severity: expected } }]);
});

describe('the alert of a thread', () => {
  const two = [exampleIncident(), exampleIncident()];

  it('is resolved when the last incident recovers', async () => {
    await deliver(exampleAlert({ transition: 'recovered', stillOpen: 0 }));
    expect(events()).toEqual([{ routing_key: KEY, event_action: 'resolve', dedup_key: THREAD }]);
  });

  it('stays open while one of its incidents is', async () => {
    expect(await deliver(exampleAlert({ transition: 'recovered', stillOpen: 2 }))).toEqual({
      kind: 'sent',
      answer: 'nothing to send: 2 incidents of this thread are open',
      external: null,
    });
    expect(events()).toEqual([]);
  });

  it('is acknowledged when all that is open is', async () => {
    await deliver(exampleAlert({ transition: 'acknowledged', incidents: two, stillOpen: 3 }));
    expect(events()).toEqual([]);
    await deliver(exampleAlert({ transition: 'acknowledged', incidents: two, stillOpen: 3, more: 1 }));
    expect(events()).toEqual([{ routing_key: KEY, event_action: 'acknowledge', dedup_key: THREAD }]);
  });

  it('is triggered again, under the same key, when it gets worse', async () => {
    await deliver(exampleAlert({ transition: 'escalated', severity: 'critical' }));
    expect(events()).toMatchObject([{ event_action: 'trigger', dedup_key: THREAD }]);
  });
});

it('a test wakes nobody for long', async () => {
  await deliver(exampleAlert({ transition: 'test', incidents: [], severity: 'critical', stillOpen: 0 }));
  expect(events()).toMatchObject([
    { event_action: 'trigger', payload: { severity: 'info' } },
    { event_action: 'resolve', dedup_key: THREAD },
  ]);
  expect(events().flatMap(pagerdutyProblems)).toEqual([]);
});

it('accounts in Europe are told in Europe', async () => {
  await deliver(exampleAlert(), { region: 'eu' });
  await deliver(exampleAlert(), { region: 'us' });
  expect(receiver.requests.map(({ path }) => path)).toEqual(['/eu', '/us']);
});

it.each([
  [400, '400 bad [secret]', false],
  [429, '429 bad [secret]', true],
  [500, '500 bad [secret]', true],
])('the answer %i', async (status, answer, isWorthRetrying) => {
  receiver.answer = () => ({ status, body: `bad ${KEY}` });
  expect(await deliver()).toEqual({ kind: 'failed', answer, isWorthRetrying });
});

it.each(hostileTexts)('%s breaks no published limit', async (_what, text) => {
  await deliver(hostileAlert(text, 50));
  await deliver(hostileAlert(text, 1));
  expect(events().flatMap(pagerdutyProblems)).toEqual([]);
  for (const { body } of receiver.requests) {
    expect(body.length).toBeLessThan(100_000);
    expect(body).not.toMatch(/\p{Cs}|\\u0000/u);
  }
});

it.each(['', 'x', `${KEY}0`, KEY.replace('e', '-')])('the key %j is refused', (routingKey) => {
  const { secrets } = new PagerdutyNotifier(new OutgoingHttp({ allowed: [] }));
  expect(secrets.safeParse({ routingKey }).success).toBe(false);
});
