import type { KeyOrder } from './key-types.ts';

/** The rows that have one key. `values` are of use only when it is a single row: else each may be of another. */
export interface KeyGroup {
  readonly key: readonly string[];
  readonly count: number;
  readonly values: readonly (string | null)[];
}

/** The groups of one dataset in the order of their keys, page by page. */
export type KeyPages = AsyncIterable<readonly KeyGroup[]>;

/** An engine answered keys in another order than the one that was asked for, or a key twice. */
export class KeysNotAscending extends Error {
  constructor(readonly side: 'here' | 'there') {
    super(`the keys ${side} do not ascend`);
  }
}

/**
 * Meets the keys of two datasets: each key is visited once, in order, with the rows that either side has of it. One page
 * of each side is held at a time. Throws `KeysNotAscending` as soon as an order shows that would make it miss partners.
 */
export async function mergeKeys(
  pages: { readonly here: KeyPages; readonly there: KeyPages },
  order: KeyOrder,
  visit: (here: KeyGroup | null, there: KeyGroup | null) => void,
): Promise<void> {
  const [here, there] = [new Reader('here', pages.here, order), new Reader('there', pages.there, order)];
  try {
    await Promise.all([here.start(), there.start()]);
    while (here.current || there.current) {
      const one = here.current;
      const other = there.current;
      const found = one && other ? order(one.key, other.key) : one ? -1 : 1;
      visit(found <= 0 ? one : null, found >= 0 ? other : null);
      // most steps stay within a page: waiting for each of them would cost more than the comparison
      if (found <= 0 && !here.step()) await here.turn();
      if (found >= 0 && !there.step()) await there.turn();
    }
  } finally {
    await Promise.all([here.stop(), there.stop()]);
  }
}

/** One side: the group at which it stands, null after the last. */
class Reader {
  current: KeyGroup | null = null;
  readonly #pages: AsyncIterator<readonly KeyGroup[]>;
  #page: readonly KeyGroup[] = [];
  #at = -1;

  constructor(
    private readonly side: 'here' | 'there',
    pages: KeyPages,
    private readonly order: KeyOrder,
  ) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  start(): Promise<void> {
    return this.turn();
  }

  /** Goes on within the page; false at its end. */
  step(): boolean {
    const next = this.#page[this.#at + 1];
    if (!next) return false;
    if (this.current && this.order(this.current.key, next.key) >= 0) throw new KeysNotAscending(this.side);
    this.#at += 1;
    this.current = next;
    return true;
  }

  /** Goes on with the next page that has anything. */
  async turn(): Promise<void> {
    for (;;) {
      const next = await this.#pages.next();
      if (next.done === true) {
        this.current = null;
        this.#page = [];
        return;
      }
      this.#page = next.value;
      this.#at = -1;
      if (this.step()) return;
    }
  }

  async stop(): Promise<void> {
    await this.#pages.return?.();
  }
}
