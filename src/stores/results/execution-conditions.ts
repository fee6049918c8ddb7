import { timeOfId } from '../../core/ids.ts';
import type { ExecutionFilter } from '../../ports/execution-reader.ts';
import { positionOf } from './execution-cursor.ts';
import { instantParameter, textParameter } from './parameters.ts';
import type { Parameter } from './sql.ts';

/** A filter and a cursor as a WHERE clause with its parameters. Throws `MalformedCursor`. */
export function conditionsOf(filter: ExecutionFilter, cursor: string | null) {
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
