import { randomUUID } from 'node:crypto';
import { MalformedCursor, TestNotFound } from '../../src/core/errors.ts';
import { newTestId } from '../../src/core/ids.ts';
import type { QualityTest, TestFilter } from '../../src/core/quality-test.ts';
import type { TestStore } from '../../src/ports/test-store.ts';
import { DynamoTestStore } from '../../src/stores/dynamo/dynamo.test-store.ts';
import { ensureTables } from '../../src/stores/dynamo/tables.ts';
import { MemoryConnectionStore } from '../../src/stores/memory/memory.connection-store.ts';
import { MemoryTestStore } from '../../src/stores/memory/memory.test-store.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { someConnection, someConnectionId, someTest } from '../support/records.ts';
import { namedListContract } from './named-list.contract.ts';
import { namedRecordsContract } from './named-records.contract.ts';
import { pagesOf, type NamedRecordsCase } from './named-store.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const stores: Record<string, () => Promise<TestStore>> = {
  MemoryTestStore: async () => new MemoryTestStore(),
  DynamoTestStore: async () => {
    const prefix = `t${randomUUID()}`;
    await ensureTables(dynamo.client, prefix);
    return new DynamoTestStore(dynamo.client, prefix);
  },
};

/** Creates many tests without waiting for each. */
async function createAll(store: TestStore, tests: readonly ReturnType<typeof someTest>[]): Promise<void> {
  for (let i = 0; i < tests.length; i += 50)
    await Promise.all(tests.slice(i, i + 50).map((test) => store.create(test)));
}

const names = async (store: TestStore, filter: TestFilter, limit: number) =>
  (await pagesOf((page) => store.list(filter, page), limit)).map((page) => page.map(({ name }) => name));

