import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ChannelNotFound } from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { Clock } from '../../ports/clock.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { AlertSender } from './alert-sender.ts';
import { AlertSettings } from './alert-settings.ts';
import { newThread, testAlert, testSendOf, type TestSend } from './test-alert.ts';

/** Sends a test alert on a stored channel now, also on a disabled one. Throws `ChannelNotFound`. */
export class TestChannel extends AuditedCommand<TestSend> {
  constructor(readonly id: ChannelId) {
    super();
  }

  override intention(): Intention {
    return { action: 'channel.test', subject: { type: 'channel', id: this.id } };
  }

  override outcome(after: TestSend): Outcome {
    return { after };
  }
}

@CommandHandler(TestChannel)
export class TestChannelHandler implements ICommandHandler<TestChannel> {
  constructor(
    private readonly channels: ChannelStore,
    private readonly sender: AlertSender,
    private readonly settings: AlertSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ id }: TestChannel): Promise<TestSend> {
    const channel = await this.channels.get(id);
    if (!channel) throw new ChannelNotFound(id);
    const now = this.clock.now();
    const alert = testAlert(channel.name, this.settings.publicUrl, now);
    return testSendOf(await this.sender.send(channel, alert, newThread(now), new AbortController().signal));
  }
}
