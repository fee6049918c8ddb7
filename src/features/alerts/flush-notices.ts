import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { firstReminder } from '../../core/alerting/next-reminder.ts';
import type { NoticeFate, WaitingNotice } from '../../core/alerting/notice.ts';
import { gatherNotices } from '../../core/alerting/gather-notices.ts';
import { AlertOutbox, type FlushedNotices } from '../../ports/alert-outbox.ts';
import { Clock } from '../../ports/clock.ts';
import { AlertComposer } from './alert-composer.ts';
import { DeliveryDispatcher } from './delivery-dispatcher.ts';
import { RoutingTable } from './routing-table.ts';

/** Makes messages of the notices whose time has come, and hands them to the workers. Answers how many messages. */
export class FlushNotices extends Command<number> {}

@CommandHandler(FlushNotices)
export class FlushNoticesHandler implements ICommandHandler<FlushNotices> {
  constructor(
    private readonly outbox: AlertOutbox,
    private readonly table: RoutingTable,
    private readonly composer: AlertComposer,
    private readonly dispatcher: DeliveryDispatcher,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    const now = this.clock.now();
    const made = (await this.outbox.flush(now, (waiting) => this.make(waiting, now))) ?? [];
    await this.dispatcher.dispatch(
      made.map(({ content, channel }) => ({ deliveryId: content.deliveryId, channelId: channel.id })),
    );
    return made.length;
  }

  private async make(waiting: readonly WaitingNotice[], now: Date): Promise<FlushedNotices> {
    const channels = await this.table.usable(waiting.map(({ channelId }) => channelId));
    const { batches, dropped, held } = gatherNotices(waiting, (id) => channels.has(id), now);
    const alerts = await this.composer.compose(batches, now);
    const delivered = batches.flatMap(({ notices }, n) =>
      notices.map((notice) => ({ notice, fate: deliveredIn(alerts[n]!.deliveryId) })),
    );
    return {
      deliveries: batches.map(({ channelId }, n) => ({
        channel: channels.get(channelId)!,
        content: alerts[n]!,
      })),
      fates: [
        ...delivered,
        ...dropped.map(({ notice, reason }) => ({ notice, fate: { kind: 'dropped', reason } as const })),
        ...held.map(({ notice, until }) => ({ notice, fate: { kind: 'held', until } as const })),
      ],
      reminders: await this.remindersOf(
        batches.filter(({ threadId, transition }) => threadId === null && transition !== 'digest'),
        now,
      ),
    };
  }

  /** Reminders begin with the message that announces an incident. */
  private async remindersOf(
    announcing: readonly { readonly notices: readonly WaitingNotice[] }[],
    now: Date,
  ): Promise<FlushedNotices['reminders']> {
    if (announcing.length === 0) return [];
    const rules = new Map((await this.table.rules()).map((rule) => [rule.id, rule]));
    const told = announcing.flatMap(({ notices }) => notices);
    const reminders = told.flatMap(({ incident, ruleId }) => {
      const rule = rules.get(ruleId);
      const dueAt = rule ? firstReminder(rule, now) : null;
      return dueAt === null ? [] : [{ incidentId: incident.id, ruleId, dueAt }];
    });
    // two channels of one rule are reminded together
    return [...new Map(reminders.map((one) => [`${one.incidentId}/${one.ruleId}`, one])).values()];
  }
}

const deliveredIn = (deliveryId: Extract<NoticeFate, { kind: 'delivered' }>['deliveryId']): NoticeFate => ({
  kind: 'delivered',
  deliveryId,
});
