import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamo } from '../../../test/support/dynamo.ts';
import { halfWritten, type Crash } from '../../../test/support/half-written.ts';
import { someConnectionId, someTest } from '../../../test/support/records.ts';
import { NameTaken } from '../../core/errors.ts';
import type { TestFilter } from '../../core/quality-test.ts';
import { nameOrder } from '../name-order.ts';
import { DynamoTestStore } from './dynamo.test-store.ts';
import { recordKey } from './item-keys.ts';
import { repairIndexes } from './repair-indexes.ts';
import { ensureTables, testsTable } from './tables.ts';

const [here, elsewhere] = [someConnectionId(), someConnectionId()];
const tests = ['a', 'b', 'c', 'd'].map((name) => someTest({ name, connectionId: here }));
const victim = tests[1]!;

let path: string;
let stop: (() => Promise<void>) | null = null;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'plumbline-half-'));
});
afterEach(async () => {
  await stop?.();
  stop = null;
  await rm(path, { recursive: true, force: true });
});

async function start() {
  const dynamo = await startDynamo(path);
  stop = () => dynamo.stop();
  await ensureTables(dynamo.client, 'P');
  const store = new DynamoTestStore(dynamo.client, 'P');
  return {
    client: dynamo.client,
    store,
    repair: () => repairIndexes(dynamo.client, 'P'),
    names: async (filter: TestFilter = {}) =>
      (await store.list(filter, { limit: 10, cursor: null })).items.map(({ name }) => name),
  };
}

/** A store with the four tests, killed in the middle of a write to the second. */
async function startAfter(crash: Crash) {
  const { store } = await start();
  for (const test of tests) await store.create(test);
  await stop?.();
  await halfWritten(path, testsTable('P'), recordKey(victim.id), crash);
  return start();
}

const renaming: Crash = { within: 'change', attributes: { nameOrder: nameOrder('z', victim.id) } };
const moving: Crash = { within: 'change', attributes: { connectionId: elsewhere } };

describe('a store that was killed in the middle of a write', () => {
  it('does not list a test whose creation it did not finish', async () => {
    const { store, names } = await startAfter({ within: 'create' });
    expect(await store.get(victim.id)).toBeNull();
    expect(await names()).toEqual(['a', 'c', 'd']);
    expect(await names({ connectionId: here })).toEqual(['a', 'c', 'd']);
    const page = await store.list({}, { limit: 3, cursor: null });
    expect(page.items).toHaveLength(3);
    expect(page.nextCursor).toBeNull();
    // The row is really there: what only counts rows still counts it.
    expect((await store.census()).total).toBe(4);
  });

  it('does not list a test where a rename would have put it', async () => {
    const { names } = await startAfter(renaming);
    expect(await names()).toEqual(['a', 'c', 'd']);
  });

  it('does not list a test under the connection that it did not get', async () => {
    const { names } = await startAfter(moving);
    expect(await names({ connectionId: elsewhere })).toEqual([]);
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each<[string, Crash, string[]]>([
    ['a create', { within: 'create' }, ['a', 'c', 'd']],
    ['a delete', { within: 'delete' }, ['a', 'b', 'c', 'd']],
    ['a rename', renaming, ['a', 'b', 'c', 'd']],
    ['a move to another connection', moving, ['a', 'b', 'c', 'd']],
  ])('lists and counts exactly what is there once repaired after %s', async (_, crash, expected) => {
    const { store, names, repair } = await startAfter(crash);
    expect(await repair()).toBe(1);
    expect(await names()).toEqual(expected);
    expect(await names({ connectionId: here })).toEqual(expected);
    expect(await names({ connectionId: elsewhere })).toEqual([]);
    expect((await store.census()).total).toBe(expected.length);
    expect(await store.getMany(tests.map(({ id }) => id))).toHaveLength(expected.length);
    await expect(store.create(someTest({ name: 'A' }))).rejects.toThrow(NameTaken);
    expect(await repair()).toBe(0);
  });

  it('is mended also when the mending itself was killed', async () => {
    const { client, store, names, repair } = await start();
    for (const test of tests) await store.create(test);
    const at = (pk: string) => ({ TableName: testsTable('P'), Key: { pk } });
    const { Item } = await client.send(new GetCommand(at(recordKey(victim.id))));
    const astray = { ...Item, nameOrder: nameOrder('z', victim.id), mending: Item };
    const gone = recordKey(someTest().id);
    const leftover = { pk: gone, workspace: 'default', nameOrder: 'b', mending: null };
    for (const item of [astray, leftover])
      await client.send(new PutCommand({ TableName: testsTable('P'), Item: item }));

    await repair();
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    expect((await store.census()).total).toBe(4);
    expect((await client.send(new GetCommand(at(recordKey(victim.id))))).Item).toEqual(Item);
    expect((await client.send(new GetCommand(at(gone)))).Item).toBeUndefined();
    expect(await repair()).toBe(0);
  });

  it('has nothing to repair when it was not', async () => {
    const { store, names, repair } = await start();
    for (const test of tests) await store.create(test);
    expect(await repair()).toBe(0);
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });
});
