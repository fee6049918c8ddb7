import type { Execution, ExecutionStatus } from '../core/execution.ts';
import type { ConnectionId, ExecutionId, RunId, TestId } from '../core/ids.ts';
import type { PastValue } from '../core/kinds/kind.ts';
import type { Page, PageRequest } from '../core/page.ts';

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
  abstract get(id: ExecutionId): Promise<Execution | null>;
  /** Newest first. Throws `MalformedCursor`. */
  abstract list(filter: ExecutionFilter, page: PageRequest): Promise<Page<Execution>>;
  /** All executions of a run, by test name; empty when there is no such run. */
  abstract ofRun(runId: RunId): Promise<readonly Execution[]>;
  /** The newest `last` values of a metric of a test, before `before`, newest first; errored executions have none. */
  abstract history(
    request: { readonly testId: TestId; readonly key: string; readonly last: number },
    before: Date,
  ): Promise<readonly PastValue[]>;
  /** The latest verdicts of those of `testIds` that have one. */
  abstract latest(testIds: readonly TestId[]): Promise<readonly LatestVerdict[]>;
  /** Ids of tests whose latest verdict is `status`, ascending, after `after`. */
  abstract testsWithStatus(
    status: ExecutionStatus,
    page: { readonly limit: number; readonly after: TestId | null },
  ): Promise<readonly TestId[]>;
  /** Drops the latest verdicts of deleted tests; their executions stay as history. */
  abstract forget(testIds: readonly TestId[]): Promise<void>;
}
