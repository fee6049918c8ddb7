import { Injectable } from '@nestjs/common';
import type { ChannelId } from '../../core/ids.ts';
import { Postponed } from '../../core/jobs.ts';
import { AlertSettings } from './alert-settings.ts';

/** How soon a message looks again whether its channel has a place for it. */
const LOOK_AGAIN_MS = 1000;

/** Few messages at once on one channel: one that hangs must not take every place of the worker. */
@Injectable()
export class ChannelSlots {
  private readonly taken = new Map<ChannelId, number>();

  constructor(private readonly settings: AlertSettings) {}

  /** Throws `Postponed` when the channel has no free place in this process. */
  async within<T>(channel: ChannelId, work: () => Promise<T>): Promise<T> {
    const taken = this.taken.get(channel) ?? 0;
    if (taken >= this.settings.sendsPerChannel) throw new Postponed(LOOK_AGAIN_MS);
    this.taken.set(channel, taken + 1);
    try {
      return await work();
    } finally {
      const left = this.taken.get(channel)! - 1;
      if (left === 0) this.taken.delete(channel);
      else this.taken.set(channel, left);
    }
  }
}
