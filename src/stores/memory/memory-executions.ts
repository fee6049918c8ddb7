import type {
  Execution,
  ExecutionResult,
  FinalStatus,
  QueuedExecution,
  RecordedResult,
} from '../../core/execution.ts';
import type { ExecutionId, TestId } from '../../core/ids.ts';
import { keptSampleOf, type KeptSample } from '../../core/verdict/samples.ts';
import type { LatestVerdict } from '../../ports/execution-reader.ts';

/** An execution with what only the ledger knows of it. */
export interface Stored {
  readonly queued: QueuedExecution;
  /** As lists show it. */
  execution: Execution;
  /** Every structure by the place of its metric, and the rows: what is read of one execution only. */
  structures: ExecutionResult['metrics'];
  sample: KeptSample | null;
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
    this.stored.set(queued.id, {
      queued,
      execution,
      structures: [],
      sample: null,
      fence: 0,
      leaseUntil: 0,
      cancelRequested: false,
    });
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
    const { startedAt, finishedAt } = end;
    const { groups: _, ...result } = end.result;
    const isForgotten = this.forgotten.has(stored.queued.testId);
    stored.sample = isForgotten ? null : keptSampleOf(result.sample, finishedAt);
    stored.structures = isMeasured(result) ? result.metrics.filter(hasStructure) : [];
    stored.execution = {
      ...stored.execution,
      startedAt,
      finishedAt,
      status: result.status,
      plumblineVersion: this.version,
      result: {
        ...result,
        metrics: result.metrics.map(({ name, key, value }) => ({ name, key, value })),
        sample: null,
      },
    };
  }

  /** The sample, unless it has expired. */
  sampleOf({ sample }: Stored): KeptSample | null {
    return sample !== null && sample.expiresAt > this.now() ? sample : null;
  }

  /** The execution as it is read by itself: with structures among its metrics, and the extent of its sample. */
  whole(stored: Stored): Execution {
    const { execution, structures } = stored;
    if (!execution.result) return execution;
    const sample = this.sampleOf(stored);
    const metrics = execution.result.metrics.map(
      (metric) => structures.find(({ name, key }) => name === metric.name && key === metric.key) ?? metric,
    );
    return {
      ...execution,
      result: {
        ...execution.result,
        metrics,
        sample: sample && { rows: sample.rows.length, expiresAt: sample.expiresAt },
      },
    };
  }

  /** Makes an execution final that no worker finished. */
  giveUp(stored: Stored, status: FinalStatus, errorCode: string, message: string): void {
    const result: RecordedResult = {
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
      failingRowsSql: null,
      sample: null,
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
    for (const stored of this.stored.values()) if (stored.queued.testId === testId) stored.sample = null;
  }
}

/** Whether later executions may be compared with it. */
export const isMeasured = ({ status, measuredAt }: Pick<ExecutionResult, 'status' | 'measuredAt'>): boolean =>
  measuredAt !== null && status !== 'errored' && status !== 'cancelled';

const hasStructure = ({ structure }: ExecutionResult['metrics'][number]): boolean =>
  structure !== undefined && structure !== null;
