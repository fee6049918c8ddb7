import type { Alert, AlertedIncident } from '../../src/core/alerting/alert.ts';
import type { ChannelTarget } from '../../src/core/alerting/channel.ts';
import type { AlertThreadId, ChannelId, DeliveryId, IncidentId } from '../../src/core/ids.ts';
import type { Json } from '../../src/core/json.ts';
import type { ThreadState } from '../../src/ports/notifier.ts';

const at = new Date('2026-11-27T06:01:02.000Z');
const statuses = 'passed passed passed passed warned passed passed passed failed failed'.split(' ');
const values = [5210, 5180, 5302, 5011, 4020, 5120, 5250, 5190, 1310, 1204];

export const exampleIncident = (changes: Partial<AlertedIncident> = {}): AlertedIncident => ({
  id: '0198e000-0000-7000-8000-000000000001' as IncidentId,
  kind: 'data',
  subject: { type: 'test', id: '0198e000-0000-7000-8000-000000000002', name: 'orders keep coming' },
  group: null,
  connection: 'warehouse',
  dataset: 'public.orders',
  tags: ['orders', 'hourly'],
  owner: 'data-team@example.com',
  assignee: null,
  severity: 'high',
  level: 'fail',
  status: 'open',
  openedAt: new Date('2026-11-27T06:00:00.000Z'),
  resolvedAt: null,
  message: '1,204 rows are fewer than 5,000',
  observed: [{ name: 'rows', value: '1,204' }],
  expected: [{ name: 'fail.min', value: '5,000' }],
  trend: statuses.map((status, i) => ({
    at: new Date(Date.UTC(2026, 10, 18 + i, 6)),
    status,
    value: values[i] ?? null,
  })),
  url: 'https://plumbline.example.com/v1/incidents/0198e000-0000-7000-8000-000000000001',
  ...changes,
});

export const exampleAlert = (changes: Partial<Alert> = {}): Alert => ({
  deliveryId: '0198e000-0000-7000-8000-00000000000a' as DeliveryId,
  threadId: '0198e000-0000-7000-8000-00000000000b' as AlertThreadId,
  transition: 'opened',
  at,
  title: 'orders keep coming fails on public.orders',
  summary: '1,204 rows are fewer than 5,000.',
  incidents: [exampleIncident()],
  more: 0,
  stillOpen: 1,
  severity: 'high',
  url: 'https://plumbline.example.com/v1/incidents/0198e000-0000-7000-8000-000000000001',
  ...changes,
});

export const targetOf = (
  type: string,
  settings: ChannelTarget['settings'],
  secrets: ChannelTarget['secrets'] = {},
): ChannelTarget => ({ id: '0198e000-0000-7000-8000-00000000000c' as ChannelId, type, settings, secrets });

export const threadWith = (external: Json, changes: Partial<ThreadState> = {}): ThreadState => ({
  external,
  mayHaveArrived: false,
  firstTriedAt: at,
  ...changes,
});

export const newThread = threadWith(null);
export const unstopped = new AbortController().signal;

/** Texts that data may hold and that no channel may take for anything but text. */
export const hostileTexts: readonly (readonly [string, string])[] = [
  ['markup', `<script>alert(1)</script><img src=x onerror="alert(1)">&amp;'`],
  ['mentions', '<!channel> <!here> <@U1> <#C1> <!subteam^S1> @everyone <at>all</at>'],
  ['links', '<https://evil.example|click> [click](https://evil.example) <a href="javascript:alert(1)">x</a>'],
  [
    'formatting',
    '*bold* _italic_ ~gone~ `code` ```block``` # head > quote {{DATE(2017-02-14T06:08:39Z)}} ${x}',
  ],
  ['header lines', 'orders\r\nBcc: victim@example.com\r\n\r\nbody\nX-Evil: 1\u2028next'],
  ['NUL and controls', 'a\u0000b\u0007c\u001b[31md\u009be'],
  ['half a character', 'a\ud800b\udc00c'],
  ['turned direction', 'safe \u202Etxt.exe\u202C \u2066x\u2069'],
  ['emoji', 'orders 🧪👩🏽‍🔬🇨🇭 größer als عربي עברית'],
  ['very long', '<&*' + 'x'.repeat(100_000)],
  ['many emoji', '👩🏽‍🔬'.repeat(5000)],
  ['blank', ' \t '],
  ['empty', ''],
];

/** The alert with `text` in every place that data can reach. */
export const hostileAlert = (text: string, incidents = 2): Alert =>
  exampleAlert({
    title: text,
    summary: text,
    incidents: Array.from({ length: incidents }, () =>
      exampleIncident({
        subject: { type: 'test', id: '0198e000-0000-7000-8000-000000000002', name: text },
        group: text,
        connection: text,
        dataset: text,
        tags: [text, text],
        owner: text,
        assignee: text,
        message: text,
        observed: Array.from({ length: 40 }, () => ({ name: text, value: text })),
        expected: [{ name: text, value: text }],
        url: text,
      }),
    ),
    url: text,
  });
