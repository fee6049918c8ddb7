import type { ConnectionId, ExecutionId, RunId, TestId } from './ids.ts';
import type { Json } from './json.ts';
import type { GroupVerdict } from './verdict/group-verdict.ts';
import type { Sample, SampleExtent } from './verdict/samples.ts';

export const executionStatuses = [
  'queued',
  'running',
  'passed',
  'warned',
  'failed',
  'errored',
  'cancelled',
  'skipped',
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export type FinalStatus = Exclude<ExecutionStatus, 'queued' | 'running'>;

/** Whether an execution can still change. */
export const isFinal: Record<ExecutionStatus, boolean> = {
  queued: false,
  running: false,
  passed: true,
  warned: true,
  failed: true,
  errored: true,
  cancelled: true,
  skipped: true,
};

export type Trigger = 'manual' | 'schedule';

/** An execution as it is asked for. `queuedAt` equals the time that `id` and `runId` carry. */
export interface QueuedExecution {
  readonly id: ExecutionId;
  readonly runId: RunId;
  readonly testId: TestId;
  readonly testName: string;
  readonly kind: string;
  readonly connectionId: ConnectionId;
  readonly dataset: string;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
  readonly queuedAt: Date;
}

/** One statement as it was sent to the customer's database. */
export interface SentStatement {
  readonly purpose: 'catalogue' | 'scan' | 'samples';
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
  readonly durationMs: number;
  /** How many executions of the run this statement served. */
  readonly sharedBy: number;
}

/** What was learned. Every field is null (or empty) where nothing was measured. */
export interface ExecutionResult {
  readonly status: FinalStatus;
  /** What happened, in plain words with the numbers; safe to show. */
  readonly message: string;
  /** Stable code of what prevented a measurement; null unless `errored` or `cancelled`. */
  readonly errorCode: string | null;
  readonly testVersion: number | null;
  readonly observed: { readonly [name: string]: Json };
  readonly expected: { readonly [level: string]: Json };
  readonly rowsTested: number | null;
  readonly statements: readonly SentStatement[];
  readonly engineVersion: string | null;
  /** The customer database's clock when the snapshot was taken. */
  readonly measuredAt: Date | null;
  readonly metrics: readonly MeasuredMetric[];
  /** A statement that shows the rows that break the test, for people to run; null for tests that look at no rows. */
  readonly failingRowsSql: string | null;
  /** Some of these rows, where the test allows it; null where there are none. Kept apart, and not for ever. */
  readonly sample: Sample | null;
  /** Groups that warned or failed, for their incidents; null for tests that are not grouped. */
  readonly groups: readonly GroupVerdict[] | null;
}

/** A metric's value kept for baselines and charts. `key` tells which rows and inputs it speaks of. */
export interface MeasuredMetric {
  readonly name: string;
  readonly key: string;
  /** Numbers as they are; instants as epoch seconds; null when the value itself is null (an empty maximum). */
  readonly value: number | null;
  /** A histogram or a list of columns, for kinds that compare with earlier ones. */
  readonly structure?: Json;
}

/** A result as it is read back. Lists leave out `structure` of its metrics, and `sample`. */
export interface RecordedResult extends Omit<ExecutionResult, 'sample' | 'groups'> {
  /** How many rows are kept, without them; null when none are, or none any more. */
  readonly sample: SampleExtent | null;
}

/** An execution as it is read back. */
export interface Execution extends QueuedExecution {
  readonly status: ExecutionStatus;
  readonly attempt: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly plumblineVersion: string | null;
  /** Null until the execution is final. */
  readonly result: RecordedResult | null;
}
