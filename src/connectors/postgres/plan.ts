import type { StatementEstimate } from '../../core/source-limits.ts';

interface Plan {
  readonly 'Total Cost'?: unknown;
  readonly 'Plan Rows'?: unknown;
  readonly Plans?: readonly Plan[];
}

/** From the JSON of EXPLAIN. */
export function estimateOf(json: string): StatementEstimate {
  const [explained] = JSON.parse(json) as readonly { readonly Plan?: Plan }[];
  const plan = explained?.Plan;
  const cost = plan?.['Total Cost'];
  const waiting = plan ? [plan] : [];
  let rows: number | null = null;
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const here = node['Plan Rows'];
    if (typeof here === 'number') rows = Math.max(rows ?? 0, here);
    waiting.push(...(node.Plans ?? []));
  }
  return { cost: typeof cost === 'number' ? cost : null, rows };
}
