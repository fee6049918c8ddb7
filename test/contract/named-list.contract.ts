import { MalformedCursor } from '../../src/core/errors.ts';
import { changed, pagesOf, sizes, withNames, type Named, type NamedRecordsCase } from './named-store.ts';

export function namedListContract<T extends Named>({
  open,
  some,
}: Omit<NamedRecordsCase<T>, 'notFound'>): void {
  describe('list', () => {
    it('is empty at first', async () => {
      const store = await open();
      expect(await store.list({ limit: 5, cursor: null })).toEqual({ items: [], nextCursor: null });
    });

    it('is in order of names, whatever their case and script', async () => {
      const store = await open();
      const inOrder = ['a', 'A b', 'a!', 'a-b', 'aa', 'B', 'z', 'Äpfel', 'ö', 'я', '订单', '\uff5a', '🧾'];
      await withNames(store, some, [...inOrder].reverse());
      const names = (await pagesOf((page) => store.list(page), 4)).flat().map(({ name }) => name);
      expect(names).toEqual(inOrder);
    });

    it.each([
      [1, [1, 1, 1, 1, 1, 1]],
      [2, [2, 2, 2]],
      [3, [3, 3]],
      [4, [4, 2]],
      [5, [5, 1]],
      [6, [6]],
      [7, [6]],
    ])('gives pages of %i exactly', async (limit, expected) => {
      const store = await open();
      await withNames(store, some, ['f', 'e', 'd', 'c', 'b', 'a']);
      const pages = await pagesOf((page) => store.list(page), limit);
      expect(sizes(pages)).toEqual(expected);
      expect(pages.flat().map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('goes on after the last record of a page was deleted, or one was put before it', async () => {
      const store = await open();
      const [, , third] = await withNames(store, some, ['b', 'c', 'd', 'e', 'f']);
      const first = await store.list({ limit: 3, cursor: null });
      await store.delete(third!.id, null);
      await store.create(some({ name: 'a' }));
      const rest = await store.list({ limit: 3, cursor: first.nextCursor });
      expect(rest.items.map(({ name }) => name)).toEqual(['e', 'f']);
      expect(rest.nextCursor).toBeNull();
    });

    it('shows a renamed record once, at its new place', async () => {
      const store = await open();
      const [record] = await withNames(store, some, ['a', 'b', 'c']);
      await store.replace(changed(record!, { name: 'd' }));
      const names = (await pagesOf((page) => store.list(page), 2)).flat().map(({ name }) => name);
      expect(names).toEqual(['b', 'c', 'd']);
    });

    const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    it.each([
      ['empty', ''],
      ['not base64', '%%%'],
      ['not JSON', Buffer.from('{').toString('base64url')],
      ['JSON of another shape', json({ page: 2 })],
      ['null', json(null)],
      ['of a list that is not there', json({ list: 'nothings', after: 'a' })],
      ['with an empty position', json({ list: 'tests', after: '' })],
      ['with an object for a position', json({ list: 'tests', after: { S: 'a' } })],
      ['longer than a key can be', json({ list: 'tests', after: 'a'.repeat(2000) })],
    ])('refuses a cursor that is %s', async (_, cursor) => {
      const store = await open();
      await withNames(store, some, ['a', 'b']);
      await expect(store.list({ limit: 1, cursor })).rejects.toThrow(MalformedCursor);
    });

    it('refuses a cursor with something added', async () => {
      const store = await open();
      await withNames(store, some, ['a', 'b']);
      const { nextCursor } = await store.list({ limit: 1, cursor: null });
      await expect(store.list({ limit: 1, cursor: `${nextCursor}=` })).rejects.toThrow(MalformedCursor);
    });
  });
}
