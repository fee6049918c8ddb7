import type { Execution, ExecutionStatus } from '../../core/execution.ts';
import { timeOfId, type ExecutionId, type RunId, type TestId } from '../../core/ids.ts';
import type { PastValue } from '../../core/kinds/kind.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { ExecutionReader, type ExecutionFilter, type LatestVerdict } from '../../ports/execution-reader.ts';
import { cursorOf, positionOf } from './execution-cursor.ts';
import { EXECUTION_COLUMNS, executionOf, type ExecutionRow } from './execution-row.ts';
import { instantParameter, textParameter } from './parameters.ts';
import type { Parameter, Sql } from './sql.ts';

/** Look-ups by the id of an execution or a run read one partition: the id carries `queued_at`. */
export class PostgresExecutionReader extends ExecutionReader {
  constructor(private readonly sql: Sql) {
    super();
  }

  async get(id: ExecutionId): Promise<Execution | null> {
    const [row] = await this.sql.rows<ExecutionRow>(get, [id, instantParameter(timeOfId(id))]);
    return row ? executionOf(row) : null;
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
    const rows = await this.sql.rows<ExecutionRow>(ofRun, [runId, instantParameter(timeOfId(runId))]);
    return rows.map(executionOf);
  }

  async history(
    request: { readonly testId: TestId; readonly key: string; readonly last: number },
    before: Date,
  ): Promise<readonly PastValue[]> {
    const rows = await this.sql.rows<{ readonly measured_at: Date; readonly value: number | null }>(history, [
      request.testId,
      textParameter(request.key),
      instantParameter(before),
      request.last,
    ]);
    return rows.map(({ measured_at, value }) => ({ measuredAt: measured_at, value }));
  }

  async latest(testIds: readonly TestId[]): Promise<readonly LatestVerdict[]> {
    return this.sql.rows<LatestVerdict>(latest, [testIds]);
  }

  async testsWithStatus(
    status: ExecutionStatus,
    page: { readonly limit: number; readonly after: TestId | null },
  ): Promise<readonly TestId[]> {
    const rows = await this.sql.rows<{ readonly test_id: TestId }>(testsWithStatus, [
      status,
      page.after,
      page.limit,
    ]);
    return rows.map((row) => row.test_id);
  }

  /** A forgotten test stays forgotten: an execution still under way brings no verdict of it back. */
  async forget(testIds: readonly TestId[]): Promise<void> {
    await this.sql.write(forget, [testIds]);
  }
}

const get = {
  name: 'reader.get',
  text: `SELECT ${EXECUTION_COLUMNS} FROM plumbline.test_executions
          WHERE queued_at = $2::timestamptz AND id = $1::uuid`,
};

const ofRun = {
  name: 'reader.ofRun',
  text: `SELECT ${EXECUTION_COLUMNS} FROM plumbline.test_executions
          WHERE queued_at = $2::timestamptz AND run_id = $1::uuid
          ORDER BY test_name COLLATE "C", id`,
};

/** Keys can be long, so rows hold their hash. */
const history = {
  name: 'reader.history',
  text: `SELECT measured_at, value FROM plumbline.metric_values
          WHERE test_id = $1::uuid AND key_hash = sha256(convert_to($2, 'UTF8')) AND measured_at < $3::timestamptz
          ORDER BY measured_at DESC, queued_at DESC, execution_id DESC
          LIMIT $4`,
};

const latest = {
  name: 'reader.latest',
  text: `SELECT test_id AS "testId", execution_id AS "executionId", status, finished_at AS "finishedAt"
           FROM plumbline.latest_verdicts WHERE test_id = ANY ($1::uuid[])`,
};

const testsWithStatus = {
  name: 'reader.testsWithStatus',
  text: `SELECT test_id FROM plumbline.latest_verdicts
          WHERE status = $1 AND ($2::uuid IS NULL OR test_id > $2::uuid)
          ORDER BY test_id LIMIT $3`,
};

const forget = {
  name: 'reader.forget',
  text: `WITH dropped AS (DELETE FROM plumbline.latest_verdicts WHERE test_id = ANY ($1::uuid[]))
         INSERT INTO plumbline.forgotten_tests (test_id, forgotten_at)
         SELECT DISTINCT id, clock_timestamp() FROM unnest($1::uuid[]) AS t (id) ORDER BY id
         ON CONFLICT (test_id) DO NOTHING`,
};

function conditionsOf(filter: ExecutionFilter, cursor: string | null) {
  const parameters: Parameter[] = [];
  const conditions: string[] = ['true'];
  const add = (parameter: Parameter | undefined, condition: (placeholder: string) => string) => {
    if (parameter === undefined) return;
    parameters.push(parameter);
    conditions.push(condition(`$${parameters.length}`));
  };
  const instant = (date: Date | undefined) => date && instantParameter(date);

  add(filter.testId, (p) => `test_id = ${p}::uuid`);
  add(filter.runId, (p) => `run_id = ${p}::uuid`);
  add(filter.runId && instant(timeOfId(filter.runId)), (p) => `queued_at = ${p}::timestamptz`);
  add(filter.connectionId, (p) => `connection_id = ${p}::uuid`);
  add(filter.dataset === undefined ? undefined : textParameter(filter.dataset), (p) => `dataset = ${p}`);
  add(filter.status, (p) => `status = ANY (${p}::text[])`);
  add(instant(filter.from), (p) => `queued_at >= ${p}::timestamptz`);
  add(instant(filter.to), (p) => `queued_at < ${p}::timestamptz`);
  if (cursor !== null) {
    const { queuedAt, id } = positionOf(cursor);
    // the first condition names the partitions, which a comparison of rows does not
    add(instant(queuedAt), (p) => `queued_at <= ${p}::timestamptz`);
    const time = `$${parameters.length}`;
    add(id, (p) => `(queued_at, id) < (${time}::timestamptz, ${p}::uuid)`);
  }
  return { where: conditions.join(' AND '), parameters };
}
