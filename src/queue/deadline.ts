import { setTimeout as sleep } from 'node:timers/promises';

/** Whether `work` was done in time. Work that comes too late goes on, and nobody waits for it. */
export async function within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([work.then(() => true), sleep(timeoutMs, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
