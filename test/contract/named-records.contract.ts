import { NameTaken, VersionConflict } from '../../src/core/errors.ts';
import { changed, pagesOf, sizes, withNames, type Named, type NamedRecordsCase } from './named-store.ts';

const reasons = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));

export function namedRecordsContract<T extends Named>({ open, some, notFound }: NamedRecordsCase<T>): void {
  describe('create and get', () => {
    it('gives back what was stored', async () => {
      const store = await open();
      const record = some();
      await store.create(record);
      expect(await store.get(record.id)).toEqual(record);
    });

    it('answers null for an id that is not there', async () => {
      const store = await open();
      expect(await store.get(some().id)).toBeNull();
    });

    it('stores a copy', async () => {
      const store = await open();
      const record = some();
      await store.create(record);
      Object.assign(record, { name: 'changed outside' });
      const read = await store.get(record.id);
      expect(read!.name).not.toBe('changed outside');
    });
  });

  describe('names', () => {
    it.each([
      ['Orders', 'orders'],
      ['ÄPFEL', 'äpfel'],
      ['caf\u00e9', 'CAFE\u0301'],
      ['订单 🧾', '订单 🧾'],
    ])('%s and %s are one name', async (first, second) => {
      const store = await open();
      await store.create(some({ name: first }));
      const refused = some({ name: second });
      await expect(store.create(refused)).rejects.toThrow(NameTaken);
      expect(await store.get(refused.id)).toBeNull();
      expect(await pagesOf((page) => store.list(page), 10)).toMatchObject([[{ name: first }]]);
    });

    it('go to exactly one of 20 who want them at once', async () => {
      const store = await open();
      const records = Array.from({ length: 20 }, (_, i) =>
        some({ name: i % 2 ? 'Daily Orders' : 'daily orders' }),
      );
      const settled = await Promise.allSettled(records.map((record) => store.create(record)));
      const refusals = reasons(settled);
      expect(refusals).toHaveLength(19);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(NameTaken);
      expect(sizes(await pagesOf((page) => store.list(page), 100))).toEqual([1]);
    });

    it('are freed by a rename, and kept when only their case changes', async () => {
      const store = await open();
      const [record] = await withNames(store, some, ['before']);
      const renamed = changed(record!, { name: 'after' });
      await store.replace(renamed);
      await store.create(some({ name: 'BEFORE' }));
      await expect(store.create(some({ name: 'After' }))).rejects.toThrow(NameTaken);
      const shouted = changed(renamed, { name: 'AFTER' });
      await store.replace(shouted);
      await expect(store.create(some({ name: 'after' }))).rejects.toThrow(NameTaken);
      expect((await store.get(record!.id))!.name).toBe('AFTER');
    });

    it('may go back and forth', async () => {
      const store = await open();
      const [first] = await withNames(store, some, ['a']);
      let record = first!;
      for (const name of ['b', 'a', 'b', 'a']) {
        record = changed(record, { name });
        await store.replace(record);
      }
      expect(await store.get(record.id)).toEqual(record);
      await store.create(some({ name: 'b' }));
      await expect(store.create(some({ name: 'a' }))).rejects.toThrow(NameTaken);
    });

    it('of others are refused on a rename, which then changes nothing', async () => {
      const store = await open();
      const [mine] = await withNames(store, some, ['mine', 'theirs']);
      await expect(store.replace(changed(mine!, { name: 'Theirs' }))).rejects.toThrow(NameTaken);
      expect(await store.get(mine!.id)).toEqual(mine);
      await expect(store.create(some({ name: 'mine' }))).rejects.toThrow(NameTaken);
    });

    it('go to exactly one of 10 records renamed at once', async () => {
      const store = await open();
      const records = await withNames(
        store,
        some,
        Array.from({ length: 10 }, (_, i) => `old ${i}`),
      );
      const settled = await Promise.allSettled(
        records.map((record) => store.replace(changed(record, { name: 'wanted' }))),
      );
      const refusals = reasons(settled);
      expect(refusals).toHaveLength(9);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(NameTaken);
      const names = (await pagesOf((page) => store.list(page), 100)).flat().map(({ name }) => name);
      expect(names.filter((name) => name === 'wanted')).toHaveLength(1);
      expect(names).toHaveLength(10);
    });

    it('stay unique while many create, rename and delete at once, and none is lost', async () => {
      const store = await open();
      const wanted = ['a', 'b', 'c', 'd', 'e', 'f'];
      // A fixed sequence: what differs between two runs is only how the operations interleave.
      let state = 20_260_102;
      const upTo = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
      const known: T[] = [];
      const step = async () => {
        const name = wanted[upTo(wanted.length)]!;
        const victim = known[upTo(known.length || 1)];
        const action = victim ? upTo(4) : 0;
        if (action === 0) {
          const record = some({ name });
          await store.create(record);
          known.push(record);
        } else {
          const stored = await store.get(victim!.id);
          if (!stored) return;
          if (action === 3) await store.delete(stored.id, upTo(2) ? null : stored.version);
          else await store.replace(changed(stored, { name }));
        }
      };
      const worker = async () => {
        for (let i = 0; i < 40; i++)
          await step().catch((error: unknown) => {
            if (![NameTaken, VersionConflict, notFound].some((expected) => error instanceof expected))
              throw error;
          });
      };
      await Promise.all(Array.from({ length: 8 }, worker));

      const left = (await pagesOf((page) => store.list(page), 100)).flat();
      const names = left.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const record of left) expect(await store.get(record.id)).toEqual(record);
      for (const name of wanted)
        if (names.includes(name)) await expect(store.create(some({ name }))).rejects.toThrow(NameTaken);
        else await store.create(some({ name }));
    });

    it('are freed by a delete', async () => {
      const store = await open();
      const [record] = await withNames(store, some, ['once']);
      await store.delete(record!.id, null);
      await store.create(some({ name: 'Once' }));
      expect(sizes(await pagesOf((page) => store.list(page), 10))).toEqual([1]);
    });
  });

  describe('versions', () => {
    it('must follow the stored one', async () => {
      const store = await open();
      const record = some();
      await store.create(record);
      await expect(store.replace({ ...record, version: 3 })).rejects.toThrow(VersionConflict);
      await expect(store.replace({ ...record, version: 1 })).rejects.toThrow(VersionConflict);
      expect(await store.get(record.id)).toEqual(record);
      await store.replace(changed(record));
      expect((await store.get(record.id))!.version).toBe(2);
    });

    it.each([
      ['the same name', () => ({})],
      ['one new name', () => ({ name: 'new' })],
      ['different new names', (i: number) => ({ name: `new ${i}` })],
    ])('let one of 10 concurrent changes win, with %s', async (_, fields) => {
      const store = await open();
      const [record] = await withNames(store, some, ['old']);
      const changes = Array.from({ length: 10 }, (__, i) => changed(record!, fields(i)));
      const settled = await Promise.allSettled(changes.map((change) => store.replace(change)));
      const refusals = reasons(settled);
      expect(refusals).toHaveLength(9);
      for (const refusal of refusals) expect(refusal).toBeInstanceOf(VersionConflict);
      const winner = changes[settled.findIndex(({ status }) => status === 'fulfilled')]!;
      expect(await store.get(record!.id)).toEqual(winner);
      // The losers' names are free again, and the winner's is not.
      await expect(store.create(some({ name: winner.name }))).rejects.toThrow(NameTaken);
      for (const { name } of changes) if (name !== winner.name) await store.create(some({ name }));
    });

    it('of records that are not there are not found', async () => {
      const store = await open();
      await expect(store.replace(changed(some()))).rejects.toThrow(notFound);
      await expect(store.delete(some().id, null)).rejects.toThrow(notFound);
      await expect(store.delete(some().id, 1)).rejects.toThrow(notFound);
    });

    it('guard a delete that names one', async () => {
      const store = await open();
      const record = some();
      await store.create(record);
      await store.replace(changed(record));
      await expect(store.delete(record.id, 1)).rejects.toThrow(VersionConflict);
      expect(await store.get(record.id)).not.toBeNull();
      await store.delete(record.id, 2);
      expect(await store.get(record.id)).toBeNull();
    });
  });
}
