import { knownDurationMs } from '../../core/duration.ts';
import { Postponed } from '../../core/jobs.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import { tooBusy } from '../../core/source-limits.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';

/** How soon a run looks again whether the database has become calmer. */
const AGAIN_MS = 10_000;

interface Waiting {
  readonly signal: AbortSignal;
  readonly purpose: string;
  /** Since the run was asked for. */
  readonly waitedMs: number;
}

/**
 * The connection, or why it must not be used now: its database is busier than the connection allows, and the run has
 * waited for as long as it may. Before that it throws `Postponed`, so that the run comes back later and holds nobody up
 * meanwhile. Asks only where there is such a limit.
 */
export async function whenCalm(
  opened: OpenedConnection,
  { signal, purpose, waitedMs }: Waiting,
): Promise<OpenedConnection | Unmeasured> {
  const { connector, target } = opened;
  const { backOff } = target.limits;
  if (!backOff) return opened;
  try {
    const load = await connector.load?.(target, { signal, purpose });
    const busy = tooBusy(target.limits, load ?? { activeSessions: null, replicaLagMs: null });
    if (!busy) return opened;
    const patienceMs = knownDurationMs(backOff.patience);
    if (waitedMs < patienceMs) throw new Postponed(Math.min(AGAIN_MS, patienceMs - waitedMs));
    return busy;
  } catch (error) {
    if (error instanceof SourceUnavailable) return error.reason;
    throw error;
  }
}
