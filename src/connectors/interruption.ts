import { setTimeout as sleep } from 'node:timers/promises';

const REPEAT_MS = 1000;
const GRACE_MS = 5000;

export interface Interruptible {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Asks the server to stop what runs. */
  readonly cancel: () => Promise<void>;
  /** Breaks the connection: the last resort. */
  readonly cut: () => void;
}

/** How a piece of work ended, and what interrupted it, if anything did. */
export type Ending<T> = { readonly interruptedBy: 'signal' | 'deadline' | null } & (
  { readonly value: T; readonly error?: never } | { readonly error: unknown; readonly value?: never }
);

/**
 * Runs `work` until it ends, the signal aborts or the deadline passes. Interrupting means to cancel, again and again
 * (the server ignores what arrives before the work does), then to cut. Never throws. When it answers, no cancelling
 * is under way any more that could hit what comes after.
 */
export async function runInterruptibly<T>(work: () => Promise<T>, by: Interruptible): Promise<Ending<T>> {
  let interruptedBy: 'signal' | 'deadline' | null = null;
  let interruption = Promise.resolve();
  let endInterruption = () => {};

  const interrupt = (reason: 'signal' | 'deadline') => {
    if (interruptedBy !== null) return;
    interruptedBy = reason;
    const over = new AbortController(); // not made ahead, for most work is never interrupted and aborting is costly
    endInterruption = () => over.abort();
    interruption = insist(by, over.signal);
  };
  const onAbort = () => interrupt('signal');
  const timer = setTimeout(() => interrupt('deadline'), by.deadlineMs);
  by.signal.addEventListener('abort', onAbort);
  if (by.signal.aborted) onAbort();

  const ending = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  clearTimeout(timer);
  by.signal.removeEventListener('abort', onAbort);
  endInterruption();
  await interruption;
  return { ...ending, interruptedBy };
}

async function insist({ cancel, cut }: Interruptible, over: AbortSignal): Promise<void> {
  const cutting = setTimeout(cut, GRACE_MS);
  try {
    while (!over.aborted) {
      await cancel();
      // the end of the work wakes this up by a rejection
      await sleep(REPEAT_MS, undefined, { signal: over }).catch(() => null);
    }
  } catch {
    cut(); // the server cannot be told, so it must notice by itself
  } finally {
    clearTimeout(cutting);
  }
}
