import type { ExecutionStatus, FinalStatus } from '../core/execution.ts';
import type { ExecutionId, TestId } from '../core/ids.ts';

export type StatusCounts = { readonly [status in FinalStatus]: number };

export interface TestAtAGlance {
  readonly testId: TestId;
  readonly testName: string;
  readonly kind: string;
  readonly dataset: string;
}

/** Everything the dashboard shows about executions. Read from rollups and latest verdicts, never from raw rows. */
export interface DashboardNumbers {
  readonly last24h: StatusCounts;
  readonly last7d: StatusCounts;
  /** Latest verdicts by status, over all tests that have run. */
  readonly latestByStatus: { readonly [status in ExecutionStatus]?: number };
  /** Tests whose latest verdict is failed or errored, newest first, at most 20. */
  readonly failing: readonly (TestAtAGlance & {
    readonly executionId: ExecutionId;
    readonly status: FinalStatus;
    readonly message: string;
    readonly finishedAt: Date;
  })[];
  /** By mean duration over 7 days, slowest first, at most 10. */
  readonly slowest: readonly (TestAtAGlance & {
    readonly executions: number;
    readonly meanMs: number;
    readonly maxMs: number;
  })[];
  /** Latest verdicts of each dataset's tests. */
  readonly datasets: readonly {
    readonly connectionId: string;
    readonly dataset: string;
    readonly latest: StatusCounts;
    readonly lastFinishedAt: Date;
  }[];
  /** One entry a UTC day, oldest first, 30 days with today; days without executions are all zeros. */
  readonly trend: readonly { readonly day: string; readonly counts: StatusCounts }[];
}

export abstract class DashboardReader {
  abstract numbers(now: Date): Promise<DashboardNumbers>;
}
