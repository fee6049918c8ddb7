import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { DeliveryId } from '../../src/core/ids.ts';
import { EmailNotifier } from '../../src/notify/email/email.notifier.ts';
import { SmtpTransport } from '../../src/notify/email/smtp.transport.ts';
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
import { certificate } from '../support/localhost-certificate.ts';
import { startSmtpReceiver, type SmtpReceiver } from '../support/smtp-receiver.ts';

const SENDER = 'Plumbline <plumbline@example.com>';
const FIRST = '<0198e000-0000-7000-8000-00000000000a@plumbline.example.com>';
const target = targetOf('email', { to: ['team@example.com'], cc: ['lead@example.com'] });

let server: SmtpReceiver;
const started: SmtpReceiver[] = [];
const start = async (options?: Parameters<typeof startSmtpReceiver>[0]) => {
  const receiver = await startSmtpReceiver(options);
  started.push(receiver);
  return receiver;
};
beforeEach(async () => {
  server = await start();
});
afterEach(() => Promise.all(started.splice(0).map((each) => each.stop())));

const notifier = (url = `smtp://${server.host}`, options: { timeoutMs?: number; ca?: string } = {}) =>
  new EmailNotifier(new SmtpTransport(url, options), SENDER);

describe('a mail', () => {
  it('arrives, readable as a page and as text', async () => {
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'sent',
      answer: '250 OK: message queued',
      external: { first: FIRST, last: FIRST },
    });
    expect(server.mails).toHaveLength(1);
    const { parsed, recipients, sender } = server.mails[0]!;
    expect(recipients).toEqual(['team@example.com', 'lead@example.com']);
    expect(sender).toBe('plumbline@example.com');
    expect(parsed.from?.text).toBe('"Plumbline" <plumbline@example.com>');
    expect(parsed.subject).toBe('[Plumbline] orders keep coming fails on public.orders');
    expect(parsed.messageId).toBe(FIRST);
    expect(parsed.inReplyTo).toBeUndefined();
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-plumbline-transition')).toBe('opened');
    expect(parsed.headers.get('x-plumbline-severity')).toBe('high');
    expect(parsed.headers.get('x-plumbline-thread')).toBe('0198e000-0000-7000-8000-00000000000b');
    expect(parsed.text).toContain('1,204 rows are fewer than 5,000.');
    expect(parsed.html).toContain('5,000');
    expect(parsed.attachments).toEqual([]);
  });

  it('answers the first mail of its thread and the one before it', async () => {
    const alert = exampleAlert({
      transition: 'recovered',
      deliveryId: '0198e000-0000-7000-8000-0000000000ff' as DeliveryId,
      incidents: [exampleIncident({ status: 'resolved', resolvedAt: new Date('2026-11-27T07:00:00Z') })],
    });
    const thread = threadWith({ first: FIRST, last: '<second@plumbline.example.com>' });
    const outcome = await notifier().deliver(target, alert, thread, unstopped);
    const third = '<0198e000-0000-7000-8000-0000000000ff@plumbline.example.com>';
    expect(outcome).toMatchObject({ external: { first: FIRST, last: third } });
    const { parsed } = server.mails[0]!;
    expect([parsed.messageId, parsed.inReplyTo]).toEqual([third, FIRST]);
    expect(parsed.references).toEqual([FIRST, '<second@plumbline.example.com>']);
  });

  it('has the same Message-ID when it is sent again', async () => {
    await notifier().deliver(target, exampleAlert(), newThread, unstopped);
    await notifier().deliver(target, exampleAlert(), { ...newThread, mayHaveArrived: true }, unstopped);
    expect(server.mails.map(({ parsed }) => parsed.messageId)).toEqual([FIRST, FIRST]);
  });

  it("comes from the channel's own sender where it has one", async () => {
    const own = targetOf('email', { to: ['team@example.com'], from: 'Bots <bots@example.net>' });
    await notifier().deliver(own, exampleAlert(), newThread, unstopped);
    expect(server.mails[0]?.parsed.from?.text).toBe('"Bots" <bots@example.net>');
    expect(server.mails[0]?.parsed.messageId).toBe(FIRST);
  });

  it.each(hostileTexts)('about %s has only our headers, recipients and parts', async (_what, text) => {
    const outcome = await notifier().deliver(target, hostileAlert(text), newThread, unstopped);
    expect(outcome.kind).toBe('sent');
    const { parsed, recipients } = server.mails[0]!;
    expect(recipients).toEqual(['team@example.com', 'lead@example.com']);
    expect([...parsed.headers.keys()].sort()).toEqual(
      [
        'auto-submitted',
        'cc',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
        'x-auto-response-suppress',
        'x-plumbline-delivery',
        'x-plumbline-severity',
        'x-plumbline-thread',
        'x-plumbline-transition',
      ].sort(),
    );
    expect(parsed.subject?.startsWith('[Plumbline] ')).toBe(true);
    expect(parsed.subject).not.toMatch(/\p{Cc}/u);
    expect(parsed.attachments).toEqual([]);
  });
});

