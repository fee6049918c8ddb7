import { Unavailable } from '../../core/errors.ts';
import type { ExecutionResult } from '../../core/execution.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { Claim } from '../../ports/execution-ledger.ts';

/** What may be over in a moment: a restart, a fail-over, all connections taken. */
const passing: ReadonlySet<string> = new Set<Unmeasured['code']>(['UNREACHABLE', 'CONNECTION_LOST']);

/**
 * Throws `Unavailable`, so that the queue tries again, when no test of a scheduled run could be measured because the
 * source was away. Whoever started a run by hand hears of it at once.
 */
export function throwIfWorthWaiting(claims: readonly Claim[], results: readonly ExecutionResult[]): void {
  const [first] = results;
  const isScheduled = claims.every(({ execution }) => execution.trigger === 'schedule');
  const isAway = ({ errorCode }: ExecutionResult) => errorCode !== null && passing.has(errorCode);
  if (first?.errorCode && isScheduled && results.every(isAway))
    throw new Unavailable(first.message, first.errorCode);
}
