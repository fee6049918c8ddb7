import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turnstile } from './turnstile.ts';

describe('Turnstile', () => {
  it('lets two through at a time, in their order, whether they fail or not', async () => {
    const turnstile = new Turnstile(2);
    const begun: number[] = [];
    let inside = 0;
    let most = 0;
    const work = async (i: number) => {
      begun.push(i);
      most = Math.max(most, ++inside);
      await nextTurn();
      inside -= 1;
      if (i % 2 === 1) throw new Error(`of ${i}`);
      return i;
    };
    const all = await Promise.allSettled([0, 1, 2, 3, 4].map((i) => turnstile.pass(() => work(i))));
    expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
    expect(await turnstile.pass(() => Promise.resolve('next'))).toBe('next');
  });
});
