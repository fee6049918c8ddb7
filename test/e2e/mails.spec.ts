import { mailAnswer, mailList } from '../../src/api/schemas/mails.ts';
import { Notifiers } from '../../src/ports/notifier.ts';
import {
  exampleAlert,
  exampleIncident,
  hostileAlert,
  newThread,
  targetOf,
  unstopped,
} from '../support/alerts.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { startSmtpReceiver } from '../support/smtp-receiver.ts';
import type { DeliveryId } from '../../src/core/ids.ts';

const started: TestPlatform[] = [];
const start = async (variables: Record<string, string> = {}) => {
  const platform = await startTestPlatform(variables);
  started.push(platform);
  return platform;
};
afterEach(() => Promise.all(started.splice(0).map((each) => each.stop())));

const mail = (platform: TestPlatform, alert = exampleAlert()) =>
  platform.platform.app
    .get(Notifiers)
    .for('email')!
    .deliver(targetOf('email', { to: ['team@example.com'] }), alert, newThread, unstopped);

const ID = '0198e000-0000-7000-8000-00000000000a';

it('without a mail server mails are kept and can be read', async () => {
  const platform = await start();
  expect((await platform.call('GET', '/v1/mails')).body).toEqual({
    items: [],
    nextCursor: null,
    captured: true,
  });
  expect(await mail(platform)).toMatchObject({
    kind: 'sent',
    answer: `kept at /v1/mails/${ID}: SMTP_URL is not set`,
  });
  // the same delivery once more is the same mail
  await mail(platform);
  const second = {
    ...hostileAlert('a\r\nBcc: x@y.z'),
    deliveryId: '0198e000-0000-7000-8000-0000000000ff' as DeliveryId,
  };
  await mail(platform, { ...second, incidents: [exampleIncident()] });

  const { body } = await platform.call('GET', '/v1/mails?limit=1');
  expect(body['items']).toMatchObject([{ subject: '[Plumbline] a Bcc: x@y.z', to: ['team@example.com'] }]);
  const next = await platform.call('GET', `/v1/mails?limit=1&cursor=${String(body['nextCursor'])}`);
  expect(next.body).toMatchObject({ items: [{ id: ID }], nextCursor: null });

  const read = await platform.call('GET', `/v1/mails/${ID}`);
  expect(read.body).toMatchObject({
    id: ID,
    from: 'Plumbline <plumbline@localhost>',
    cc: [],
    subject: '[Plumbline] orders keep coming fails on public.orders',
    headers: expect.arrayContaining([
      { name: 'Message-ID', value: `<${ID}@plumbline.localhost>` },
      { name: 'Auto-Submitted', value: 'auto-generated' },
    ]),
    text: expect.stringContaining('rows: 1,204'),
    html: expect.stringContaining('<!doctype html>'),
  });

  expect(mailAnswer.strict().safeParse(read.body).error).toBeUndefined();
  expect(mailList.strict().safeParse(body).error).toBeUndefined();

  expect(await platform.call('GET', '/v1/mails/0198e000-0000-7000-8000-00000000ffff')).toMatchObject({
    status: 404,
    body: { code: 'MAIL_NOT_FOUND' },
  });
  expect(await platform.call('GET', '/v1/mails/x')).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'id', message: 'must be a UUID' }] },
  });
  expect(await platform.call('GET', '/v1/mails?cursor=x')).toMatchObject({
    status: 400,
    body: { code: 'MALFORMED_CURSOR' },
  });
});

it('with a mail server mails are sent, and the list says so', async () => {
  const server = await startSmtpReceiver();
  const platform = await start({ SMTP_URL: `smtp://${server.host}`, MAIL_FROM: 'DQ <dq@example.com>' });
  expect(await mail(platform)).toMatchObject({ kind: 'sent', answer: '250 OK: message queued' });
  expect(server.mails.map(({ sender }) => sender)).toEqual(['dq@example.com']);
  expect((await platform.call('GET', '/v1/mails')).body).toEqual({
    items: [],
    nextCursor: null,
    captured: false,
  });
  await server.stop();
});

it('every type of channel is there', async () => {
  const { platform } = await start();
  expect(platform.app.get(Notifiers).types).toEqual(['email', 'pagerduty', 'slack', 'teams', 'webhook']);
});
