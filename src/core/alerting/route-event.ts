import { groupBy } from '../grouping.ts';
import type { ChannelId } from '../ids.ts';
import type { IncidentEventType } from '../incidents/incident.ts';
import { nextOccurrence } from '../scheduling/occurrences.ts';
import type { AlertTransition } from './alert.ts';
import type { AlertRule, RuleTransition } from './alert-rule.ts';
import { matchesRule } from './match-rule.ts';
import type { Notice, UnroutedEvent } from './notice.ts';
import { quietUntil } from './quiet-hours.ts';

/** What an event is to those who are told; null for what only the timeline tells. */
const transitionOf: Record<IncidentEventType, RuleTransition | null> = {
  opened: 'opened',
  reopened: 'opened',
  escalated: 'escalated',
  eased: null,
  acknowledged: 'acknowledged',
  assigned: null,
  commented: null,
  muted: null,
  unmuted: null,
  reminded: 'reminder',
  resolved: 'recovered',
};

/** A channel that exists and is enabled, and what it can tell. */
export interface RoutableChannel {
  readonly id: ChannelId;
  readonly transitions: readonly AlertTransition[];
}

export interface Routing {
  readonly rules: readonly AlertRule[];
  readonly channels: ReadonlyMap<ChannelId, RoutableChannel>;
  /** How long a notice waits for others that belong to it. */
  readonly gatherMs: number;
}

/** Who is to be told of an event, and when: one notice for each channel, the earliest that any rule asks for. */
export function noticesFor(event: UnroutedEvent, routing: Routing, now: Date): readonly Notice[] {
  const transition = transitionOf[event.type];
  if (transition === null) return [];
  const wanted = routing.rules
    .filter((rule) => asksFor(rule, event, transition))
    .flatMap((rule) =>
      rule.channelIds
        .filter((id) => canTell(routing.channels.get(id), event, rule.digest ? 'digest' : transition))
        .map((channelId) => noticeOf(event, transition, rule, channelId, routing.gatherMs, now)),
    )
    .filter((notice) => notice !== null);
  return [...groupBy(wanted, ({ channelId }) => channelId).values()].map((same) =>
    same.reduce((first, other) => (other.readyAt < first.readyAt ? other : first)),
  );
}

const asksFor = (rule: AlertRule, event: UnroutedEvent, transition: RuleTransition): boolean =>
  rule.enabled &&
  (event.ruleId === null || event.ruleId === rule.id) &&
  (rule.transitions === undefined || rule.transitions.includes(transition)) &&
  matchesRule(rule.match, event.incident);

/** That a channel gave up is not told on that channel. */
const canTell = (
  channel: RoutableChannel | undefined,
  { incident: { kind, subject } }: UnroutedEvent,
  transition: AlertTransition,
): boolean =>
  channel !== undefined &&
  channel.transitions.includes(transition) &&
  !(kind === 'delivery' && subject.id === channel.id);

function noticeOf(
  { id, at, incident }: UnroutedEvent,
  transition: RuleTransition,
  rule: AlertRule,
  channelId: ChannelId,
  gatherMs: number,
  now: Date,
): Notice | null {
  const notice = { eventId: id, channelId, ruleId: rule.id, transition, at };
  const { hold, readyAt } = waitOf(rule, incident.severity, { transition, at, gatherMs, now });
  if (incident.mutedUntil === null || incident.mutedUntil <= now) return { ...notice, hold, readyAt };
  // the end of what was announced must be told some time, or the other side keeps it open for ever
  if (transition !== 'recovered') return null;
  return incident.mutedUntil <= readyAt
    ? { ...notice, hold, readyAt }
    : { ...notice, hold: hold === 'digest' ? hold : 'quiet', readyAt: incident.mutedUntil };
}

function waitOf(
  { digest, quietHours }: AlertRule,
  severity: UnroutedEvent['incident']['severity'],
  {
    transition,
    at,
    gatherMs,
    now,
  }: {
    readonly transition: RuleTransition;
    readonly at: Date;
    readonly gatherMs: number;
    readonly now: Date;
  },
): Pick<Notice, 'hold' | 'readyAt'> {
  // a schedule that never comes again sends its last digest now
  if (digest) return { hold: 'digest', readyAt: nextOccurrence(digest, now) ?? now };
  if (quietHours && !quietHours.except.includes(severity)) {
    const end = quietUntil(quietHours, now);
    if (end instanceof Date) return { hold: 'quiet', readyAt: end };
  }
  return transition === 'acknowledged' || gatherMs === 0
    ? { hold: 'none', readyAt: at }
    : { hold: 'gather', readyAt: new Date(at.getTime() + gatherMs) };
}