describe.each(Object.entries(stores))('%s', (_, open) => {
  const contract: NamedRecordsCase<QualityTest> = {
    open: async () => {
      const store = await open();
      return {
        create: (test) => store.create(test),
        get: (id) => store.get(id),
        list: (page) => store.list({}, page),
        replace: (test) => store.replace(test),
        delete: (id, version) => store.delete(id, version),
      };
    },
    some: someTest,
    notFound: TestNotFound,
  };
  namedRecordsContract(contract);
  namedListContract(contract);

  it.each([
    ['the least of a volume test', {}],
    [
      'all of a volume test',
      {
        description: 'why: "ü" 🧾\nsecond line',
        filter: `note <> 'a''b'`,
        tags: ['team:core', 'daily'],
        owner: 'ops',
        enabled: false,
        timeout: '90s',
        schedule: { cron: '*/5 * * * *', timeZone: 'Europe/Berlin' },
        warn: { maxChangePercent: 999_999_999.5, maxChangeRows: 10 },
        fail: { min: 0, max: Number.MAX_SAFE_INTEGER, maxChangePercent: 999_999_999.5 },
        direction: 'drop',
        minBaseline: 100,
      },
    ],
    [
      'a freshness test',
      { kind: 'freshness', timestampColumn: 'created at', warn: { maxAge: '6h' }, fail: { maxAge: 'PT12H' } },
    ],
  ])('keeps %s as it is', async (__, fields) => {
    const store = await open();
    const test = someTest(fields);
    await store.create(test);
    expect(await store.get(test.id)).toEqual(test);
    expect((await store.list({}, { limit: 1, cursor: null })).items).toEqual([test]);
  });

  it('reads many at once, those that are there, each once', async () => {
    const store = await open();
    // Records so large that one answer cannot hold a hundred of them.
    const tests = Array.from({ length: 230 }, (__, i) =>
      someTest({ name: `t${i}`, filter: '界'.repeat(6000) }),
    );
    await createAll(store, tests);
    const ids = tests.map(({ id }) => id);
    const read = await store.getMany([...ids, newTestId(new Date()), ids[0]!, ids[1]!]);
    expect(read).toHaveLength(230);
    expect(new Set(read.map(({ id }) => id))).toEqual(new Set(ids));
    expect(await store.getMany([])).toEqual([]);
  });

  it('lists 500 tests in order, in pages of 100', async () => {
    const store = await open();
    const wanted = Array.from({ length: 500 }, (__, i) => `test ${String(i).padStart(3, '0')}`);
    await createAll(
      store,
      wanted.map((name) => someTest({ name })),
    );
    const pages = await names(store, {}, 100);
    expect(pages.map((page) => page.length)).toEqual([100, 100, 100, 100, 100]);
    expect(pages.flat()).toEqual(wanted);
  });

  it('fills pages although a filter skips most rows, and more of them than one request looks at', async () => {
    const store = await open();
    const tests = Array.from({ length: 700 }, (__, i) =>
      someTest({ name: `test ${String(i).padStart(3, '0')}`, tags: i % 100 === 99 ? ['rare'] : ['usual'] }),
    );
    await createAll(store, tests);
    expect(await names(store, { tags: ['rare'] }, 3)).toEqual([
      ['test 099', 'test 199', 'test 299'],
      ['test 399', 'test 499', 'test 599'],
      ['test 699'],
    ]);
    expect((await names(store, { tags: ['usual'] }, 99)).map((page) => page.length)).toEqual(
      Array(7).fill(99),
    );
    expect(await names(store, { tags: ['nowhere'] }, 3)).toEqual([[]]);
  });

  describe('filters', () => {
    const [first, second] = [someConnectionId(), someConnectionId()];
    const tests = () => [
      someTest({ name: 'Älter', connectionId: first, tags: ['a', 'b'], description: 'Morgens UM sechs' }),
      someTest({ name: 'Beta', connectionId: first, dataset: 'public.stock', tags: ['b'], enabled: false }),
      someTest({ name: 'gamma', connectionId: second, tags: ['a', 'b', 'c'] }),
      someTest({
        name: 'Delta 100%',
        connectionId: second,
        kind: 'freshness',
        timestampColumn: 'at',
        fail: { maxAge: '1h' },
      }),
    ];
    const cases: [TestFilter, string[]][] = [
      [{}, ['Beta', 'Delta 100%', 'gamma', 'Älter']],
      [{ connectionId: first }, ['Beta', 'Älter']],
      [{ connectionId: someConnectionId() }, []],
      [{ dataset: 'public.stock' }, ['Beta']],
      [{ dataset: 'public.Stock' }, []],
      [{ kind: 'freshness' }, ['Delta 100%']],
      [{ kind: 'volume', connectionId: second }, ['gamma']],
      [{ tags: ['b'] }, ['Beta', 'gamma', 'Älter']],
      [{ tags: ['b', 'a'] }, ['gamma', 'Älter']],
      [{ tags: [] }, ['Beta', 'Delta 100%', 'gamma', 'Älter']],
      [{ tags: ['ab'] }, []],
      [{ enabled: false }, ['Beta']],
      [{ enabled: true, connectionId: first }, ['Älter']],
      [{ text: 'ÄL' }, ['Älter']],
      [{ text: 'um Sechs' }, ['Älter']],
      [{ text: 'ta' }, ['Beta', 'Delta 100%']],
      [{ text: '0%' }, ['Delta 100%']],
      [{ text: '' }, ['Beta', 'Delta 100%', 'gamma', 'Älter']],
      [
        {
          connectionId: first,
          dataset: 'public.orders',
          kind: 'volume',
          tags: ['a'],
          enabled: true,
          text: 'ä',
        },
        ['Älter'],
      ],
      [
        { connectionId: undefined, dataset: undefined, enabled: undefined, kind: 'freshness' },
        ['Delta 100%'],
      ],
    ];

    it('all hold at once, on every page', async () => {
      const store = await open();
      await createAll(store, tests());
      for (const [filter, expected] of cases) {
        const one = await names(store, filter, 1);
        expect([filter, one.flat()]).toEqual([filter, expected]);
        expect([filter, await names(store, filter, 100)]).toEqual([filter, [expected]]);
      }
    });

    it('see a change at once', async () => {
      const store = await open();
      const [test] = tests();
      await store.create(test!);
      await store.replace({ ...test!, version: 2, connectionId: second, tags: ['z'], enabled: false });
      expect(await names(store, { connectionId: first }, 5)).toEqual([[]]);
      expect(await names(store, { connectionId: second, tags: ['z'], enabled: false }, 5)).toEqual([
        ['Älter'],
      ]);
    });
  });

  it('counts tests by state and kind', async () => {
    const store = await open();
    expect(await store.census()).toEqual({ total: 0, enabled: 0, disabled: 0, byKind: {} });
    const fresh = { kind: 'freshness', timestampColumn: 'at', fail: { maxAge: '1h' } };
    const tests = [someTest(), someTest({ enabled: false }), someTest(fresh)];
    await createAll(store, tests);
    expect(await store.census()).toEqual({
      total: 3,
      enabled: 2,
      disabled: 1,
      byKind: { volume: 2, freshness: 1 },
    });
    await store.replace({ ...tests[0]!, version: 2, enabled: false });
    await store.delete(tests[2]!.id, null);
    expect(await store.census()).toEqual({ total: 2, enabled: 0, disabled: 2, byKind: { volume: 2 } });
  });

  it('refuses the cursor of another list', async () => {
    const store = await open();
    await createAll(store, [someTest(), someTest()]);
    const connections = new MemoryConnectionStore();
    await connections.create(someConnection());
    await connections.create(someConnection());
    const { nextCursor } = await connections.list({ limit: 1, cursor: null });
    await expect(store.list({}, { limit: 1, cursor: nextCursor })).rejects.toThrow(MalformedCursor);
  });
});
