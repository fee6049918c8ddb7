import type { ConnectionLimits } from './connection.ts';
import type { Unmeasured } from './metrics/metric.ts';
import { knownDurationMs } from './duration.ts';
import { inNumber } from './words.ts';

/** What the planner of a database expects of a statement; null where it does not tell. */
export interface StatementEstimate {
  /** In the planner's own unit. */
  readonly cost: number | null;
  /** Rows of the largest step. */
  readonly rows: number | null;
}

/** How busy a database is; null where it does not tell. */
export interface SourceLoad {
  /** Sessions of others that run a statement at this moment. */
  readonly activeSessions: number | null;
  /** How far a replica is behind: the one that is connected to, or else the slowest that this server has. */
  readonly replicaLagMs: number | null;
}

/** The limits that not every engine can keep. */
export type GuardedLimit = 'maxCost' | 'maxEstimatedRows' | 'maxActiveSessions' | 'maxReplicaLag';

/** Why a statement is too dear to be sent, or null. What the database does not tell is not taken for cheap. */
export function tooDear(
  { maxCost, maxEstimatedRows }: ConnectionLimits,
  { cost, rows }: StatementEstimate,
): Unmeasured | null {
  const limit = (message: string): Unmeasured => ({ code: 'COST_LIMIT', message });
  if (maxCost !== undefined && cost === null)
    return limit('the server does not tell what a statement costs: set maxEstimatedRows in place of maxCost');
  if (maxCost !== undefined && cost! > maxCost)
    return limit(
      `the database expects the statement to cost ${inNumber(Math.round(cost!))}, more than the ${inNumber(maxCost)} ` +
        'that maxCost of the connection allows: it was not sent',
    );
  if (maxEstimatedRows !== undefined && rows === null)
    return limit('the server does not tell how many rows a statement handles: it was not sent');
  if (maxEstimatedRows !== undefined && rows! > maxEstimatedRows)
    return limit(
      `the database expects a step of the statement to handle ${inNumber(Math.round(rows!))} rows, more than the ` +
        `${inNumber(maxEstimatedRows)} that maxEstimatedRows of the connection allows: it was not sent`,
    );
  return null;
}

/** Why a database is too busy to be asked now, or null. What it does not tell is not taken for calm. */
export function tooBusy(
  { backOff }: ConnectionLimits,
  { activeSessions, replicaLagMs }: SourceLoad,
): Unmeasured | null {
  const busy = (message: string): Unmeasured => ({ code: 'SOURCE_BUSY', message });
  const { maxActiveSessions, maxReplicaLag } = backOff ?? {};
  if (maxActiveSessions !== undefined && activeSessions === null)
    return busy(
      'the login may not see how many sessions are active: grant it the right, or take backOff away',
    );
  if (maxActiveSessions !== undefined && activeSessions! > maxActiveSessions)
    return busy(
      `the database has ${inNumber(activeSessions!)} active sessions, more than the ${inNumber(maxActiveSessions)} ` +
        'that backOff of the connection allows',
    );
  if (maxReplicaLag !== undefined && replicaLagMs === null)
    return busy(
      'the login may not see how far the replica is behind: grant it the right, or take backOff away',
    );
  if (maxReplicaLag !== undefined && replicaLagMs! > knownDurationMs(maxReplicaLag))
    return busy(
      `the replica is ${inNumber(Math.round(replicaLagMs! / 1000))} s behind, more than the ${maxReplicaLag} that backOff ` +
        'of the connection allows',
    );
  return null;
}
