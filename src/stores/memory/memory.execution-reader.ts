import type { Execution, ExecutionStatus, MeasuredMetric } from '../../core/execution.ts';
import { MalformedCursor } from '../../core/errors.ts';
import type { ExecutionId, RunId, TestId } from '../../core/ids.ts';
import type { Moment, PastStructure, PastValue, PastWanted } from '../../core/kinds/kind.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import type { KeptSample } from '../../core/verdict/samples.ts';
import { ExecutionReader, type ExecutionFilter, type LatestVerdict } from '../../ports/execution-reader.ts';
import { isMeasured, type MemoryExecutions } from './memory-executions.ts';

/** Reads what a `MemoryExecutionLedger` over the same `MemoryExecutions` recorded. Its cursors are execution ids. */
export class MemoryExecutionReader extends ExecutionReader {
  constructor(private readonly executions: MemoryExecutions) {
    super();
  }

  async get(id: ExecutionId): Promise<Execution | null> {
    const stored = this.executions.find(id);
    return stored ? this.executions.whole(stored) : null;
  }

  async sample(id: ExecutionId): Promise<KeptSample | null> {
    const stored = this.executions.find(id);
    return stored ? this.executions.sampleOf(stored) : null;
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
    request: { readonly testId: TestId; readonly key: string; readonly wanted: PastWanted },
    before: Date,
  ): Promise<readonly PastValue[]> {
    const values = this.measured(request.testId, before).flatMap(({ execution, structures, measuredAt }) =>
      execution
        .result!.metrics.filter(({ name, key }) => key === request.key && !isAmong(structures, name, key))
        .map(({ value }) => ({ measuredAt, value })),
    );
    return typeof request.wanted === 'number'
      ? values.slice(0, request.wanted)
      : request.wanted.nearest.flatMap((moment) => nearest(values, moment) ?? []);
  }

  async structures(
    { testId, key, wanted }: Parameters<ExecutionReader['structures']>[0],
    before: Date,
  ): Promise<readonly PastStructure[]> {
    const found = this.measured(testId, before).flatMap(({ execution, structures, measuredAt }) =>
      structures
        .filter((one) => one.key === key)
        .map(({ structure }) => ({ executionId: execution.id, measuredAt, value: structure! })),
    );
    return 'last' in wanted
      ? found.slice(0, wanted.last)
      : found.filter(({ executionId }) => executionId === wanted.executionId);
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

  /** What executions of a test measured before `before`, newest first. */
  private measured(testId: TestId, before: Date) {
    return this.executions
      .newestFirst()
      .flatMap(({ execution, structures }) => {
        const { result } = execution;
        return execution.testId === testId && result && isMeasured(result) && result.measuredAt! < before
          ? [{ execution, structures, measuredAt: result.measuredAt! }]
          : [];
      })
      .sort((a, b) => b.measuredAt.getTime() - a.measuredAt.getTime());
  }

  private newestFirst(): Execution[] {
    return this.executions.newestFirst().map(({ execution }) => execution);
  }
}

const isAmong = (metrics: readonly MeasuredMetric[], name: string, key: string): boolean =>
  metrics.some((one) => one.name === name && one.key === key);

/** `values` are newest first. */
function nearest(values: readonly PastValue[], { at, from, to }: Moment): PastValue | null {
  const distance = ({ measuredAt }: PastValue) => Math.abs(measuredAt.getTime() - at.getTime());
  return values
    .filter(({ measuredAt, value }) => value !== null && measuredAt >= from && measuredAt < to)
    .reduce<PastValue | null>((best, one) => (best && distance(best) <= distance(one) ? best : one), null);
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
