import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';

type Body = Readonly<Record<string, unknown>>;

let source: TestDatabase;
let owner: pg.Client;
let plumbline: TestPlatform;
let receiver: HttpReceiver;
let connectionId: string;
const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;

beforeAll(async () => {
  [source, receiver] = await Promise.all([createDatabase(), startHttpReceiver()]);
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders AS SELECT generate_series(1, 3) AS id');
  plumbline = await startTestPlatform({ ALERT_GATHER: '0s', PUBLIC_URL: 'https://plumbline.example.com/' });
  connectionId = await made('/v1/connections', connectionTo(source.url, 'warehouse'));
});
afterAll(async () => {
  await plumbline.stop();
  await receiver.stop();
  await owner.end();
  await source.drop();
});

async function made(path: string, body: Body): Promise<string> {
  const answer = await plumbline.call('POST', path, body);
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body['id'] as string;
}

const createTest = (name: string, fields: Body = {}) =>
  made('/v1/tests', {
    name,
    kind: 'volume',
    connectionId,
    dataset: 'public.orders',
    fail: { min: 10 },
    ...fields,
  });

const run = async (testId: string) => {
  const { body } = await plumbline.call('POST', `/v1/tests/${testId}/run`);
  await plumbline.finished(body['runId'] as string);
};

/** The items of a list, as soon as there are `n`; what fails otherwise is the test's time limit. */
async function listed(path: string, n: number): Promise<readonly Body[]> {
  for (;;) {
    const items = (await plumbline.call('GET', path)).body['items'] as readonly Body[];
    if (items.length >= n) return items;
    await sleep(50);
  }
}

const webhook = (name: string, url: string) => ({
  name,
  type: 'webhook',
  settings: { url },
  secrets: { signingSecret },
});
const received = (path: string) =>
  receiver.requests
    .filter((request) => request.path === path)
    .map(({ headers, body }) => ({
      id: headers['webhook-id'],
      ...(JSON.parse(body) as { type: string; data: Body }),
    }));

it('a failure goes to a webhook and to a mail once, and so does the recovery, in its thread', async () => {
  const hook = await made('/v1/channels', webhook('hook', `${receiver.url}/sales`));
  const mail = await made('/v1/channels', {
    name: 'mail',
    type: 'email',
    settings: { to: ['data@example.com'] },
  });
  await made('/v1/alert-rules', { name: 'sales', match: { tags: ['sales'] }, channelIds: [hook, mail] });
  const testId = await createTest('orders keep coming', { tags: ['sales'], severity: 'high', owner: 'data' });
  const quiet = await createTest('nobody asks', { tags: ['other'] });

  await run(testId);
  await run(quiet);
  await listed('/v1/deliveries?status=sent', 2);
  await run(testId);
  await owner.query('INSERT INTO orders SELECT generate_series(4, 20)');
  await run(testId);
  await listed('/v1/deliveries?status=sent', 4);
  await owner.query('DELETE FROM orders WHERE id > 3');

  const hooks = received('/sales');
  expect(hooks.map(({ type }) => type)).toEqual(['alert.opened', 'alert.recovered']);
  const [incident] = await listed(`/v1/incidents?testId=${testId}`, 1);
  expect(hooks[0]!.data).toMatchObject({
    title: 'orders keep coming fails on public.orders',
    severity: 'high',
    url: `https://plumbline.example.com/v1/incidents/${incident!['id'] as string}`,
    incidents: [{ connection: 'warehouse', owner: 'data', observed: [{ name: 'rows', value: '3' }] }],
  });
  expect(hooks[1]!.data['threadId']).toBe(hooks[0]!.data['threadId']);

  const deliveries = await listed(`/v1/deliveries?channelId=${hook}`, 2);
  expect(deliveries.map(({ id }) => id)).toEqual(hooks.map(({ id }) => id).reverse());
  const { body } = await plumbline.call('GET', `/v1/deliveries/${String(hooks[0]!.id)}`);
  expect(body).toMatchObject({
    status: 'sent',
    transition: 'opened',
    channelName: 'hook',
    content: { stillOpen: 1, more: 0 },
    log: [{ number: 1, outcome: 'sent' }],
  });
  expect(JSON.stringify(body)).not.toContain(signingSecret);

  const mails = (await listed('/v1/mails', 2)).map(({ subject }) => subject as string);
  expect(mails).toHaveLength(2);
  expect(mails[1]).toContain('orders keep coming fails on public.orders');

  const channel = await plumbline.call('GET', `/v1/channels/${hook}`);
  expect(channel.body).toMatchObject({
    secretNames: ['signingSecret'],
    health: { lastSentAt: expect.any(String), lastFailure: null, waiting: 0 },
  });
  expect(channel.text).not.toContain('whsec_');
});

