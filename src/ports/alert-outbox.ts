import type { NewDelivery } from '../core/alerting/delivery.ts';
import type { Notice, NoticeFate, UnroutedEvent, WaitingNotice } from '../core/alerting/notice.ts';
import type { DueReminder, ReminderStep } from '../core/alerting/next-reminder.ts';
import type { AlertRuleId, AlertThreadId, IncidentId } from '../core/ids.ts';

/** What one event was routed to; no notice means that nobody had to be told. */
export interface RoutedEvent {
  readonly event: UnroutedEvent;
  readonly notices: readonly Notice[];
}

/** What a flush answers about the notices that it was given. */
export interface FlushedNotices {
  readonly fates: readonly { readonly notice: WaitingNotice; readonly fate: NoticeFate }[];
  readonly deliveries: readonly NewDelivery[];
  /** Incidents that were told through a rule that reminds, and when the first reminder is due. */
  readonly reminders: readonly {
    readonly incidentId: IncidentId;
    readonly ruleId: AlertRuleId;
    readonly dueAt: Date;
  }[];
}

/** The way from an incident's event to messages: notices that wait, and the threads that their messages belong to. */
export abstract class AlertOutbox {
  /** Events that nobody has routed, oldest first. */
  abstract unrouted(limit: number): Promise<readonly UnroutedEvent[]>;
  /**
   * Writes the notices and marks the events as routed, in one transaction. An event that somebody else has routed
   * meanwhile is left alone, and an event has one notice for each channel, however often it is routed. Answers how many
   * notices were written.
   */
  abstract route(routed: readonly RoutedEvent[], now: Date): Promise<number>;

  /**
   * Takes the notices that are ready at `now`, and beside them those that gather with one of them, and writes what
   * `make` answers, in one transaction: deliveries, the threads that they begin or go on with, what became of each
   * notice. One flush at a time in the fleet. Answers the deliveries; null when another flush runs.
   */
  abstract flush(
    now: Date,
    make: (waiting: readonly WaitingNotice[]) => Promise<FlushedNotices>,
  ): Promise<readonly NewDelivery[] | null>;
  /** How many incidents of each thread are not resolved. */
  abstract openIn(threads: readonly AlertThreadId[]): Promise<ReadonlyMap<AlertThreadId, number>>;

  /**
   * Does with each reminder whose time has come what `stepOf` answers; who is to be reminded gets an event of the
   * incident, in the same transaction: one for each due time, however many processes do this. Answers how many events.
   */
  abstract remind(now: Date, limit: number, stepOf: (reminder: DueReminder) => ReminderStep): Promise<number>;
  /** Writes one such event for each open incident whose mute has ended. Answers how many. */
  abstract remindAfterMutes(now: Date, limit: number): Promise<number>;
}
