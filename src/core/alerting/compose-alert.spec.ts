import type { AlertThreadId, ConnectionId, DeliveryId, IncidentId } from '../ids.ts';
import type { Incident } from '../incidents/incident.ts';
import type { AlertedIncident } from './alert.ts';
import { composeAlert, worstFirst, type AlertMatter } from './compose-alert.ts';

const at = new Date('2026-01-31T09:20:00.000Z');
const opened = new Date('2026-01-31T06:00:00.000Z');
const connectionId = 'c1' as ConnectionId;

const incident = (fields: Partial<Incident> & { readonly name?: string } = {}): Incident => {
  const { name = 'orders keep coming', ...rest } = fields;
  return {
    id: `incident of ${name}` as IncidentId,
    version: 1,
    kind: 'data',
    subject: { type: 'test', id: name, name },
    group: null,
    connectionId,
    dataset: 'public.orders',
    testKind: 'volume',
    tags: [],
    owner: null,
    severity: 'medium',
    level: 'fail',
    status: 'open',
    openedAt: opened,
    updatedAt: opened,
    resolvedAt: null,
    mutedUntil: null,
    assignee: null,
    message: '912 rows: fewer than the 1,000 expected',
    firstExecutionId: null,
    lastExecutionId: null,
    failures: 4,
    passes: 0,
    reopened: 0,
    ...rest,
  };
};

const composed = (incidents: readonly Incident[], fields: Partial<AlertMatter> = {}) => {
  const sorted = worstFirst(incidents);
  return composeAlert({
    deliveryId: 'd' as DeliveryId,
    threadId: 't' as AlertThreadId,
    transition: 'opened',
    at,
    incidents: sorted,
    shown: sorted.slice(0, 50).map((one): AlertedIncident => ({
      ...one,
      connection: one.connectionId && 'warehouse',
      observed: [],
      expected: [],
      trend: [],
      url: '',
    })),
    stillOpen: incidents.length,
    happened: { opened: 0, recovered: 0 },
    publicUrl: 'https://p.example',
    ...fields,
  });
};

const three = ['a', 'b', 'c'].map((name) => incident({ name }));

it.each<[string, readonly Incident[], Partial<AlertMatter>]>([
  ['orders keep coming fails on public.orders', [incident()], {}],
  ['orders keep coming warns on public.orders', [incident({ level: 'warn' })], {}],
  ['orders keep coming (country = CH) fails on public.orders', [incident({ group: 'country = CH' })], {}],
  [
    'orders keep coming cannot be measured on public.orders',
    [incident({ kind: 'execution', level: 'error' })],
    {},
  ],
  ['orders keep coming now fails on public.orders', [incident()], { transition: 'escalated' }],
  ['orders keep coming still fails on public.orders', [incident()], { transition: 'reminder' }],
  ['orders keep coming recovered on public.orders', [incident()], { transition: 'recovered' }],
  ['orders keep coming is acknowledged on public.orders', [incident()], { transition: 'acknowledged' }],
  ['3 tests of public.orders fail', three, {}],
  ['3 tests of public.orders still fail', three, { transition: 'reminder' }],
  ['3 tests of public.orders are acknowledged', three, { transition: 'acknowledged' }],
  [
    '4 tests of public.orders: 3 fail, 1 warns',
    [...three, incident({ name: 'd', level: 'warn', severity: 'low' })],
    {},
  ],
  [
    '3 tests of 3 datasets of warehouse fail',
    three.map((one, i) => ({ ...one, dataset: `public.t${i}` })),
    {},
  ],
  [
    '3 tests of 3 datasets fail',
    three.map((one, i) => ({ ...one, dataset: `public.t${i}`, connectionId: `c${i}` as ConnectionId })),
    {},
  ],
  [
    'nightly gives no verdict',
    [incident({ name: 'nightly', kind: 'missing', level: 'error', connectionId: null, dataset: null })],
    {},
  ],
  [
    'Digest: 3 opened, 1 recovered, 2 still open',
    three,
    { transition: 'digest', happened: { opened: 3, recovered: 1 }, stillOpen: 2 },
  ],
])('%s', (title, incidents, fields) => {
  expect(composed(incidents, fields).title).toBe(title);
});

it.each<[string, readonly Incident[], Partial<AlertMatter>]>([
  ['912 rows: fewer than the 1,000 expected.', [incident()], {}],
  [
    '912 rows: fewer than the 1,000 expected. Open for 3 h 20 min, 4 failures.',
    [incident()],
    { transition: 'reminder' },
  ],
  [
    'The worst: b (critical): 912 rows: fewer than the 1,000 expected.',
    [incident({ name: 'a' }), incident({ name: 'b', severity: 'critical' })],
    {},
  ],
  [
    'It was open for 1 h.',
    [incident({ resolvedAt: new Date('2026-01-31T07:00:00.000Z') })],
    { transition: 'recovered', stillOpen: 0 },
  ],
  [
    'The longest was open for 3 h 20 min. 2 incidents of this alert are still open.',
    three,
    { transition: 'recovered', stillOpen: 2 },
  ],
])('says: %s', (summary, incidents, fields) => {
  expect(composed(incidents, fields).summary).toBe(summary);
});

it('shows 50 of many, the worst first, and counts the others', () => {
  const many = Array.from({ length: 70 }, (_, i) =>
    incident({ name: `t${i}`, severity: i === 60 ? 'critical' : i === 3 ? 'low' : 'medium' }),
  );
  const alert = composed([...many, incident({ name: 'over', severity: 'critical', status: 'resolved' })]);
  expect([alert.incidents.length, alert.more, alert.severity]).toEqual([50, 21, 'critical']);
  expect(alert.incidents[0]!.subject.name).toBe('t60');
  expect(alert.incidents.map(({ subject }) => subject.name)).not.toContain('over');
});

it.each<[string, readonly Incident[]]>([
  ['https://p.example/v1/incidents/incident of a', [incident({ name: 'a' })]],
  ['https://p.example/v1/incidents?connectionId=c1&dataset=public.orders', three],
  ['https://p.example/v1/incidents?connectionId=c1', three.map((one, i) => ({ ...one, dataset: `t${i}` }))],
  [
    'https://p.example/v1/incidents',
    three.map((one, i) => ({ ...one, dataset: null, connectionId: `c${i}` as ConnectionId })),
  ],
])('leads to %s', (url, incidents) => {
  expect(composed(incidents).url).toBe(url);
});
