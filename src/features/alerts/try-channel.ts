import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newChannelId } from '../../core/ids.ts';
import { Clock } from '../../ports/clock.ts';
import { Notifiers } from '../../ports/notifier.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { AlertSender } from './alert-sender.ts';
import { AlertSettings } from './alert-settings.ts';
import { askedOf, checkChannelInput, type ChannelInput } from './channel-input.ts';
import { newThread, testAlert, testSendOf, type TestSend } from './test-alert.ts';

/** Sends a test alert on a channel that is not stored. Throws `InvalidInput`. */
export class TryChannel extends AuditedCommand<TestSend> {
  constructor(readonly input: ChannelInput) {
    super();
  }

  override intention(): Intention {
    return { action: 'channel.test', subject: { type: 'channel', id: null }, asked: askedOf(this.input) };
  }

  override outcome(after: TestSend): Outcome {
    return { after };
  }
}

@CommandHandler(TryChannel)
export class TryChannelHandler implements ICommandHandler<TryChannel> {
  constructor(
    private readonly notifiers: Notifiers,
    private readonly sender: AlertSender,
    private readonly settings: AlertSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: TryChannel): Promise<TestSend> {
    const { notifier, settings, secrets } = checkChannelInput(input, this.notifiers, false);
    const now = this.clock.now();
    const target = { id: newChannelId(now), type: input.type, settings, secrets: secrets ?? {} };
    const alert = testAlert(input.name, this.settings.publicUrl, now);
    return testSendOf(
      await this.sender.sendOpened({ notifier, target }, alert, newThread(now), new AbortController().signal),
    );
  }
}