it('a channel that gives up is an incident of its own, is told elsewhere, and can be tried again', async () => {
  receiver.answer = ({ path }) => ({ status: path === '/broken' ? 410 : 200 });
  const broken = await made('/v1/channels', webhook('broken', `${receiver.url}/broken`));
  const hook = await made('/v1/channels', webhook('works', `${receiver.url}/works`));
  await made('/v1/alert-rules', { name: 'stock', match: { tags: ['stock'] }, channelIds: [broken] });
  await made('/v1/alert-rules', {
    name: 'ours',
    match: { incidentKinds: ['delivery'] },
    channelIds: [hook, broken],
  });
  await run(await createTest('stock is there', { tags: ['stock'] }));

  const [failed] = await listed(`/v1/deliveries?channelId=${broken}&status=failed`, 1);
  await listed(`/v1/deliveries?channelId=${hook}&status=sent`, 1);
  expect(received('/works').map(({ data }) => data['title'])).toEqual(['broken does not deliver']);
  expect(received('/broken')).toHaveLength(1);
  expect(await listed('/v1/incidents?kind=delivery', 1)).toMatchObject([
    { status: 'open', subject: { type: 'channel', id: broken, name: 'broken' } },
  ]);

  receiver.answer = () => ({ status: 200 });
  const again = await plumbline.call('POST', `/v1/deliveries/${failed!['id'] as string}/retry`);
  expect([again.status, again.body['id']]).toEqual([202, failed!['id']]);
  await listed(`/v1/deliveries?channelId=${broken}&status=sent`, 1);
  await listed('/v1/incidents?kind=delivery&status=resolved', 1);
  expect(received('/broken').map(({ id }) => id)).toEqual([failed!['id'], failed!['id']]);
  expect(await plumbline.call('POST', `/v1/deliveries/${failed!['id'] as string}/retry`)).toMatchObject({
    status: 409,
    body: { code: 'DELIVERY_NOT_FAILED' },
  });
});

it('a test-send says whether it arrived, stored or not', async () => {
  const hook = await made('/v1/channels', webhook('to be tested', `${receiver.url}/tested`));
  expect(await plumbline.call('POST', `/v1/channels/${hook}/test`)).toMatchObject({
    status: 200,
    body: { sent: true },
  });
  expect(received('/tested').map(({ type }) => type)).toEqual(['alert.test']);
  const nobody = await plumbline.call('POST', '/v1/channels/test', webhook('nobody', 'http://127.0.0.1:1/x'));
  expect(nobody).toMatchObject({ status: 200, body: { sent: false, answer: expect.any(String) } });
  const forbidden = webhook('metadata', 'http://169.254.169.254/latest');
  expect(await plumbline.call('POST', '/v1/channels/test', forbidden)).toMatchObject({
    status: 200,
    body: { sent: false },
  });
  expect((await plumbline.call('GET', '/v1/channels?limit=200')).text).not.toContain('"nobody"');
});

