import { Injectable } from '@nestjs/common';
import type { Channel, ChannelTarget } from '../../core/alerting/channel.ts';
import { Unavailable } from '../../core/errors.ts';
import { Notifiers, type Notifier } from '../../ports/notifier.ts';
import { SecretCipher } from '../../ports/secret-cipher.ts';

/** A channel ready for use: its notifier, and the target with the secrets opened. */
export interface OpenedChannel {
  readonly notifier: Notifier;
  readonly target: ChannelTarget;
}

@Injectable()
export class OpenChannel {
  constructor(
    private readonly notifiers: Notifiers,
    private readonly cipher: SecretCipher,
  ) {}

  /** Throws `Unavailable` when the secrets or the type cannot be used here. */
  open({ id, type, settings, sealedSecrets }: Channel): OpenedChannel {
    const notifier = this.notifiers.for(type);
    if (!notifier) throw new Unavailable(`this version cannot send to ${type}`, 'NO_NOTIFIER');
    const secrets = sealedSecrets === null ? {} : this.cipher.open(sealedSecrets);
    return { notifier, target: { id, type, settings, secrets } };
  }
}
