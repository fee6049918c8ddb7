import { EmailNotifier } from './email/email.notifier.ts';
import { OutgoingHttp } from './outgoing-http.ts';
import { NotifierRegistry } from './registry.ts';
import { TeamsNotifier } from './teams/teams.notifier.ts';
import { WebhookNotifier } from './webhook/webhook.notifier.ts';

const http = new OutgoingHttp({ allowed: [] });
const nowhere = { send: () => Promise.resolve({ kind: 'sent' as const, answer: '' }) };

it('knows its types', () => {
  const webhook = new WebhookNotifier(http);
  const registry = new NotifierRegistry([webhook, new EmailNotifier(nowhere, 'a@b.c')]);
  expect(registry.types).toEqual(['email', 'webhook']);
  expect(registry.for('webhook')).toBe(webhook);
  expect(registry.for('fax')).toBeNull();
});

it('refuses two of a type', () => {
  expect(() => new NotifierRegistry([new TeamsNotifier(http), new TeamsNotifier(http)])).toThrow(
    'two notifiers for one type: teams, teams',
  );
});

describe('the settings of e-mail', () => {
  const { settings, secrets, transitions } = new EmailNotifier(nowhere, 'a@b.c');

  it.each([
    [{ to: ['a@b.c'] }, null],
    [{ to: ['a@b.c'], cc: ['d@e.f'], from: 'Bots <b@c.d>' }, null],
    [{}, 'to'],
    [{ to: [] }, 'to'],
    [{ to: Array.from({ length: 51 }, (_, i) => `a${i}@b.c`) }, 'to'],
    [{ to: ['a@b.c', 'nobody'] }, 'to.1'],
    [{ to: ['a@b.c\r\nBcc: d@e.f'] }, 'to.0'],
    [{ to: ['a@b.c'], from: 'A\r\nX: 1 <a@b.c>' }, 'from'],
    [{ to: ['a@b.c'], password: 'x' }, ''],
  ])('%j', (given, badPath) => {
    expect(settings.safeParse(given).error?.issues[0]?.path.join('.') ?? null).toBe(badPath);
  });

  it('hold no secrets, and leave out who acknowledged', () => {
    expect(secrets.safeParse({ password: 'x' }).success).toBe(false);
    expect(transitions).toEqual(['opened', 'escalated', 'recovered', 'reminder', 'digest', 'test']);
  });
});
