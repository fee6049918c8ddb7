import type { StatementEstimate } from '../../core/source-limits.ts';

type Tree = { readonly [field: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** From the JSON of EXPLAIN. MySQL tells costs, MariaDB from 11.0 on. */
export function estimateOf(json: string): StatementEstimate {
  const explained: unknown = JSON.parse(json);
  const block = isTree(explained) && isTree(explained['query_block']) ? explained['query_block'] : {};
  const costs = isTree(block['cost_info']) ? block['cost_info']['query_cost'] : block['cost'];
  const cost = costs === undefined ? null : Number(costs);
  return { cost: Number.isFinite(cost) ? cost : null, rows: largestStep(explained) };
}

/** The tables of a nested loop are read again for each row of those before them. */
function largestStep(root: unknown): number {
  let largest = 0;
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (!isTree(value)) continue;
    waiting.push(...Object.values(value));
    const steps = Array.isArray(value['nested_loop'])
      ? (value['nested_loop'] as readonly unknown[])
      : [value];
    let outer = 1;
    for (const step of steps) {
      const table = tableOf(step);
      const rows = Number(table?.['rows'] ?? table?.['rows_examined_per_scan'] ?? 0);
      largest = Math.max(largest, outer * rows);
      outer *= Math.max(1, rows * (Number(table?.['filtered'] ?? 100) / 100));
    }
  }
  return largest;
}

/** What the engine says of how a table is joined stands around it. */
function tableOf(step: unknown): Tree | null {
  const waiting: unknown[] = [step];
  while (waiting.length > 0) {
    const value = waiting.shift();
    if (!isTree(value)) continue;
    if (isTree(value['table'])) return value['table'];
    for (const [field, child] of Object.entries(value)) if (field !== 'query_block') waiting.push(child);
  }
  return null;
}
