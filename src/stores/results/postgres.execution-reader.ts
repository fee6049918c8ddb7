import type { Execution, ExecutionStatus } from '../../core/execution.ts';
import { isId, timeOfId, type ExecutionId, type RunId, type TestId } from '../../core/ids.ts';
import type { PastStructure, PastValue, PastWanted } from '../../core/kinds/kind.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import type { KeptSample } from '../../core/verdict/samples.ts';
import { ExecutionReader, type ExecutionFilter, type LatestVerdict } from '../../ports/execution-reader.ts';
import { cursorOf } from './execution-cursor.ts';
import { conditionsOf } from './execution-conditions.ts';
import { EXECUTION_COLUMNS, executionOf, type ExecutionRow } from './execution-row.ts';
import * as statements from './reader-statements.ts';
import { instantParameter, textParameter } from './parameters.ts';
import type { Sql } from './sql.ts';

/** Look-ups by the id of an execution or a run read one partition: the id carries `queued_at`. */
export class PostgresExecutionReader extends ExecutionReader {
  constructor(private readonly sql: Sql) {
    super();
  }

  async get(id: ExecutionId): Promise<Execution | null> {
    const [row] = await this.sql.rows<ExecutionRow>(statements.get, [id, instantParameter(timeOfId(id))]);
    return row ? executionOf(row) : null;
  }

  async sample(id: ExecutionId): Promise<KeptSample | null> {
    const rows = await this.sql.rows<SampleRow>(statements.sample, [id, instantParameter(timeOfId(id))]);
    const [first] = rows;
    return first
      ? { columns: first.columns, rows: rows.map(({ row }) => row), expiresAt: first.expires_at }
      : null;
  }

  async list(filter: ExecutionFilter, page: PageRequest): Promise<Page<Execution>> {
    const { where, parameters } = conditionsOf(filter, page.cursor);
    // without a name: every combination of conditions deserves its own plan
    const rows = await this.sql.rows<ExecutionRow>(
      `SELECT ${EXECUTION_COLUMNS} FROM plumbline.test_executions
        WHERE ${where} ORDER BY queued_at DESC, id DESC LIMIT $${parameters.length + 1}`,
      [...parameters, page.limit + 1],
    );
    const items = rows.slice(0, page.limit).map(executionOf);
    const last = items.at(-1);
    return { items, nextCursor: last && rows.length > page.limit ? cursorOf(last) : null };
  }

  async ofRun(runId: RunId): Promise<readonly Execution[]> {
    const rows = await this.sql.rows<ExecutionRow>(statements.ofRun, [
      runId,
      instantParameter(timeOfId(runId)),
    ]);
    return rows.map(executionOf);
  }

  async history(
    { testId, key, wanted }: { readonly testId: TestId; readonly key: string; readonly wanted: PastWanted },
    before: Date,
  ): Promise<readonly PastValue[]> {
    const parameters = [testId, textParameter(key), instantParameter(before)];
    const rows =
      typeof wanted === 'number'
        ? await this.sql.rows<HistoryRow>(statements.history, [...parameters, wanted])
        : await this.sql.rows<HistoryRow>(statements.nearest, [
            ...parameters,
            ...(['at', 'from', 'to'] as const).map((end) =>
              wanted.nearest.map((moment) => instantParameter(moment[end])),
            ),
          ]);
    return rows.map(({ measured_at, value }) => ({ measuredAt: measured_at, value }));
  }

  async structures(
    { testId, key, wanted }: Parameters<ExecutionReader['structures']>[0],
    before: Date,
  ): Promise<readonly PastStructure[]> {
    const parameters = [testId, textParameter(key), instantParameter(before)];
    if ('last' in wanted)
      return this.sql.rows<PastStructure>(statements.lastStructures, [...parameters, wanted.last]);
    if (!isId(wanted.executionId)) return [];
    const queuedAt = instantParameter(timeOfId(wanted.executionId as ExecutionId));
    return this.sql.rows<PastStructure>(statements.structureOf, [
      ...parameters,
      wanted.executionId,
      queuedAt,
    ]);
  }

  async latest(testIds: readonly TestId[]): Promise<readonly LatestVerdict[]> {
    return this.sql.rows<LatestVerdict>(statements.latest, [testIds]);
  }

  async testsWithStatus(
    status: ExecutionStatus,
    page: { readonly limit: number; readonly after: TestId | null },
  ): Promise<readonly TestId[]> {
    const rows = await this.sql.rows<{ readonly test_id: TestId }>(statements.testsWithStatus, [
      status,
      page.after,
      page.limit,
    ]);
    return rows.map((row) => row.test_id);
  }

  /** A forgotten test stays forgotten: an execution still under way brings no verdict of it back. */
  async forget(testIds: readonly TestId[]): Promise<void> {
    await this.sql.write(statements.forget, [testIds]);
  }
}

interface HistoryRow {
  readonly measured_at: Date;
  readonly value: number | null;
}

interface SampleRow {
  readonly columns: readonly string[];
  readonly row: readonly (string | null)[];
  readonly expires_at: Date;
}
