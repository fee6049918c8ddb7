import { runInterruptibly } from './interruption.ts';

/** Work that ends only when `end` is called. */
function endless() {
  let end!: () => void;
  const ended = new Promise<string>((_, reject) => (end = () => reject(new Error('ended'))));
  return { work: () => ended, end };
}
const calls =
  (list: string[], name: string, then: () => void = () => {}) =>
  () => {
    list.push(name);
    then();
  };

describe('runInterruptibly', () => {
  const patient = { signal: new AbortController().signal, deadlineMs: 60_000 };

  it('leaves work alone that ends by itself', async () => {
    const said: string[] = [];
    const by = { ...patient, cancel: async () => void said.push('cancel'), cut: calls(said, 'cut') };
    expect(await runInterruptibly(() => Promise.resolve(1), by)).toEqual({ value: 1, interruptedBy: null });
    const error = new Error('of the work');
    expect(await runInterruptibly(() => Promise.reject(error), by)).toEqual({ error, interruptedBy: null });
    expect(said).toEqual([]);
  });

  it.each(['signal', 'deadline'] as const)('cancels by %s', async (interruptedBy) => {
    const { work, end } = endless();
    const said: string[] = [];
    const ending = await runInterruptibly(work, {
      signal: interruptedBy === 'signal' ? AbortSignal.abort() : patient.signal,
      deadlineMs: interruptedBy === 'deadline' ? 1 : 60_000,
      cancel: async () => calls(said, 'cancel', end)(),
      cut: calls(said, 'cut'),
    });
    expect(ending).toMatchObject({ interruptedBy, error: new Error('ended') });
    expect(said).toEqual(['cancel']);
  });

  it('cuts when the server cannot be told', async () => {
    const { work, end } = endless();
    const said: string[] = [];
    const cancel = () => Promise.reject(new Error('no connection left'));
    const ending = await runInterruptibly(work, {
      ...patient,
      signal: AbortSignal.abort(),
      cancel,
      cut: calls(said, 'cut', end),
    });
    expect(ending.interruptedBy).toBe('signal');
    expect(said).toEqual(['cut']);
  });

  it('cancels again when the first time came too early', async () => {
    const { work, end } = endless();
    let times = 0;
    const cancel = async () => {
      times += 1;
      if (times === 2) end();
    };
    await runInterruptibly(work, { ...patient, signal: AbortSignal.abort(), cancel, cut: end });
    expect(times).toBe(2);
  });

  it('answers only when no cancelling is under way any more', async () => {
    const { work, end } = endless();
    let isCancelling = false;
    const cancel = async () => {
      isCancelling = true;
      end();
      await new Promise((resolve) => setTimeout(resolve, 20));
      isCancelling = false;
    };
    await runInterruptibly(work, { ...patient, signal: AbortSignal.abort(), cancel, cut: end });
    expect(isCancelling).toBe(false);
  });
});
