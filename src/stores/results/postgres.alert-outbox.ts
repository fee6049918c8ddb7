import type { NewDelivery } from '../../core/alerting/delivery.ts';
import type { Announcement, Notice, UnroutedEvent, WaitingNotice } from '../../core/alerting/notice.ts';
import type { DueReminder, ReminderStep } from '../../core/alerting/next-reminder.ts';
import {
  newIncidentEventId,
  type AlertRuleId,
  type AlertThreadId,
  type ChannelId,
  type IncidentEventId,
  type IncidentId,
} from '../../core/ids.ts';
import type { IncidentEventType } from '../../core/incidents/incident.ts';
import { AlertOutbox, type FlushedNotices, type RoutedEvent } from '../../ports/alert-outbox.ts';
import { incidentOf, type IncidentRow } from './incident-row.ts';
import * as statements from './outbox-statements.ts';
import { instantParameter, jsonParameter } from './parameters.ts';
import type { Sql, SqlRunner } from './sql.ts';

/** What one flush looks at: enough for the outage of a large warehouse, and bounded. */
const AT_ONCE = 20_000;

export class PostgresAlertOutbox extends AlertOutbox {
  constructor(private readonly sql: Sql) {
    super();
  }

  async unrouted(limit: number): Promise<readonly UnroutedEvent[]> {
    const rows = await this.sql.rows<UnroutedRow>(statements.unrouted, [limit]);
    return rows.map((row) => ({
      id: row.event_id,
      at: row.event_at,
      type: row.event_type,
      ruleId: row.rule_id,
      incident: incidentOf(row),
    }));
  }

  async route(routed: readonly RoutedEvent[], now: Date): Promise<number> {
    if (routed.length === 0) return 0;
    const [row] = await this.sql.write<{ readonly noted: number }>(statements.route, [
      routed.map(({ event }) => event.id),
      jsonParameter(routed.flatMap(({ event, notices }) => notices.map((one) => rowOfNotice(one, event)))),
      instantParameter(now),
    ]);
    return row?.noted ?? 0;
  }

  async flush(
    now: Date,
    make: (waiting: readonly WaitingNotice[]) => Promise<FlushedNotices>,
  ): Promise<readonly NewDelivery[] | null> {
    const [state] = await this.sql.rows<{ readonly ready: boolean }>(statements.isAnyReady, [
      instantParameter(now),
    ]);
    if (!state?.ready) return [];
    return this.sql.transaction(async (runner) => {
      const [lock] = (await runner.query(statements.lockFlush)) as [{ readonly locked: boolean }];
      if (!lock.locked) return null;
      const rows = (await runner.query(statements.waiting, [instantParameter(now), AT_ONCE])) as WaitingRow[];
      const flushed = await make(rows.map(waitingNoticeOf));
      await write(runner, flushed, now);
      return flushed.deliveries;
    });
  }

  async openIn(threads: readonly AlertThreadId[]): Promise<ReadonlyMap<AlertThreadId, number>> {
    if (threads.length === 0) return new Map();
    const rows = await this.sql.rows<{ readonly thread_id: AlertThreadId; readonly open: number }>(
      statements.openIn,
      [threads],
    );
    return new Map(rows.map(({ thread_id, open }) => [thread_id, open]));
  }

  remind(now: Date, limit: number, stepOf: (reminder: DueReminder) => ReminderStep): Promise<number> {
    return this.sql.transaction(async (runner) => {
      const rows = (await runner.query(statements.dueReminders, [
        instantParameter(now),
        limit,
      ])) as ReminderRow[];
      if (rows.length === 0) return 0;
      const steps = rows.map((row) => ({ row, step: stepOf(reminderOf(row)) }));
      await runner.query(statements.advanceReminders, [
        jsonParameter(steps.map(({ row, step }) => ({ ...keyOf(row), ...nextOf(row, step) }))),
      ]);
      const events = steps
        .filter(({ step }) => step.kind === 'remind')
        .map(({ row: { incident_id, rule_id } }) =>
          remindedEvent(incident_id, now, 'it is still open', { ruleId: rule_id }),
        );
      await runner.query(statements.addReminded, [jsonParameter(events)]);
      return events.length;
    });
  }

  remindAfterMutes(now: Date, limit: number): Promise<number> {
    return this.sql.transaction(async (runner) => {
      const rows = (await runner.query(statements.mutesEnded, [instantParameter(now), limit])) as {
        readonly id: IncidentId;
      }[];
      if (rows.length === 0) return 0;
      const events = rows.map(({ id }) =>
        remindedEvent(id, now, 'it is still open, and no longer muted', {}),
      );
      await runner.query(statements.addReminded, [jsonParameter(events)]);
      return events.length;
    });
  }
}

interface UnroutedRow extends IncidentRow {
  readonly event_id: IncidentEventId;
  readonly event_at: Date;
  readonly event_type: IncidentEventType;
  readonly rule_id: AlertRuleId | null;
}

