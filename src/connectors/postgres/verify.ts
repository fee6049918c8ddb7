import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import { SourceUnavailable, type ConnectionReport, type StatementLimits } from '../../ports/connector.ts';
import type { SourceNetwork } from '../source-network.ts';
import { grantScriptOf, grantScriptStatement } from './grant-script.ts';
import { loginOf } from './login.ts';
import { writePrivilegesOf, writePrivilegesStatement } from './privileges.ts';
import { openSession } from './session.ts';
import { PostgresSnapshot } from './snapshot.ts';

/** Logs in anew, as somebody who was never there, and asks what the login may do. Takes about `connectTimeout` at most. */
export async function verifyConnection(
  target: ConnectionTarget,
  network: SourceNetwork,
): Promise<ConnectionReport> {
  try {
    return await examine(target, network);
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    return {
      reachable: false,
      problem: error.reason,
      engineVersion: null,
      latencyMs: null,
      canWrite: null,
      writePrivileges: [],
      grants: null,
    };
  }
}

async function examine(target: ConnectionTarget, network: SourceNetwork): Promise<ConnectionReport> {
  const login = loginOf(target, network);
  const timeoutMs = knownDurationMs(target.limits.connectTimeout);
  const limits: StatementLimits = { statementTimeoutMs: timeoutMs, lockTimeoutMs: timeoutMs };
  const signal = AbortSignal.timeout(timeoutMs);
  const session = await openSession(login);
  try {
    const snapshot = await PostgresSnapshot.open(session, { login, limits, signal, purpose: 'verify' });
    try {
      const ping = await snapshot.send({ text: 'SELECT 1', parameters: [] }, limits);
      const rights = await snapshot.send(writePrivilegesStatement, limits);
      if (rights.kind === 'failed') throw new SourceUnavailable(rights.reason);
      const grants = await snapshot.send(grantScriptStatement, limits);
      if (grants.kind === 'failed') throw new SourceUnavailable(grants.reason);
      const writePrivileges = writePrivilegesOf(rights.rows);
      return {
        reachable: true,
        problem: null,
        engineVersion: snapshot.engineVersion,
        latencyMs: ping.durationMs,
        canWrite: writePrivileges.length > 0,
        writePrivileges,
        grants: grantScriptOf(grants.rows),
      };
    } finally {
      await snapshot.close();
    }
  } finally {
    await session.close();
  }
}
