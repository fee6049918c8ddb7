import { IncidentResolved, InvalidInput } from '../errors.ts';
import { byHand, type HandChange } from './by-hand.ts';
import type { Incident } from './incident.ts';
import { opened, resolved } from './incident-steps.ts';

const now = new Date('2026-01-31T06:00:00.000Z');
const { incident } = opened(
  {
    kind: 'data',
    subject: { type: 'test', id: '01982f6b-10a4-7d21-8f4e-6c1be2f0a712', name: 'orders keep coming' },
    group: null,
    connectionId: null,
    dataset: 'public.orders',
    testKind: 'volume',
    tags: [],
    owner: null,
    severity: 'medium',
    level: 'fail',
    message: '912 rows',
    executionId: null,
  },
  'seed',
  'the test failed',
  new Date('2026-01-31T05:00:00.000Z'),
);
const over = resolved(incident, { by: null, reason: 'the test passed', executionId: null }, now).incident;
const until = new Date('2026-01-31T14:00:00.000Z');
const said = { by: 'Ada', reason: 'known' };
const silent = { by: null, reason: null };

it.each([
  [{ action: 'acknowledge' }, { status: 'acknowledged' }, 'acknowledged', 'acknowledged', {}],
  [
    { action: 'assign', assignee: 'Grace' },
    { assignee: 'Grace' },
    'assigned',
    'assigned to Grace',
    { assignee: 'Grace' },
  ],
  [{ action: 'comment', text: 'look at the import' }, {}, 'commented', 'look at the import', {}],
  [
    { action: 'mute', until },
    { mutedUntil: until },
    'muted',
    'muted until 2026-01-31T14:00:00.000Z',
    { until: '2026-01-31T14:00:00.000Z' },
  ],
  [
    { action: 'mute', forMs: 8 * 3_600_000 },
    { mutedUntil: until },
    'muted',
    'muted until 2026-01-31T14:00:00.000Z',
    { until: '2026-01-31T14:00:00.000Z' },
  ],
  [{ action: 'resolve' }, { status: 'resolved', resolvedAt: now }, 'resolved', 'resolved by hand', {}],
] as const)('%j', (change, fields, type, reason, details) => {
  const step = byHand(incident, change, silent, now);
  expect(step?.incident).toEqual({ ...incident, ...fields, version: 2, updatedAt: now });
  expect(step?.event).toMatchObject({
    incidentId: incident.id,
    at: now,
    type,
    by: null,
    reason,
    level: 'fail',
    details,
  });
  expect(byHand(incident, change, said, now)?.event).toMatchObject({ by: 'Ada', reason: 'known' });
});

it.each([
  { action: 'acknowledge' },
  { action: 'assign', assignee: 'Grace' },
  { action: 'comment', text: 'it was the import' },
  { action: 'mute', until },
  { action: 'resolve' },
] as const)('$action tells for whom', (change) => {
  expect(byHand(incident, change, { ...said, onBehalfOf: 'Grace' }, now)?.event).toMatchObject({
    by: 'Ada',
    details: { onBehalfOf: 'Grace' },
  });
});

it('ends a mute', () => {
  const muted: Incident = { ...incident, mutedUntil: until };
  expect(byHand(muted, { action: 'unmute' }, silent, now)).toMatchObject({
    incident: { mutedUntil: null },
    event: { type: 'unmuted' },
  });
});

it.each([
  [{ ...incident, status: 'acknowledged' }, { action: 'acknowledge' }],
  [
    { ...incident, assignee: 'Grace' },
    { action: 'assign', assignee: 'Grace' },
  ],
  [incident, { action: 'assign', assignee: null }],
  [incident, { action: 'unmute' }],
] as readonly (readonly [Incident, HandChange])[])(
  'says nothing where nothing would change: %#',
  (state, change) => {
    expect(byHand(state, change, said, now)).toBeNull();
  },
);

it.each([
  { action: 'acknowledge' },
  { action: 'assign', assignee: 'Grace' },
  { action: 'mute', until },
  { action: 'unmute' },
  { action: 'resolve' },
] as const)('refuses to $action what is over', (change) => {
  expect(() => byHand(over, change, said, now)).toThrow(IncidentResolved);
});

it('takes a comment on what is over', () => {
  expect(byHand(over, { action: 'comment', text: 'it was the import' }, said, now)?.incident.status).toBe(
    'resolved',
  );
});

it.each([
  [now, 'must be in the future'],
  [new Date('2027-02-02T00:00:00Z'), 'must be within a year'],
])('refuses a mute until %s', (end, message) => {
  const refusal = () => byHand(incident, { action: 'mute', until: end }, said, now);
  expect(refusal).toThrow(InvalidInput);
  expect(refusal).toThrow(message);
});
