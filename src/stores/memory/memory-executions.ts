import type { Execution, ExecutionResult, FinalStatus, QueuedExecution } from '../../core/execution.ts';
import type { ExecutionId, TestId } from '../../core/ids.ts';
import type { LatestVerdict } from '../../ports/execution-reader.ts';

/** An execution with what only the ledger knows of it. */
export interface Stored {
  readonly queued: QueuedExecution;
  execution: Execution;
  /** Grows with every claim and release: a claim that holds an older number is void. */
  fence: number;
  /** Epoch milliseconds; counts only while the execution is running. */
  leaseUntil: number;
  cancelRequested: boolean;
}

/** Executions in memory, shared by a `MemoryExecutionLedger` and a `MemoryExecutionReader`. Leases follow `now`. */
export class MemoryExecutions {
  private readonly stored = new Map<ExecutionId, Stored>();
  private readonly forgotten = new Set<TestId>();

  constructor(
    readonly now: () => Date = () => new Date(),
    private readonly version: string | null = null,
  ) {}

  add(queued: QueuedExecution): void {
    if (this.stored.has(queued.id)) return;
    const execution: Execution = {
      ...queued,
      status: 'queued',
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      plumblineVersion: null,
      result: null,
    };
    this.stored.set(queued.id, { queued, execution, fence: 0, leaseUntil: 0, cancelRequested: false });
  }

  find(id: ExecutionId): Stored | undefined {
    return this.stored.get(id);
  }

  all(): Stored[] {
    return [...this.stored.values()];
  }

  /** Ids order as `queuedAt` does, because they carry it. */
  newestFirst(): Stored[] {
    return this.all().sort((a, b) => (a.execution.id < b.execution.id ? 1 : -1));
  }

  finalise(
    stored: Stored,
    end: { readonly result: ExecutionResult; readonly startedAt: Date; readonly finishedAt: Date },
  ): void {
    stored.execution = {
      ...stored.execution,
      ...end,
      status: end.result.status,
      plumblineVersion: this.version,
    };
  }

  /** Makes an execution final that no worker finished. */
  giveUp(stored: Stored, status: FinalStatus, errorCode: string, message: string): void {
    const result: ExecutionResult = {
      status,
      message,
      errorCode,
      testVersion: null,
      observed: {},
      expected: {},
      rowsTested: null,
      statements: [],
      engineVersion: null,
      measuredAt: null,
      metrics: [],
    };
    stored.execution = { ...stored.execution, status, finishedAt: this.now(), result };
  }

  /** The latest verdict of every test that has one and was not forgotten, by test id. */
  latest(): readonly LatestVerdict[] {
    const byTest = new Map<TestId, LatestVerdict>();
    for (const { execution } of this.newestFirst()) {
      const { testId, id, result, finishedAt } = execution;
      if (!result || !finishedAt || byTest.has(testId) || this.forgotten.has(testId)) continue;
      byTest.set(testId, { testId, executionId: id, status: result.status, finishedAt });
    }
    return [...byTest.values()].sort((a, b) => (a.testId < b.testId ? -1 : 1));
  }

  forget(testId: TestId): void {
    this.forgotten.add(testId);
  }
}
