import type { AlertRuleId, AlertThreadId, ChannelId, DeliveryId, IncidentEventId } from '../ids.ts';
import type { Incident, IncidentEventType, IncidentLevel } from '../incidents/incident.ts';
import type { RuleTransition } from './alert-rule.ts';

/** What a notice waits for: others of its kind, the end of quiet hours, the next digest, or nothing. */
export const noticeHolds = ['none', 'gather', 'quiet', 'digest'] as const;
export type NoticeHold = (typeof noticeHolds)[number];

/** An event of an incident that nobody has been told yet. */
export interface UnroutedEvent {
  readonly id: IncidentEventId;
  readonly at: Date;
  readonly type: IncidentEventType;
  /** The one rule that asked for it, as a reminder; null for what concerns every rule. */
  readonly ruleId: AlertRuleId | null;
  readonly incident: Incident;
}

/** That one channel is to be told of one event; the two are its key, so there is one. */
export interface Notice {
  readonly eventId: IncidentEventId;
  readonly channelId: ChannelId;
  readonly ruleId: AlertRuleId;
  readonly transition: RuleTransition;
  /** When the event happened. */
  readonly at: Date;
  readonly hold: NoticeHold;
  readonly readyAt: Date;
}

/** What a channel has been told of an incident. */
export interface Announcement {
  readonly threadId: AlertThreadId;
  /** The level that it was told last. */
  readonly level: IncidentLevel;
  /** It was told the end; what comes later is a new story. */
  readonly isClosed: boolean;
}

/** A notice that waits, with what is known now. */
export interface WaitingNotice extends Notice {
  readonly incident: Incident;
  /** Null when the channel has never been told of the incident. */
  readonly announced: Announcement | null;
}

/** Why a notice was not sent. */
export const dropReasons = [
  'recovered before it was told',
  'told already',
  'never announced',
  'muted',
  'acknowledged',
  'changed meanwhile',
  'the channel is gone or disabled',
] as const;
export type DropReason = (typeof dropReasons)[number];

/** What became of a notice: part of a delivery, dropped, or told to wait longer. */
export type NoticeFate =
  | { readonly kind: 'delivered'; readonly deliveryId: DeliveryId }
  | { readonly kind: 'dropped'; readonly reason: DropReason }
  | { readonly kind: 'held'; readonly until: Date };
