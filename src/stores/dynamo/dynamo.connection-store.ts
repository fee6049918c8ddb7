import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Connection } from '../../core/connection.ts';
import { ConnectionNotFound } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { pageByName, type NameIndex } from './name-pages.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedConnection } from './stored-records.ts';
import { BY_NAME, connectionsTable } from './tables.ts';

/** Connections in the table `<prefix>Connections`, which `ensureTables` makes. */
export class DynamoConnectionStore extends ConnectionStore {
  private readonly records: NamedRecords<Connection>;
  private readonly byName: NameIndex<Connection>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    const table = connectionsTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'connection',
      table,
      schema: storedConnection,
      indexed: () => ({}),
      notFound: (id) => new ConnectionNotFound(id),
    });
    this.byName = {
      list: 'connections',
      table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: { texts: [], names: {}, values: {} },
      meets: () => true,
    };
  }

  create(connection: Connection): Promise<void> {
    return this.records.create(connection);
  }

  get(id: ConnectionId): Promise<Connection | null> {
    return this.records.get(id);
  }

  list(page: PageRequest): Promise<Page<Connection>> {
    return pageByName(this.client, this.records, this.byName, page);
  }

  replace(connection: Connection): Promise<void> {
    return this.records.replace(connection);
  }

  delete(id: ConnectionId, version: number | null): Promise<void> {
    return this.records.delete(id, version);
  }
}