it('a channel in use is not deleted by accident', async () => {
  const one = await made('/v1/channels', webhook('one', receiver.url));
  const two = await made('/v1/channels', webhook('two', receiver.url));
  const both = await made('/v1/alert-rules', {
    name: 'both',
    enabled: true,
    match: { tags: ['x'] },
    channelIds: [one, two],
  });
  expect(await plumbline.call('DELETE', `/v1/channels/${one}`)).toMatchObject({
    status: 409,
    body: { code: 'CHANNEL_IN_USE', detail: expect.stringContaining('both') },
  });
  expect((await plumbline.call('DELETE', `/v1/channels/${one}?cascade=true`)).status).toBe(204);
  const rule = () => plumbline.call('GET', `/v1/alert-rules/${both}`);
  expect((await rule()).body).toMatchObject({ enabled: true, channelIds: [two], version: 2 });
  expect((await plumbline.call('DELETE', `/v1/channels/${two}?cascade=true`)).status).toBe(204);
  expect((await rule()).body).toMatchObject({ enabled: false, channelIds: [], version: 3 });
});

it('secrets must be given again when a channel leads somewhere else', async () => {
  const body = webhook('moves', `${receiver.url}/here`);
  const id = await made('/v1/channels', body);
  const { secrets: _, ...without } = body;
  const renamed = await plumbline.call('PUT', `/v1/channels/${id}`, { ...without, name: 'stays' });
  expect(renamed).toMatchObject({
    status: 200,
    body: { name: 'stays', secretNames: ['signingSecret'], version: 2 },
  });
  const moved = { ...without, settings: { url: 'https://elsewhere.example/x' } };
  expect(await plumbline.call('PUT', `/v1/channels/${id}`, moved)).toMatchObject({
    status: 422,
    body: { code: 'SECRETS_REQUIRED', errors: [{ path: 'secrets' }] },
  });
  expect((await plumbline.call('PUT', `/v1/channels/${id}`, without, { 'if-match': '"1"' })).status).toBe(
    409,
  );
});

it.each([
  [
    'an unknown type',
    '/v1/channels',
    { name: 'x', type: 'pigeon', settings: {} },
    [['type', /^must be one of email, /]],
  ],
  ['a URL that is none', '/v1/channels', webhook('x', 'nowhere'), [['settings.url', /./]]],
  [
    'absent secrets',
    '/v1/channels',
    { name: 'x', type: 'webhook', settings: { url: 'https://a.example' } },
    [['secrets.signingSecret', /^is required$/]],
  ],
  [
    'unknown channels',
    '/v1/alert-rules',
    { name: 'x', channelIds: ['01982f6d-44e1-7a52-8b1c-0d9e8f7a6b5c'] },
    [['channelIds.0', /^is not a channel: 01982f6d/]],
  ],
  [
    'what cannot be meant',
    '/v1/alert-rules',
    {
      name: 'x',
      channelIds: [],
      match: { severities: ['fatal'], colour: 'red' },
      reminders: { every: '1m' },
      digest: { cron: '99 * * * *', timeZone: 'Mars' },
    },
    [
      ['match.severities.0', /^must be one of low, medium, high, critical$/],
      ['match.colour', /^is not known$/],
      ['reminders.every', /^must be at least 15m$/],
      ['digest.cron', /./],
      ['digest.timeZone', /IANA/],
    ],
  ],
  [
    'quiet hours of a digest',
    '/v1/alert-rules',
    {
      name: 'x',
      channelIds: [],
      digest: { cron: '@daily' },
      quietHours: { timeZone: 'UTC', windows: [{ from: '01:00', to: '02:00' }] },
    },
    [
      ['channelIds', /^must have at least 1 item$/],
      ['quietHours', /^does not go with digest/],
    ],
  ],
] as const)('%s: refused with the path', async (_, path, body, problems) => {
  const answer = await plumbline.call('POST', path, body);
  expect(answer.status).toBe(422);
  expect(answer.body['errors']).toEqual(
    problems.map(([at, message]) => ({ path: at, message: expect.stringMatching(message) as string })),
  );
});
