import type { BackendFactory, IQueueBackend } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 500;

/** BullMQ's workers ask for the next job again at once when asking failed; this makes them wait a moment first. */
export const patient =
  <B extends IQueueBackend, C>(open: BackendFactory<B, C>): BackendFactory<B, C> =>
  (name, options, extra) => {
    const backend = open(name, options, extra);
    const moveToActive: (...given: Parameters<B['moveToActive']>) => Promise<unknown[]> =
      backend.moveToActive.bind(backend);
    backend.moveToActive = async (...given: Parameters<B['moveToActive']>) => {
      try {
        return await moveToActive(...given);
      } catch (error) {
        await sleep(PAUSE_MS);
        throw error;
      }
    };
    return backend;
  };
