import { Batcher } from './batcher.ts';
import { Unavailable } from './errors.ts';

/** A batcher whose calls answer when told to. */
function aBatcher(limits = { itemsAtOnce: 10, callsAtOnce: 1 }) {
  const calls: { items: readonly number[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new Batcher<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items, answer: () => resolve(items.map((n) => n * 2)), fail: reject });
      }),
    limits,
  );
  return { batcher, calls };
}
const breath = () => new Promise<void>((resolve) => setImmediate(resolve));

it('sends a lone call at once, and gives each caller its own answer', async () => {
  const { batcher, calls } = aBatcher();
  const answer = batcher.add(21);
  await breath();
  expect(calls.map(({ items }) => items)).toEqual([[21]]);
  calls[0]!.answer();
  expect(await answer).toBe(42);
});

it('sends together what was asked in the same breath, or while another call was under way', async () => {
  const { batcher, calls } = aBatcher();
  const first = [batcher.add(1), batcher.add(2)];
  await breath();
  const second = [batcher.add(3), batcher.add(4), batcher.add(5)];
  await breath();
  expect(calls.map(({ items }) => items)).toEqual([[1, 2]]);
  calls[0]!.answer();
  expect(await Promise.all(first)).toEqual([2, 4]);
  await breath();
  expect(calls[1]!.items).toEqual([3, 4, 5]);
  calls[1]!.answer();
  expect(await Promise.all(second)).toEqual([6, 8, 10]);
});

it('keeps to its limits', async () => {
  const { batcher, calls } = aBatcher({ itemsAtOnce: 2, callsAtOnce: 2 });
  const answers = [1, 2, 3, 4, 5].map((n) => batcher.add(n));
  await breath();
  expect(calls.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  calls[1]!.answer();
  await breath();
  expect(calls[2]!.items).toEqual([5]);
  calls[0]!.answer();
  calls[2]!.answer();
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
});

it('tries the items of a failed call alone, so that one does not spoil it for the others', async () => {
  const seen: (readonly number[])[] = [];
  const batcher = new Batcher<number, number>(
    async (items) => {
      seen.push(items);
      if (items.includes(13)) throw new Error('unlucky');
      return items;
    },
    { itemsAtOnce: 10, callsAtOnce: 1 },
  );
  const settled = await Promise.allSettled([1, 13, 2].map((n) => batcher.add(n)));
  expect(settled).toMatchObject([{ value: 1 }, { reason: { message: 'unlucky' } }, { value: 2 }]);
  expect(seen).toEqual([[1, 13, 2], [1], [13], [2]]);
});

it('does not repeat what is unavailable for all', async () => {
  const { batcher, calls } = aBatcher();
  const answers = Promise.allSettled([batcher.add(1), batcher.add(2)]);
  await breath();
  calls[0]!.fail(new Unavailable('no answer'));
  expect(await answers).toMatchObject([
    { reason: { kind: 'unavailable' } },
    { reason: { kind: 'unavailable' } },
  ]);
  expect(calls).toHaveLength(1);
});
