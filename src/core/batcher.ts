import { Unavailable } from './errors.ts';

interface Call<In, Out> {
  readonly item: In;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes many small calls as few large ones: what is asked while others are under way goes out together when one of
 * them returns. A call that finds nobody ahead of it goes out at once, and no call is answered by work that began
 * before it, so a caller sees all that it wrote.
 */
export class Batcher<In, Out> {
  readonly #waiting: Call<In, Out>[] = [];
  #underWay = 0;

  constructor(
    /** Answers as many as it is given, in their order. */
    private readonly send: (items: readonly In[]) => Promise<readonly Out[]>,
    private readonly limits: { readonly itemsAtOnce: number; readonly callsAtOnce: number },
  ) {}

  /**
   * When the large call fails, each of its items is tried alone, so that one cannot spoil it for the others; but
   * `Unavailable` holds for all of them.
   */
  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // not at once: what is asked in the same breath goes together
      queueMicrotask(() => this.#next());
    });
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#underWay >= this.limits.callsAtOnce) return;
    const calls = this.#waiting.splice(0, this.limits.itemsAtOnce);
    this.#underWay += 1;
    void this.#answer(calls).finally(() => {
      this.#underWay -= 1;
      this.#next();
    });
  }

  async #answer(calls: readonly Call<In, Out>[]): Promise<void> {
    try {
      const answers = await this.send(calls.map(({ item }) => item));
      calls.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      if (calls.length === 1 || error instanceof Unavailable) calls.forEach(({ reject }) => reject(error));
      else for (const call of calls) await this.#answer([call]);
    }
  }
}
