import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import { OutgoingHttp } from '../../src/notify/outgoing-http.ts';
import { WebhookNotifier } from '../../src/notify/webhook/webhook.notifier.ts';
import {
  exampleAlert,
  exampleIncident,
  hostileAlert,
  hostileTexts,
  newThread,
  targetOf,
  unstopped,
} from '../support/alerts.ts';
import { startHttpReceiver, type HttpReceiver, type ReceiverReply } from '../support/http-receiver.ts';

const loopback: readonly AddressRange[] = [addressRangeOf('127.0.0.0/8')!];
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const ID = '0198e000-0000-7000-8000-00000000000a';

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
});
afterEach(() => receiver.stop());

const notifier = new WebhookNotifier(new OutgoingHttp({ allowed: loopback }));
const target = () =>
  targetOf(
    'webhook',
    { url: `${receiver.url}/in?x=1`, headers: { 'X-Team': 'data' } },
    { signingSecret: SECRET },
  );
const send = (alert = exampleAlert()) => notifier.deliver(target(), alert, newThread, unstopped);

describe('a webhook', () => {
  it('gets a signed body that the official library accepts', async () => {
    receiver.answer = () => ({ status: 201, body: 'thank you' });
    expect(await send()).toEqual({ kind: 'sent', answer: '201 thank you', external: null });
    const [request] = receiver.requests;
    expect(request?.path).toBe('/in?x=1');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': ID,
      'webhook-id': ID,
      'x-team': 'data',
    });
    expect(request?.headers.authorization).toBeUndefined();
    const headers = request!.headers as Record<string, string>;
    expect(new Webhook(SECRET).verify(request!.body, headers)).toMatchObject({
      version: 1,
      type: 'alert.opened',
    });
    expect(() => new Webhook(SECRET).verify(`${request!.body} `, headers)).toThrow('No matching signature');
  });

  it('gets the documented body', async () => {
    const documented = /```json\n([^`]+)```/.exec(readFileSync('docs/channels.md', 'utf8'))![1]!;
    const at = new Date('2026-11-27T06:00:00.000Z');
    await send(
      exampleAlert({ incidents: [exampleIncident({ trend: [{ at, status: 'failed', value: 1204 }] })] }),
    );
    expect(JSON.parse(receiver.requests[0]!.body)).toEqual(JSON.parse(documented));
  });

  it('gets the same id again, signed for the time of the new attempt', async () => {
    const times = [new Date('2026-11-27T06:01:03Z'), new Date('2026-11-27T06:11:03Z')];
    const later = new WebhookNotifier(new OutgoingHttp({ allowed: loopback }), () => times.shift()!);
    await later.deliver(target(), exampleAlert(), newThread, unstopped);
    await later.deliver(target(), exampleAlert(), { ...newThread, mayHaveArrived: true }, unstopped);
    const [first, second] = receiver.requests;
    expect([first, second].map((each) => each?.headers['webhook-id'])).toEqual([ID, ID]);
    expect([first, second].map((each) => each?.headers['webhook-timestamp'])).toEqual([
      '1795759263',
      '1795759863',
    ]);
    expect(first?.body).toBe(second?.body);
    expect(first?.headers['webhook-signature']).not.toBe(second?.headers['webhook-signature']);
  });

  it('gets its Authorization, which no answer shows', async () => {
    receiver.answer = ({ headers }) => ({ status: 400, body: `bad ${headers.authorization}` });
    const withKey = targetOf(
      'webhook',
      { url: receiver.url },
      { signingSecret: SECRET, authorization: 'Bearer s3cr3t' },
    );
    expect(await notifier.deliver(withKey, exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'failed',
      answer: '400 bad [secret]',
      isWorthRetrying: false,
    });
    expect(receiver.requests[0]?.headers.authorization).toBe('Bearer s3cr3t');
  });

  it.each(hostileTexts)('gets %s as plain text', async (_what, text) => {
    expect((await send(hostileAlert(text))).kind).toBe('sent');
    const { body } = receiver.requests[0]!;
    expect(JSON.stringify(JSON.parse(body))).toBe(body);
    expect(body).not.toMatch(/\p{Cs}|\\u0000|\\[rn]/u);
    expect(body.length).toBeLessThan(40_000);
  });
});

describe('an answer', () => {
  const failed = (answer: string, isWorthRetrying: boolean, more = {}) => ({
    kind: 'failed',
    answer,
    isWorthRetrying,
    ...more,
  });
  it.each<readonly [string, ReceiverReply, unknown]>([
    ['204', { status: 204 }, { kind: 'sent', answer: '204', external: null }],
    [
      '302',
      { status: 302, headers: { location: '/x' } },
      failed('302 (a redirect, which is not followed)', false),
    ],
    ['400', { status: 400, body: 'no' }, failed('400 no', false)],
    ['404', { status: 404 }, failed('404', false)],
    ['410', { status: 410 }, failed('410', false)],
    ['408', { status: 408 }, failed('408', true)],
    ['425', { status: 425 }, failed('425', true)],
    ['429', { status: 429, headers: { 'retry-after': '30' } }, failed('429', true, { retryAfterMs: 30_000 })],
    ['500', { status: 500, body: 'oops' }, failed('500 oops', true)],
    ['503', { status: 503 }, failed('503', true)],
  ])('of %s', async (_status, reply, outcome) => {
    receiver.answer = () => reply;
    expect(await send()).toEqual(outcome);
  });

  it('that does not come is waited for again', async () => {
    receiver.answer = () => 'close';
    expect(await send()).toMatchObject({ kind: 'failed', isWorthRetrying: true });
  });

  it('of a private address is not asked for', async () => {
    const outside = new WebhookNotifier(new OutgoingHttp({ allowed: [] }));
    expect(await outside.deliver(target(), exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'failed',
      answer: '127.0.0.1 is a loopback address: it is not reached from here',
      isWorthRetrying: false,
    });
    expect(receiver.requests).toEqual([]);
  });
});

describe('settings', () => {
  it.each([
    ['ftp://x.example/', 'must begin with https:// or http://'],
    ['https://u:p@x.example/', 'must not contain a user or a password'],
    ['https://x.example/#a', 'must not contain a # part'],
    ['https://x.example/ a', 'must not contain blanks'],
    ['x.example', 'must be a URL, such as https://example.com/hooks/1'],
    ['javascript:alert(1)', 'must begin with https:// or http://'],
  ])('refuse the address %s', (url, message) => {
    expect(notifier.settings.safeParse({ url }).error?.issues).toMatchObject([{ path: ['url'], message }]);
  });

  it.each([
    ['Authorization', 'x', 'is a secret: give it as secrets.authorization'],
    ['Webhook-Id', 'x', 'is a header that cannot be set'],
    ['Host', 'x', 'is a header that cannot be set'],
    ['Content-Length', 'x', 'is a header that cannot be set'],
    ['a b', 'x', 'is not the name of a header'],
    ['X-A', 'a\r\nB: c', 'must hold printable ASCII characters only'],
  ])('refuse the header %s: %j', (name, value, message) => {
    const parsed = notifier.settings.safeParse({ url: 'https://x.example/', headers: { [name]: value } });
    expect(JSON.stringify(parsed.error?.issues)).toContain(message);
  });

  it.each(['', 'secret', 'whsec_', 'whsec_abc', 'whsec_MfKQ9r8GKYqrTwjUPD8I', `whsec_${'A'.repeat(120)}`])(
    'refuse the secret %j',
    (signingSecret) => {
      expect(notifier.secrets.safeParse({ signingSecret }).success).toBe(false);
    },
  );
});
