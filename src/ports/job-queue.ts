import type { JobName, JobPayload } from '../core/jobs.ts';

export interface JobOptions {
  /** Adding a job whose id is waiting or running already does nothing. Letters, digits, `-` and `_`. */
  readonly id: string;
  /** Lower runs first; default 10. */
  readonly priority?: number;
}

/** Hands work to workers. A job is a hint: it may be lost or delivered twice, and payloads hold ids, never secrets. */
export abstract class JobQueue {
  abstract add<N extends JobName>(name: N, payload: JobPayload<N>, options: JobOptions): Promise<void>;
  /** How many jobs wait or run, by state. */
  abstract depth(): Promise<{ readonly [state: string]: number }>;
}
