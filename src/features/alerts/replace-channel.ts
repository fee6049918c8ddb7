import { isDeepStrictEqual } from 'node:util';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Channel } from '../../core/alerting/channel.ts';
import { ChannelNotFound, InvalidInput, VersionConflict } from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { Clock } from '../../ports/clock.ts';
import { Notifiers } from '../../ports/notifier.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { askedOf, checkChannelInput, type ChannelInput, type CheckedChannelInput } from './channel-input.ts';
import { channelViewOf, type ChannelView } from './channel-view.ts';

/**
 * `expectedVersion` null replaces whatever is there now.
 * Throws `ChannelNotFound`, `InvalidInput`, `NameTaken`, `VersionConflict`.
 */
export class ReplaceChannel extends AuditedCommand<ChannelView> {
  constructor(
    readonly id: ChannelId,
    readonly expectedVersion: number | null,
    readonly input: ChannelInput,
  ) {
    super();
  }

  override intention(): Intention {
    return {
      action: 'channel.replace',
      subject: { type: 'channel', id: this.id },
      asked: askedOf(this.input),
    };
  }

  override outcome(after: ChannelView): Outcome {
    return { after };
  }
}

@CommandHandler(ReplaceChannel)
export class ReplaceChannelHandler implements ICommandHandler<ReplaceChannel> {
  constructor(
    private readonly channels: ChannelStore,
    private readonly notifiers: Notifiers,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, input }: ReplaceChannel): Promise<ChannelView> {
    const current = await this.channels.get(id);
    if (!current) throw new ChannelNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    const isSameType = input.type === current.type;
    const checked = checkChannelInput(input, this.notifiers, isSameType && current.sealedSecrets !== null);
    if (checked.secrets === null && leadsElsewhere(current, checked))
      throw new InvalidInput(
        [{ path: 'secrets', message: 'must be given again when the channel leads somewhere else' }],
        'SECRETS_REQUIRED',
      );
    const next: Channel = {
      ...current,
      version: current.version + 1,
      name: input.name,
      description: input.description ?? null,
      type: input.type,
      settings: checked.settings,
      ...this.secretsOf(current, checked),
      enabled: input.enabled,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.channels.replace(next);
    return channelViewOf(next);
  }

  private secretsOf(
    current: Channel,
    { secrets }: CheckedChannelInput,
  ): Pick<Channel, 'sealedSecrets' | 'secretNames'> {
    if (secrets === null) return { sealedSecrets: current.sealedSecrets, secretNames: current.secretNames };
    const secretNames = Object.keys(secrets).sort();
    return { sealedSecrets: secretNames.length === 0 ? null : this.cipher.seal(secrets), secretNames };
  }
}

/** Whoever can edit a channel must not be able to have its stored secrets sent to a server of their own. */
const leadsElsewhere = (current: Channel, { notifier, settings }: CheckedChannelInput): boolean =>
  notifier.identitySettings.some((name) => !isDeepStrictEqual(current.settings[name], settings[name]));
