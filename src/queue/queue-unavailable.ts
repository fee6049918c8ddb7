import { Unavailable } from '../core/errors.ts';

export const queueUnavailable = (cause: unknown): Unavailable =>
  new Unavailable('the job queue cannot be reached', 'QUEUE_UNAVAILABLE', { cause });