interface WaitingRow extends IncidentRow {
  readonly event_id: IncidentEventId;
  readonly channel_id: ChannelId;
  readonly rule_id: AlertRuleId;
  readonly transition: Notice['transition'];
  readonly event_at: Date;
  readonly hold: Notice['hold'];
  readonly ready_at: Date;
  readonly thread_id: AlertThreadId | null;
  readonly announced_level: Announcement['level'];
  readonly is_closed: boolean;
}

interface ReminderRow extends Pick<IncidentRow, 'status' | 'muted_until'> {
  readonly incident_id: IncidentId;
  readonly rule_id: AlertRuleId;
  readonly due_at: Date;
  readonly sent: number;
}

const rowOfNotice = (notice: Notice, { incident }: UnroutedEvent) => ({
  event_id: notice.eventId,
  channel_id: notice.channelId,
  incident_id: incident.id,
  rule_id: notice.ruleId,
  transition: notice.transition,
  at: notice.at,
  hold: notice.hold,
  ready_at: notice.readyAt,
});

const waitingNoticeOf = (row: WaitingRow): WaitingNotice => ({
  eventId: row.event_id,
  channelId: row.channel_id,
  ruleId: row.rule_id,
  transition: row.transition,
  at: row.event_at,
  hold: row.hold,
  readyAt: row.ready_at,
  incident: incidentOf(row),
  announced:
    row.thread_id === null
      ? null
      : { threadId: row.thread_id, level: row.announced_level, isClosed: row.is_closed },
});

const reminderOf = (row: ReminderRow): DueReminder => ({
  incident: { id: row.incident_id, status: row.status, mutedUntil: row.muted_until },
  ruleId: row.rule_id,
  dueAt: row.due_at,
  sent: row.sent,
});

const keyOf = ({ incident_id, rule_id }: ReminderRow) => ({ incident_id, rule_id });

function nextOf({ sent }: ReminderRow, step: ReminderStep) {
  switch (step.kind) {
    case 'remind':
      return { due_at: step.nextAt, sent: sent + 1 };
    case 'wait':
      return { due_at: step.until, sent };
    case 'end':
      return { due_at: null, sent };
  }
}

const remindedEvent = (incidentId: IncidentId, now: Date, reason: string, details: object) => ({
  id: newIncidentEventId(now),
  incident_id: incidentId,
  at: now,
  reason,
  details,
});

async function write(
  runner: SqlRunner,
  { fates, deliveries, reminders }: FlushedNotices,
  now: Date,
): Promise<void> {
  const rows = deliveries.map(({ channel, content }, n) => ({
    n,
    id: content.deliveryId,
    thread_id: content.threadId,
    channel_id: channel.id,
    channel_name: channel.name,
    channel_type: channel.type,
    transition: content.transition,
    title: content.title,
    created_at: content.at,
    content,
  }));
  if (rows.length > 0) {
    const keys = rows.map(({ thread_id, channel_id }) => ({ thread_id, channel_id }));
    await runner.query(statements.addThreads, [jsonParameter(keys)]);
    await runner.query(statements.addDeliveries, [jsonParameter(rows)]);
  }
  const settled = fates.map(({ notice, fate }) => ({
    event_id: notice.eventId,
    channel_id: notice.channelId,
    delivery_id: fate.kind === 'delivered' ? fate.deliveryId : null,
    drop_reason: fate.kind === 'dropped' ? fate.reason : null,
    until: fate.kind === 'held' ? fate.until : null,
  }));
  await runner.query(statements.settleNotices, [jsonParameter(settled), instantParameter(now)]);
  await runner.query(statements.announce, [jsonParameter(announcementsOf(fates, deliveries))]);
  if (reminders.length > 0)
    await runner.query(statements.startReminders, [
      jsonParameter(
        reminders.map(({ incidentId, ruleId, dueAt }) => ({
          incident_id: incidentId,
          rule_id: ruleId,
          due_at: dueAt,
        })),
      ),
    ]);
}

/** One for each incident and channel: of several messages the last one counts. A digest announces nothing. */
function announcementsOf(fates: FlushedNotices['fates'], deliveries: FlushedNotices['deliveries']) {
  const byId = new Map(deliveries.map(({ content }) => [content.deliveryId, content]));
  const rows = fates.flatMap(({ notice: { channelId, incident }, fate }) => {
    const content = fate.kind === 'delivered' ? byId.get(fate.deliveryId) : undefined;
    if (content === undefined || content.transition === 'digest') return [];
    return [
      {
        channel_id: channelId,
        incident_id: incident.id,
        thread_id: content.threadId,
        level: incident.level,
        is_closed: content.transition === 'recovered',
      },
    ];
  });
  return [...new Map(rows.map((row) => [`${row.channel_id}/${row.incident_id}`, row])).values()];
}
