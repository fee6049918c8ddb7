import { jobs, type JobName } from '../core/jobs.ts';

export interface QueueNaming {
  /** First part of the queues' names, where several installations share one backend. Default `plumbline`. */
  readonly namespace?: string;
}

export const jobNames = Object.keys(jobs) as JobName[];

/** Producers and consumers meet under this name. A queue for each job: one kind of work cannot hold up another. */
export const queueName = (name: JobName, { namespace = 'plumbline' }: QueueNaming): string =>
  `${namespace}-${name}`;
