import type { Scope } from './scope.ts';

/** The bin among edges of which `before` are known to be at or below, found by halving. */
export function binSql(number: string, edges: readonly string[], before: number, scope: Scope): string {
  if (edges.length === 0) return String(before);
  const middle = Math.floor(edges.length / 2);
  return (
    `CASE WHEN ${number} < CAST(${scope.bind(edges[middle]!)} AS DOUBLE)` +
    ` THEN ${binSql(number, edges.slice(0, middle), before, scope)}` +
    ` ELSE ${binSql(number, edges.slice(middle + 1), before + middle + 1, scope)} END`
  );
}
