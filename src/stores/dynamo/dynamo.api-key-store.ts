import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ApiKey } from '../../core/access/api-key.ts';
import { ApiKeyNotFound } from '../../core/errors.ts';
import type { ApiKeyId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ApiKeyStore } from '../../ports/api-key-store.ts';
import { recordKey } from './item-keys.ts';
import { pageByName, type NameIndex } from './name-pages.ts';
import { met } from './name-reservations.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedApiKey } from './stored-access-records.ts';
import { apiKeysTable, BY_NAME } from './tables.ts';

/** API keys in the table `<prefix>ApiKeys`, which `ensureTables` makes. */
export class DynamoApiKeyStore extends ApiKeyStore {
  private readonly table: string;
  private readonly records: NamedRecords<ApiKey>;
  private readonly byName: NameIndex<ApiKey>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    this.table = apiKeysTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'API key',
      table: this.table,
      schema: storedApiKey,
      indexed: () => ({}),
      notFound: (id) => new ApiKeyNotFound(id),
    });
    this.byName = {
      list: 'API keys',
      table: this.table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: { texts: [], names: {}, values: {} },
      meets: () => true,
    };
  }

  create(key: ApiKey): Promise<void> {
    return this.records.create(key);
  }

  get(id: ApiKeyId): Promise<ApiKey | null> {
    return this.records.get(id);
  }

  list(page: PageRequest): Promise<Page<ApiKey>> {
    return pageByName(this.client, this.records, this.byName, page);
  }

  delete(id: ApiKeyId): Promise<void> {
    return this.records.delete(id, null);
  }

  async touch(id: ApiKeyId, at: Date): Promise<void> {
    await met(
      this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: { pk: recordKey(id) },
          UpdateExpression: 'SET #record.#lastUsedAt = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#record': 'record', '#lastUsedAt': 'lastUsedAt' },
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      ),
    );
  }
}
