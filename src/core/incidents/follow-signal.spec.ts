import { resolved } from './incident-steps.ts';
import { signalled } from './follow-signal.ts';
import type { IncidentSignal } from './reviewed.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 31, 6, minutes));
const signal = (n: number, fields: Partial<IncidentSignal> = {}): IncidentSignal => ({
  key: `firing-${n}`,
  kind: 'missing',
  subject: { type: 'schedule', id: '01982f6b-10a4-7d21-8f4e-6c1be2f0a712', name: 'nightly' },
  connectionId: null,
  dataset: null,
  tags: ['sales'],
  owner: null,
  severity: 'high',
  message: `no verdict after firing ${n}`,
  ...fields,
});

it('opens an incident, counts further signals silently, and reopens one that ended within the hour', () => {
  const first = signalled(null, signal(1), at(0));
  expect(first).toMatchObject({
    incident: {
      kind: 'missing',
      level: 'error',
      status: 'open',
      group: null,
      severity: 'high',
      subject: { type: 'schedule', name: 'nightly' },
      message: 'no verdict after firing 1',
    },
    event: { type: 'opened', reason: 'the schedule gave no verdict in time' },
  });
  const second = signalled(first.incident, signal(2), at(1));
  expect(second).toMatchObject({
    incident: { id: first.incident.id, failures: 2, message: 'no verdict after firing 2' },
  });
  expect(second.event).toBeNull();
  const over = resolved(
    second.incident,
    { by: null, reason: 'a verdict came', executionId: null },
    at(2),
  ).incident;
  expect(signalled(over, signal(3), at(62))).toMatchObject({
    incident: { id: first.incident.id, status: 'open', reopened: 1, resolvedAt: null },
    event: { type: 'reopened', reason: 'the schedule gave no verdict in time, soon after the resolution' },
  });
  const later = signalled(over, signal(3), at(63));
  expect(later.event?.type).toBe('opened');
  expect(later.incident.id).not.toBe(first.incident.id);
});

it('tells of a channel that gave up', () => {
  const { incident, event } = signalled(null, signal(1, { kind: 'delivery' }), at(0));
  expect([incident.kind, event?.reason]).toEqual(['delivery', 'the channel gave up on an alert']);
});
