import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { ConnectionNotFound, Unavailable } from '../../src/core/errors.ts';
import type { ConnectionStore } from '../../src/ports/connection-store.ts';
import { createDocumentClient } from '../../src/stores/dynamo/client.ts';
import { DynamoConnectionStore } from '../../src/stores/dynamo/dynamo.connection-store.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryConnectionStore } from '../../src/stores/memory/memory.connection-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someConnection } from '../support/records.ts';
import { namedListContract } from './named-list.contract.ts';
import { namedRecordsContract } from './named-records.contract.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A prefix whose tables are there and empty. */
async function freshTables(): Promise<string> {
  const prefix = `t${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  return prefix;
}

const stores: Record<string, () => Promise<ConnectionStore>> = {
  MemoryConnectionStore: async () => new MemoryConnectionStore(),
  DynamoConnectionStore: async () => new DynamoConnectionStore(dynamo.client, await freshTables()),
};

describe.each(Object.entries(stores))('%s', (_, open) => {
  namedRecordsContract({ open, some: someConnection, notFound: ConnectionNotFound });
  namedListContract({ open, some: someConnection });

  it('keeps absent descriptions and secrets, nested settings and numbers as they are', async () => {
    const store = await open();
    const connection = someConnection({
      description: null,
      sealedSecrets: null,
      secretNames: [],
      settings: {
        port: 5432,
        ratio: 0.1,
        big: 2 ** 60,
        none: null,
        deep: { list: [1, 'two', null, { three: true }] },
        empty: '',
      },
    });
    await store.create(connection);
    expect(await store.get(connection.id)).toStrictEqual(connection);
  });
});

describe('DynamoConnectionStore', () => {
  it('names the connection whose record is damaged, and can delete it', async () => {
    const prefix = await freshTables();
    const store = new DynamoConnectionStore(dynamo.client, prefix);
    const connection = someConnection();
    await store.create(connection);
    const pk = `record#${connection.id}`;
    const record = { ...connection, engine: 7, sealedSecrets: 'v1:do-not-show' };
    await dynamo.client.send(
      new PutCommand({ TableName: `${prefix}Connections`, Item: { pk, version: 1, record } }),
    );
    const refusal: unknown = await store.get(connection.id).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Unavailable);
    expect(refusal).toMatchObject({
      code: 'RECORD_UNREADABLE',
      message: expect.stringMatching(`^the stored connection ${connection.id} is damaged: engine: `),
    });
    expect(String(refusal)).not.toContain('do-not-show');
    await store.delete(connection.id, 1);
    expect(await store.get(connection.id)).toBeNull();
  });

  it('says that the store does not answer when nobody listens', async () => {
    const client = createDocumentClient({
      kind: 'endpoint',
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
    });
    const store = new DynamoConnectionStore(client, 'Plumbline');
    const refusal: unknown = await store.get(someConnection().id).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'CONFIG_STORE_UNAVAILABLE', kind: 'unavailable' });
    expect(String((refusal as Unavailable).cause)).toContain('ECONNREFUSED');
    client.destroy();
  });
});
