import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Channel } from '../../core/alerting/channel.ts';
import { newChannelId } from '../../core/ids.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { Clock } from '../../ports/clock.ts';
import { Notifiers } from '../../ports/notifier.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { askedOf, checkChannelInput, type ChannelInput } from './channel-input.ts';
import { channelViewOf, type ChannelView } from './channel-view.ts';

/** Throws `InvalidInput`, `NameTaken`. */
export class CreateChannel extends AuditedCommand<ChannelView> {
  constructor(readonly input: ChannelInput) {
    super();
  }

  override intention(): Intention {
    return { action: 'channel.create', subject: { type: 'channel', id: null }, asked: askedOf(this.input) };
  }

  override outcome(after: ChannelView): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateChannel)
export class CreateChannelHandler implements ICommandHandler<CreateChannel> {
  constructor(
    private readonly channels: ChannelStore,
    private readonly notifiers: Notifiers,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: CreateChannel): Promise<ChannelView> {
    const { settings, secrets } = checkChannelInput(input, this.notifiers, false);
    const now = this.clock.now();
    const names = Object.keys(secrets ?? {}).sort();
    const channel: Channel = {
      id: newChannelId(now),
      version: 1,
      name: input.name,
      description: input.description ?? null,
      type: input.type,
      settings,
      sealedSecrets: secrets === null || names.length === 0 ? null : this.cipher.seal(secrets),
      secretNames: names,
      enabled: input.enabled,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    await this.channels.create(channel);
    return channelViewOf(channel);
  }
}