describe('a mail server that does not take a mail', () => {
  const refuse = (code: number, text: string) => () => ({ code, text });

  it.each([
    ['a recipient for good', 550, false],
    ['a recipient for now', 451, true],
  ])('refuses %s', async (_what, code, isWorthRetrying) => {
    server.refuseRecipient = refuse(code, 'no such user');
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'failed',
      answer: `${code} no such user`,
      isWorthRetrying,
    });
  });

  it.each([
    [554, false],
    [421, true],
  ])('refuses the text with %i', async (code, isWorthRetrying) => {
    server.refuseMail = refuse(code, 'not now');
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'failed',
      answer: `${code} not now`,
      isWorthRetrying,
    });
  });

  it('takes it for some: they are not sent it again', async () => {
    server.refuseRecipient = (address) =>
      address === 'lead@example.com' ? { code: 550, text: 'gone' } : null;
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toMatchObject({
      kind: 'sent',
      answer: 'refused for lead@example.com; for the others: 250 OK: message queued',
    });
    expect(server.mails[0]?.recipients).toEqual(['team@example.com']);
  });

  it('breaks the connection', async () => {
    server.refuseMail = () => 'close';
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toMatchObject({
      kind: 'failed',
      isWorthRetrying: true,
    });
  });

  it('is not there', async () => {
    await server.stop();
    started.splice(0);
    expect(await notifier().deliver(target, exampleAlert(), newThread, unstopped)).toEqual({
      kind: 'failed',
      answer: 'the mail server cannot be reached, or its certificate cannot be trusted',
      isWorthRetrying: true,
    });
  });

  it('is too slow', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(
      await notifier(`smtp://127.0.0.1:${port}`, { timeoutMs: 300 }).deliver(
        target,
        exampleAlert(),
        newThread,
        unstopped,
      ),
    ).toEqual({ kind: 'failed', answer: 'the mail server did not answer in time', isWorthRetrying: true });
    silent.close();
  });

  it('is left when the sender has to stop', async () => {
    const stop = new AbortController();
    server.refuseMail = () => {
      stop.abort();
      return null;
    };
    expect(await notifier().deliver(target, exampleAlert(), newThread, stop.signal)).toEqual({
      kind: 'failed',
      answer: 'it was stopped before the mail server had answered',
      isWorthRetrying: true,
    });
  });
});

describe('who sends', () => {
  const login = { user: 'plumb@line', password: 'p@ss/word' };
  const credentials = 'plumb%40line:p%40ss%2Fword';

  it('says who it is', async () => {
    const closed = await start({ tls: 'none', login });
    const outcome = await notifier(`smtp://${credentials}@${closed.host}`).deliver(
      target,
      exampleAlert(),
      newThread,
      unstopped,
    );
    expect(outcome.kind).toBe('sent');
  });

  it('does not show its password in the answer to a wrong one', async () => {
    const closed = await start({ tls: 'none', login: { ...login, password: 'another' } });
    const outcome = await notifier(`smtp://${credentials}@${closed.host}`).deliver(
      target,
      exampleAlert(),
      newThread,
      unstopped,
    );
    expect(outcome).toEqual({
      kind: 'failed',
      answer: '535 not the password of plumb@line: [secret]',
      isWorthRetrying: false,
    });
  });
});

describe('a certificate', () => {
  it.each(['implicit', 'starttls'] as const)('is verified (%s)', async (tls) => {
    const secure = await start({ tls });
    const url = `${tls === 'implicit' ? 'smtps' : 'smtp'}://${secure.host}`;
    const refused = await notifier(url).deliver(target, exampleAlert(), newThread, unstopped);
    expect(refused).toMatchObject({ kind: 'failed', isWorthRetrying: true });
    expect(refused.answer).toContain('certificate');
    const trusted = await notifier(url, { ca: certificate }).deliver(
      target,
      exampleAlert(),
      newThread,
      unstopped,
    );
    expect(trusted.kind).toBe('sent');
    expect(secure.mails).toHaveLength(1);
  });
});
