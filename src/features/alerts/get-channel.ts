import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ChannelNotFound } from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import { channelViewOf, type ChannelReport } from './channel-view.ts';

/** Throws `ChannelNotFound`. */
export class GetChannel extends Query<ChannelReport> {
  constructor(readonly id: ChannelId) {
    super();
  }
}

@QueryHandler(GetChannel)
export class GetChannelHandler implements IQueryHandler<GetChannel> {
  constructor(
    private readonly channels: ChannelStore,
    private readonly deliveries: DeliveryLedger,
  ) {}

  async execute({ id }: GetChannel): Promise<ChannelReport> {
    const channel = await this.channels.get(id);
    if (!channel) throw new ChannelNotFound(id);
    return { ...channelViewOf(channel), health: await this.deliveries.health(id) };
  }
}
