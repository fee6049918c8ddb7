import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Page, PageRequest } from '../../core/page.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { channelViewOf, type ChannelView } from './channel-view.ts';

/** By name, ascending. Throws `MalformedCursor`. */
export class ListChannels extends Query<Page<ChannelView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListChannels)
export class ListChannelsHandler implements IQueryHandler<ListChannels> {
  constructor(private readonly channels: ChannelStore) {}

  async execute({ page }: ListChannels): Promise<Page<ChannelView>> {
    const { items, nextCursor } = await this.channels.list(page);
    return { items: items.map(channelViewOf), nextCursor };
  }
}
