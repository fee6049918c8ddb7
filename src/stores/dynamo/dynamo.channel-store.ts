import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Channel } from '../../core/alerting/channel.ts';
import { ChannelNotFound } from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { pageByName, type NameIndex } from './name-pages.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedChannel } from './stored-records.ts';
import { BY_NAME, channelsTable } from './tables.ts';

/** Channels in the table `<prefix>Channels`, which `ensureTables` makes. */
export class DynamoChannelStore extends ChannelStore {
  private readonly records: NamedRecords<Channel>;
  private readonly byName: NameIndex<Channel>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    const table = channelsTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'channel',
      table,
      schema: storedChannel,
      indexed: () => ({}),
      notFound: (id) => new ChannelNotFound(id),
    });
    this.byName = {
      list: 'channels',
      table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: { texts: [], names: {}, values: {} },
      meets: () => true,
    };
  }

  create(channel: Channel): Promise<void> {
    return this.records.create(channel);
  }

  get(id: ChannelId): Promise<Channel | null> {
    return this.records.get(id);
  }

  async getMany(ids: readonly ChannelId[]): Promise<readonly Channel[]> {
    return [...(await this.records.getMany(ids)).values()].map(({ record }) => record);
  }

  list(page: PageRequest): Promise<Page<Channel>> {
    return pageByName(this.client, this.records, this.byName, page);
  }

  replace(channel: Channel): Promise<void> {
    return this.records.replace(channel);
  }

  delete(id: ChannelId, version: number | null): Promise<void> {
    return this.records.delete(id, version);
  }
}
