import { GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { startDynamo, type TestDynamo } from '../../../test/support/dynamo.ts';
import { someTest } from '../../../test/support/records.ts';
import { NameTaken, VersionConflict } from '../../core/errors.ts';
import { createDocumentClient } from './client.ts';
import { DynamoTestStore } from './dynamo.test-store.ts';
import { ensureTables, testsTable } from './tables.ts';

let dynamo: TestDynamo;
let prefix: string;
let store: DynamoTestStore;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  prefix = `t${randomUUID()}`;
  await ensureTables(dynamo.client, prefix);
  store = new DynamoTestStore(dynamo.client, prefix);
});

/** What a process leaves that reserved `name` and died, so long ago. */
const leave = (name: string, recordId: string, ageMs: number) =>
  dynamo.client.send(
    new PutCommand({
      TableName: testsTable(prefix),
      Item: { pk: `name#${name}`, recordId, token: randomUUID(), reservedAt: Date.now() - ageMs },
    }),
  );
const holderOf = async (name: string) =>
  (await dynamo.client.send(new GetCommand({ TableName: testsTable(prefix), Key: { pk: `name#${name}` } })))
    .Item?.['recordId'] as string | undefined;

describe('a reservation without its record', () => {
  it('is respected while its process may still be about to write', async () => {
    await leave('orders', someTest().id, 3000);
    await expect(store.create(someTest({ name: 'Orders' }))).rejects.toThrow(NameTaken);
  });

  it('is taken over when it is older than 10 s', async () => {
    await leave('orders', someTest().id, 10_500);
    const test = someTest({ name: 'Orders' });
    await store.create(test);
    expect(await store.get(test.id)).toEqual(test);
    expect(await holderOf('orders')).toBe(test.id);
    await expect(store.create(someTest({ name: 'orders' }))).rejects.toThrow(NameTaken);
  });

  it('is taken over by exactly one of 20', async () => {
    await leave('orders', someTest().id, 60_000);
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, () => store.create(someTest({ name: 'orders' }))),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await store.list({}, { limit: 50, cursor: null })).items).toHaveLength(1);
  });

  it('is taken over when its record has another name by now', async () => {
    const test = someTest({ name: 'renamed since' });
    await store.create(test);
    await leave('before', test.id, 11_000);
    await store.create(someTest({ name: 'before' }));
  });

  it('of the very record is a change in progress, and then stale', async () => {
    const test = someTest({ name: 'a' });
    await store.create(test);
    const renamed = { ...test, name: 'b', version: 2 };
    await leave('b', test.id, 1000);
    await expect(store.replace(renamed)).rejects.toThrow(VersionConflict);
    await leave('b', test.id, 11_000);
    await store.replace(renamed);
    expect(await store.get(test.id)).toEqual(renamed);
  });
});

describe('a reservation with its record', () => {
  it('is never stale', async () => {
    const test = someTest({ name: 'orders' });
    await store.create(test);
    await leave('orders', test.id, 24 * 3_600_000);
    await expect(store.create(someTest({ name: 'orders' }))).rejects.toThrow(NameTaken);
  });

  it('is gone after a delete and after a rename', async () => {
    const test = someTest({ name: 'a' });
    await store.create(test);
    await store.replace({ ...test, name: 'b', version: 2 });
    expect(await holderOf('a')).toBeUndefined();
    expect(await holderOf('b')).toBe(test.id);
    await store.delete(test.id, 2);
    expect(await holderOf('b')).toBeUndefined();
  });

  it('that was taken over is not released by who had it before', async () => {
    const test = someTest({ name: 'a' });
    await store.create(test);
    await leave('a', 'somebody-else', 0);
    await store.delete(test.id, null);
    expect(await holderOf('a')).toBe('somebody-else');
  });
});

describe('a write whose answer gets lost', () => {
  /** A client whose n-th put arrives, but its answer does not; the client then repeats it. */
  function losing(n: number): { readonly client: DynamoDBDocumentClient; readonly lost: () => boolean } {
    const client = createDocumentClient({ kind: 'endpoint', endpoint: dynamo.endpoint, region: 'us-east-1' });
    let puts = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const isNth = context['commandName'] === 'PutItemCommand' && ++puts === n;
        const answer = await next(args);
        if (isNth) throw Object.assign(new Error('the connection broke'), { name: 'TimeoutError' });
        return answer;
      },
      { step: 'finalizeRequest', priority: 'low', name: 'loseAnswer' },
    );
    return { client, lost: () => puts > n };
  }

  it.each([
    ['the reservation', 1],
    ['the record', 2],
  ])('creates once (%s)', async (_, n) => {
    const { client, lost } = losing(n);
    const test = someTest({ name: 'orders' });
    await new DynamoTestStore(client, prefix).create(test);
    expect(lost()).toBe(true);
    expect(await store.get(test.id)).toEqual(test);
    await expect(store.create(someTest({ name: 'orders' }))).rejects.toThrow(NameTaken);
    client.destroy();
  });

  it.each([
    ['the reservation', 1],
    ['the record', 2],
  ])('renames once (%s)', async (_, n) => {
    const test = someTest({ name: 'a' });
    await store.create(test);
    const { client, lost } = losing(n);
    const renamed = { ...test, name: 'b', version: 2 };
    await new DynamoTestStore(client, prefix).replace(renamed);
    expect(lost()).toBe(true);
    expect(await store.get(test.id)).toEqual(renamed);
    expect(await holderOf('a')).toBeUndefined();
    expect(await holderOf('b')).toBe(test.id);
    client.destroy();
  });
});
