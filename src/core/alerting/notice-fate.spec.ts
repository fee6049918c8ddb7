import type { AlertRuleId, AlertThreadId, ChannelId, IncidentEventId, IncidentId } from '../ids.ts';
import type { Incident } from '../incidents/incident.ts';
import { judgeNotice, type Judgement } from './notice-fate.ts';
import type { Announcement, WaitingNotice } from './notice.ts';

const now = new Date('2026-01-31T09:00:00.000Z');
const later = new Date('2026-01-31T12:00:00.000Z');

const incident: Incident = {
  id: 'i1' as IncidentId,
  version: 1,
  kind: 'data',
  subject: { type: 'test', id: 't1', name: 'orders keep coming' },
  group: null,
  connectionId: null,
  dataset: 'public.orders',
  testKind: 'volume',
  tags: [],
  owner: null,
  severity: 'medium',
  level: 'fail',
  status: 'open',
  openedAt: now,
  updatedAt: now,
  resolvedAt: null,
  mutedUntil: null,
  assignee: null,
  message: 'no rows',
  firstExecutionId: null,
  lastExecutionId: null,
  failures: 1,
  passes: 0,
  reopened: 0,
};

const told: Announcement = { threadId: 'thread' as AlertThreadId, level: 'fail', isClosed: false };
const asWarning: Announcement = { ...told, level: 'warn' };
const closed: Announcement = { ...told, isClosed: true };

const tell = (announced: Announcement | null): Judgement => ({ kind: 'tell', announced });
const drop = (reason: Extract<Judgement, { kind: 'drop' }>['reason']): Judgement => ({
  kind: 'drop',
  reason,
});
const hold = (until: Date): Judgement => ({ kind: 'hold', until });

const judged = (
  transition: WaitingNotice['transition'],
  fields: Partial<Incident>,
  announced: Announcement | 'pending' | null,
  held: WaitingNotice['hold'] = 'gather',
) =>
  judgeNotice(
    {
      eventId: 'e1' as IncidentEventId,
      channelId: 'c1' as ChannelId,
      ruleId: 'r1' as AlertRuleId,
      transition,
      at: now,
      hold: held,
      readyAt: now,
      incident: { ...incident, ...fields },
      announced: announced === 'pending' ? null : announced,
    },
    announced,
    now,
  );

const resolved = { status: 'resolved' } as const;
const acknowledged = { status: 'acknowledged' } as const;

describe('a notice whose time has come', () => {
  it.each([
    ['opened', {}, null, tell(null)],
    ['opened', {}, told, drop('told already')],
    ['opened', {}, 'pending', drop('told already')],
    ['opened', {}, closed, tell(null)],
    ['opened', resolved, null, drop('recovered before it was told')],

    ['escalated', {}, asWarning, tell(asWarning)],
    ['escalated', {}, told, drop('told already')],
    ['escalated', {}, 'pending', drop('told already')],
    ['escalated', {}, null, tell(null)],
    ['escalated', { level: 'warn' }, asWarning, drop('changed meanwhile')],
    ['escalated', resolved, told, drop('recovered before it was told')],

    ['reminder', {}, told, tell(told)],
    ['reminder', {}, null, tell(null)],
    ['reminder', {}, 'pending', drop('told already')],
    ['reminder', acknowledged, told, drop('acknowledged')],
    ['reminder', resolved, told, drop('recovered before it was told')],

    ['acknowledged', acknowledged, told, tell(told)],
    ['acknowledged', acknowledged, 'pending', hold(now)],
    ['acknowledged', acknowledged, null, drop('never announced')],
    ['acknowledged', acknowledged, closed, drop('never announced')],
    ['acknowledged', {}, told, drop('changed meanwhile')],

    ['recovered', resolved, told, tell(told)],
    ['recovered', resolved, null, drop('never announced')],
    ['recovered', resolved, closed, drop('never announced')],
    ['recovered', {}, told, drop('changed meanwhile')],
  ] as const)('%s, of an incident that is now %j, after %j', (transition, fields, announced, expected) => {
    expect(judged(transition, fields, announced)).toEqual(expected);
  });

  it('is dropped while the incident is muted, but for the recovery, which waits', () => {
    const muted = { mutedUntil: later };
    expect(judged('opened', muted, null)).toEqual(drop('muted'));
    expect(judged('reminder', muted, told)).toEqual(drop('muted'));
    expect(judged('recovered', { ...muted, ...resolved }, told)).toEqual(hold(later));
  });

  it('holds again once the mute is over', () => {
    expect(judged('opened', { mutedUntil: now }, null)).toEqual(tell(null));
  });

  it('is told in a digest whatever came of it, and belongs to no thread there', () => {
    expect(judged('opened', resolved, told, 'digest')).toEqual(tell(null));
    expect(judged('recovered', resolved, null, 'digest')).toEqual(tell(null));
  });
});
