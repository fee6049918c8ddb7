import type { Execution, ExecutionStatus } from '../core/execution.ts';
import type { ConnectionId, ExecutionId, RunId, TestId } from '../core/ids.ts';
import type { PastStructure, PastValue, PastWanted } from '../core/kinds/kind.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { KeptSample } from '../core/verdict/samples.ts';

/** Every condition that is given must hold. `from` is inclusive, `to` exclusive, both about `queuedAt`. */
export interface ExecutionFilter {
  readonly testId?: TestId | undefined;
  readonly runId?: RunId | undefined;
  readonly connectionId?: ConnectionId | undefined;
  readonly dataset?: string | undefined;
  readonly status?: readonly ExecutionStatus[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** The last final status of a test, and when. */
export interface LatestVerdict {
  readonly testId: TestId;
  readonly executionId: ExecutionId;
  readonly status: ExecutionStatus;
  readonly finishedAt: Date;
}

/** Reads of executions. */
export abstract class ExecutionReader {
  /** The whole of an execution, but for the rows of its sample. */
  abstract get(id: ExecutionId): Promise<Execution | null>;
  /** The rows that are kept of an execution, until they expire by the store's clock; null when there are none. */
  abstract sample(id: ExecutionId): Promise<KeptSample | null>;
  /** Newest first. Throws `MalformedCursor`. */
  abstract list(filter: ExecutionFilter, page: PageRequest): Promise<Page<Execution>>;
  /** All executions of a run, by test name; empty when there is no such run. */
  abstract ofRun(runId: RunId): Promise<readonly Execution[]>;
  /**
   * Values of a metric of a test, measured before `before`; errored executions have none. The newest ones, newest first;
   * or for each moment the one nearest to it (of two equally near ones the newer), in the order of the moments, of which
   * those without a value are left out.
   */
  abstract history(
    request: { readonly testId: TestId; readonly key: string; readonly wanted: PastWanted },
    before: Date,
  ): Promise<readonly PastValue[]>;
  /**
   * Structures (histograms, lists of columns) kept under `key` by executions of a test before `before`, newest first:
   * the last ones, or that of one execution. Empty when there is none.
   */
  abstract structures(
    request: {
      readonly testId: TestId;
      readonly key: string;
      readonly wanted: { readonly last: number } | { readonly executionId: string };
    },
    before: Date,
  ): Promise<readonly PastStructure[]>;
  /** The latest verdicts of those of `testIds` that have one. */
  abstract latest(testIds: readonly TestId[]): Promise<readonly LatestVerdict[]>;
  /** Ids of tests whose latest verdict is `status`, ascending, after `after`. */
  abstract testsWithStatus(
    status: ExecutionStatus,
    page: { readonly limit: number; readonly after: TestId | null },
  ): Promise<readonly TestId[]>;
  /** Drops the latest verdicts and the samples of deleted tests; their executions stay as history. */
  abstract forget(testIds: readonly TestId[]): Promise<void>;
}
