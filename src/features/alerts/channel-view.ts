import type { Channel } from '../../core/alerting/channel.ts';
import type { ChannelHealth } from '../../core/alerting/delivery.ts';

/** A channel as the outside may see it: which secrets are set, never their values. */
export type ChannelView = Omit<Channel, 'sealedSecrets'>;

/** With how it has worked lately. */
export type ChannelReport = ChannelView & { readonly health: ChannelHealth };

export function channelViewOf({ sealedSecrets: _kept, ...view }: Channel): ChannelView {
  return view;
}
