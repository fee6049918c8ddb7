import type { Execution, ExecutionStatus } from '../../core/execution.ts';
import { MalformedCursor } from '../../core/errors.ts';
import type { ExecutionId, RunId, TestId } from '../../core/ids.ts';
import type { PastValue } from '../../core/kinds/kind.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ExecutionReader, type ExecutionFilter, type LatestVerdict } from '../../ports/execution-reader.ts';
import type { MemoryExecutions } from './memory-executions.ts';

/** Reads what a `MemoryExecutionLedger` over the same `MemoryExecutions` recorded. Its cursors are execution ids. */
export class MemoryExecutionReader extends ExecutionReader {
  constructor(private readonly executions: MemoryExecutions) {
    super();
  }

  async get(id: ExecutionId): Promise<Execution | null> {
    return this.executions.find(id)?.execution ?? null;
  }

  async list(filter: ExecutionFilter, { limit, cursor }: PageRequest): Promise<Page<Execution>> {
    if (cursor !== null && !this.executions.find(cursor as ExecutionId)) throw new MalformedCursor();
    const rest = this.newestFirst()
      .filter((execution) => matches(execution, filter))
      .filter(({ id }) => cursor === null || id < cursor);
    const items = rest.slice(0, limit);
    return { items, nextCursor: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async ofRun(runId: RunId): Promise<readonly Execution[]> {
    return this.newestFirst()
      .filter((execution) => execution.runId === runId)
      .sort((a, b) => compare(a.testName, b.testName) || compare(a.id, b.id));
  }

  async history(
    request: { readonly testId: TestId; readonly key: string; readonly last: number },
    before: Date,
  ): Promise<readonly PastValue[]> {
    return this.newestFirst()
      .flatMap(({ testId, status, result }) => {
        const measuredAt = result?.measuredAt;
        if (!measuredAt || testId !== request.testId || status === 'errored' || status === 'cancelled')
          return [];
        return result.metrics
          .filter(({ key }) => key === request.key)
          .map(({ value }) => ({ measuredAt, value }));
      })
      .filter(({ measuredAt }) => measuredAt < before)
      .sort((a, b) => b.measuredAt.getTime() - a.measuredAt.getTime())
      .slice(0, request.last);
  }

  async latest(testIds: readonly TestId[]): Promise<readonly LatestVerdict[]> {
    return this.executions.latest().filter(({ testId }) => testIds.includes(testId));
  }

  async testsWithStatus(
    status: ExecutionStatus,
    { limit, after }: { readonly limit: number; readonly after: TestId | null },
  ): Promise<readonly TestId[]> {
    return this.executions
      .latest()
      .filter((verdict) => verdict.status === status && (after === null || verdict.testId > after))
      .slice(0, limit)
      .map(({ testId }) => testId);
  }

  async forget(testIds: readonly TestId[]): Promise<void> {
    for (const testId of testIds) this.executions.forget(testId);
  }

  private newestFirst(): Execution[] {
    return this.executions.newestFirst().map(({ execution }) => execution);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const matches = (execution: Execution, filter: ExecutionFilter): boolean =>
  (filter.testId === undefined || execution.testId === filter.testId) &&
  (filter.runId === undefined || execution.runId === filter.runId) &&
  (filter.connectionId === undefined || execution.connectionId === filter.connectionId) &&
  (filter.dataset === undefined || execution.dataset === filter.dataset) &&
  (filter.status === undefined || filter.status.includes(execution.status)) &&
  (filter.from === undefined || execution.queuedAt >= filter.from) &&
  (filter.to === undefined || execution.queuedAt < filter.to);
