import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Channel } from '../../core/alerting/channel.ts';
import { Unavailable } from '../../core/errors.ts';
import { Postponed, type JobPayload } from '../../core/jobs.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import { AlertSender } from './alert-sender.ts';
import { ChannelSlots } from './channel-slots.ts';
import { ChannelTrouble } from './channel-trouble.ts';

/**
 * Sends one message, once: whatever number of workers is told to, one of them claims it. Throws `Unavailable` when it is
 * to be tried again, `Postponed` when it is not its turn yet or the other side asked to wait.
 */
export class DeliverAlert extends Command<void> {
  constructor(
    readonly job: JobPayload<'deliverAlert'>,
    readonly goingDown: AbortSignal,
  ) {
    super();
  }
}

const LONGEST_WAIT_MS = 3_600_000;

@CommandHandler(DeliverAlert)
export class DeliverAlertHandler implements ICommandHandler<DeliverAlert> {
  constructor(
    private readonly ledger: DeliveryLedger,
    private readonly channels: ChannelStore,
    private readonly sender: AlertSender,
    private readonly slots: ChannelSlots,
    private readonly trouble: ChannelTrouble,
  ) {}

  async execute({ job, goingDown }: DeliverAlert): Promise<void> {
    const channel = await this.channels.get(job.channelId);
    if (!channel?.enabled)
      return this.ledger.drop(job.deliveryId, channel ? 'the channel is disabled' : 'the channel is gone');
    await this.slots.within(channel.id, () => this.deliver(job, channel, goingDown));
  }

  private async deliver(
    { deliveryId }: JobPayload<'deliverAlert'>,
    channel: Channel,
    goingDown: AbortSignal,
  ): Promise<void> {
    const answer = await this.ledger.claim(deliveryId, this.sender.leaseMs);
    if (answer.kind === 'finished') return;
    if (answer.kind === 'later') throw new Postponed(answer.delayMs);
    const { claim } = answer;
    const outcome = await this.sender.send(channel, claim.content, claim, goingDown);
    const end = this.sender.endOf(outcome, claim.tries, goingDown);
    // before it is recorded: who dies in between gives up once more, which counts once
    if (end.kind === 'failed') await this.trouble.gaveUp(claim, end.answer);
    await this.ledger.record(claim, end);
    if (end.kind === 'sent') await this.trouble.works(claim);
    if (end.kind !== 'again') return;
    const { retryAfterMs } = outcome.kind === 'failed' ? outcome : {};
    if (retryAfterMs !== undefined) throw new Postponed(Math.min(retryAfterMs, LONGEST_WAIT_MS));
    throw new Unavailable(end.answer, 'ALERT_NOT_SENT');
  }
}
