import type { Channel } from '../../core/alerting/channel.ts';
import { ChannelNotFound } from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryChannelStore extends ChannelStore {
  private readonly channels = new NamedMap<Channel>('channel', (id) => new ChannelNotFound(id));

  async create(channel: Channel): Promise<void> {
    this.channels.create(channel);
  }

  async get(id: ChannelId): Promise<Channel | null> {
    return this.channels.get(id);
  }

  async getMany(ids: readonly ChannelId[]): Promise<readonly Channel[]> {
    return ids.map((id) => this.channels.get(id)).filter((channel) => channel !== null);
  }

  async list(page: PageRequest): Promise<Page<Channel>> {
    return this.channels.page(page, () => true);
  }

  async replace(channel: Channel): Promise<void> {
    this.channels.replace(channel);
  }

  async delete(id: ChannelId, version: number | null): Promise<void> {
    this.channels.delete(id, version);
  }
}
