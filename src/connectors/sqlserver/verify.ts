import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import { SourceUnavailable, type ConnectionReport, type StatementLimits } from '../../ports/connector.ts';
import type { SourceNetwork } from '../source-network.ts';
import { grantScriptOf } from './grant-script.ts';
import { loginOf } from './login.ts';
import { writePrivilegesOf, writePrivilegesStatement } from './privileges.ts';
import { Session } from './session.ts';
import { SqlServerSnapshot } from './snapshot.ts';

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
  const connectTimeoutMs = knownDurationMs(target.limits.connectTimeout);
  const limits: StatementLimits = { statementTimeoutMs: connectTimeoutMs, lockTimeoutMs: connectTimeoutMs };
  const signal = AbortSignal.timeout(connectTimeoutMs);
  const session = await Session.open(login, 'verify');
  try {
    const options = { limits, connectTimeoutMs, signal, purpose: 'verify' };
    const snapshot = await SqlServerSnapshot.open(session, options);
    try {
      const ping = await snapshot.send({ text: 'SELECT 1 AS one', parameters: [] }, limits);
      const rights = await snapshot.send(writePrivilegesStatement, limits);
      if (rights.kind === 'failed') throw new SourceUnavailable(rights.reason);
      const writePrivileges = writePrivilegesOf(rights.rows);
      return {
        reachable: true,
        problem: null,
        engineVersion: snapshot.engineVersion,
        latencyMs: ping.durationMs,
        canWrite: writePrivileges.length > 0,
        writePrivileges,
        grants: grantScriptOf(login.settings),
      };
    } finally {
      await snapshot.close();
    }
  } finally {
    await session.close();
  }
}
