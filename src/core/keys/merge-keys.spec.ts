import { DifferenceCounter } from './count-differences.ts';
import { keyOrder } from './key-types.ts';
import { KeysNotAscending, mergeKeys, type KeyGroup } from './merge-keys.ts';

const order = keyOrder(['integer']);
const group = (key: number, value = '', count = 1): KeyGroup => ({
  key: [String(key)],
  count,
  values: [value],
});

async function* pagesOf(groups: readonly KeyGroup[], size: number): AsyncGenerator<readonly KeyGroup[]> {
  for (let at = 0; at < groups.length; at += size) yield groups.slice(at, at + size);
}

const countsOf = async (here: readonly KeyGroup[], there: readonly KeyGroup[], sizes = [2, 3]) => {
  const counter = new DifferenceCounter(['text'], 100);
  await mergeKeys({ here: pagesOf(here, sizes[0]!), there: pagesOf(there, sizes[1]!) }, order, counter.visit);
  return counter.result;
};

/** Numbers that look random and are the same in every run (Numerical Recipes' linear congruence). */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('merging by key', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))('agrees with sets, seed %d', async (seed) => {
    const random = randomly(seed);
    const side = () => {
      const keys = new Set(Array.from({ length: random(40) }, () => random(50) - 10));
      return [...keys]
        .sort((a, b) => a - b)
        .map((key) => group(key, `v${random(2)}`, 1 + Number(random(6) === 0) * 2));
    };
    const [here, there] = [side(), side()];
    const counts = await countsOf(here, there, [1 + random(5), 1 + random(60)]);

    const [left, right] = [here, there].map((groups) => new Map(groups.map((one) => [one.key[0]!, one])));
    const only = (one: typeof left, other: typeof left) =>
      [...one!.values()].filter(({ key }) => !other!.has(key[0]!));
    const rows = (groups: readonly KeyGroup[]) => groups.reduce((sum, { count }) => sum + count, 0);
    const both = here.flatMap((one) =>
      right!.has(one.key[0]!) ? [[one, right!.get(one.key[0]!)!] as const] : [],
    );
    const single = both.filter(([a, b]) => a.count === 1 && b.count === 1);
    const different = single.filter(([a, b]) => a.values[0] !== b.values[0]);
    expect(counts).toEqual({
      onlyHere: rows(only(left, right)),
      onlyThere: rows(only(right, left)),
      ambiguous: both.length - single.length,
      different: different.length,
      equal: single.length - different.length,
      repeatedHere: here.filter(({ count }) => count > 1).length,
      repeatedThere: there.filter(({ count }) => count > 1).length,
      byColumn: [different.length],
      shown: {
        onlyHere: only(left, right).map(({ key }) => key),
        onlyThere: only(right, left).map(({ key }) => key),
        different: different.map(([{ key }]) => key),
        ambiguous: both.filter((pair) => !single.includes(pair)).map(([{ key }]) => key),
      },
    });
  });

  it('shows no more keys than it may', async () => {
    const counter = new DifferenceCounter([], 2);
    const here = [1, 2, 3].map((key) => group(key));
    await mergeKeys({ here: pagesOf(here, 5), there: pagesOf([], 5) }, order, counter.visit);
    expect(counter.result).toMatchObject({ onlyHere: 3, shown: { onlyHere: [['1'], ['2']] } });
  });

  it('goes on after empty pages', async () => {
    async function* sparse() {
      yield [];
      yield [group(1)];
      yield [];
    }
    const counter = new DifferenceCounter([], 0);
    await mergeKeys({ here: sparse(), there: pagesOf([group(1)], 1) }, order, counter.visit);
    expect(counter.result).toMatchObject({ onlyHere: 0, equal: 1 });
  });

  it.each([
    ['within a page', [2, 1], 5],
    ['from page to page', [2, 1], 1],
    ['with a key twice', [1, 1], 1],
  ] as const)('stops where an order breaks %s', async (_, keys, size) => {
    const broken = keys.map((key) => group(key));
    const merged = mergeKeys({ here: pagesOf([], 1), there: pagesOf(broken, size) }, order, () => undefined);
    await expect(merged).rejects.toThrow(KeysNotAscending);
    await expect(merged).rejects.toMatchObject({ side: 'there' });
  });

  it('lets go of the other side when one fails', async () => {
    let isReleased = false;
    async function* failing(): AsyncGenerator<readonly KeyGroup[]> {
      yield [group(1)];
      throw new Error('lost');
    }
    async function* held() {
      try {
        for (let key = 0; ; key += 1) yield [group(key)];
      } finally {
        isReleased = true;
      }
    }
    await expect(mergeKeys({ here: held(), there: failing() }, order, () => undefined)).rejects.toThrow(
      'lost',
    );
    expect(isReleased).toBe(true);
  });

  it('holds one page of each side', async () => {
    let given = 0;
    let visited = 0;
    let ahead = 0;
    async function* counted() {
      for (let page = 0; page < 50; page += 1) {
        given += 10;
        yield Array.from({ length: 10 }, (_, i) => group(page * 10 + i));
      }
    }
    await mergeKeys({ here: counted(), there: pagesOf([], 1) }, order, () => {
      visited += 1;
      ahead = Math.max(ahead, given - visited);
    });
    expect([visited, ahead]).toEqual([500, 9]);
  });
});
