import { addressRangeOf, type AddressRange } from '../../src/core/network/address-rule.ts';
import { OutgoingHttp } from '../../src/notify/outgoing-http.ts';
import { TeamsNotifier } from '../../src/notify/teams/teams.notifier.ts';
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
import { teamsProblems } from '../support/published-shapes.ts';

const loopback: readonly AddressRange[] = [addressRangeOf('127.0.0.0/8')!];

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
  receiver.answer = () => ({ status: 202 });
});
afterEach(() => receiver.stop());

const deliver = (alert = exampleAlert()) =>
  new TeamsNotifier(new OutgoingHttp({ allowed: loopback })).deliver(
    targetOf('teams', {}, { url: `${receiver.url}/workflows/1?api-version=1&sig=s3cr3t-sig` }),
    alert,
    newThread,
    unstopped,
  );
const messages = () => receiver.requests.map(({ body }) => JSON.parse(body) as unknown);

it('posts one card with the numbers, the bounds, a trend and a link', async () => {
  expect(await deliver()).toEqual({ kind: 'sent', answer: '202', external: null });
  const [message] = messages();
  expect(teamsProblems(message)).toEqual([]);
  expect(message).toMatchObject({
    attachments: [
      { content: { version: '1.4', actions: [{ type: 'Action.OpenUrl', url: exampleAlert().url }] } },
    ],
  });
  const text = JSON.stringify(message);
  for (const part of [
    'orders keep coming fails on public.orders',
    'rows: 1,204',
    'fail.min: 5,000',
    '█',
    'data-team@',
  ])
    expect(text).toContain(part);
});

it('lists many incidents, and as many as its size allows', async () => {
  const incidents = Array.from({ length: 50 }, (_, i) =>
    exampleIncident({ subject: { type: 'test', id: `${i}`, name: `test ${i}` }, message: 'ü'.repeat(700) }),
  );
  await deliver(exampleAlert({ incidents, more: 100 }));
  const [message] = messages();
  expect(teamsProblems(message)).toEqual([]);
  const shown = JSON.stringify(message).match(/"test \d+"/g)!.length;
  expect(shown).toBeGreaterThan(5);
  expect(JSON.stringify(message)).toContain(`And ${150 - shown} more, which are not shown here.`);
});

it.each(hostileTexts)('%s is shown as text', async (_what, text) => {
  for (const incidents of [0, 1, 50]) await deliver(hostileAlert(text, incidents));
  for (const message of messages()) {
    expect(teamsProblems(message)).toEqual([]);
    const json = JSON.stringify(message);
    const types = new Set([...json.matchAll(/"type":"([A-Za-z.]+)"/g)].map(([, type]) => type));
    // a TextBlock or a FactSet would read Markdown in it
    expect([...types].sort()).toEqual(
      ['AdaptiveCard', 'Container', 'RichTextBlock', 'TextRun', 'message'].filter((type) => types.has(type)),
    );
    expect(json).not.toContain('{{');
    expect(json).not.toContain('msteams":{"entities');
  }
});

it('does not show what in its address is secret', async () => {
  receiver.answer = ({ path }) => ({ status: 401, body: `no: ${path} s3cr3t-sig` });
  expect(await deliver()).toEqual({
    kind: 'failed',
    answer: '401 no: /workflows/1?api-version=1&sig=[secret] [secret]',
    isWorthRetrying: false,
  });
});

it('finds what is wrong with a card when there is something', () => {
  const message = (body: unknown) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: { type: 'AdaptiveCard', version: '1.4', body },
      },
    ],
  });
  expect(teamsProblems(message([{ type: 'Nonsense' }]))).toHaveLength(1);
  expect(teamsProblems(message([{ type: 'TextBlock', text: 'x'.repeat(30_000) }]))).toEqual([
    '30200 bytes are too many',
  ]);
  expect(teamsProblems({ type: 'message' })).toEqual([" must have required property 'attachments'"]);
});
