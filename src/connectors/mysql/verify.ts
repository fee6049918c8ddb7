import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import { SourceUnavailable, type ConnectionReport, type StatementLimits } from '../../ports/connector.ts';
import { statementFailure } from './failures.ts';
import type { SourceNetwork } from '../source-network.ts';
import { grantScriptOf } from './grant-script.ts';
import { loginOf } from './login.ts';
import { grantsStatement, roleGrants, rolesOf, writePrivilegesOf } from './privileges.ts';
import { openSession, type Row, type Session } from './session.ts';
import { MysqlSnapshot } from './snapshot.ts';

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
    const snapshot = await MysqlSnapshot.open(session, { login, limits, signal, purpose: 'verify' });
    try {
      const ping = await snapshot.send({ text: 'SELECT 1', parameters: [] }, limits);
      const writePrivileges = await writePrivilegesIn(session, snapshot, limits);
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

/** Roles count whether they are active or not: any statement could set them. */
async function writePrivilegesIn(
  session: Session,
  snapshot: MysqlSnapshot,
  limits: StatementLimits,
): Promise<readonly string[]> {
  const own = await snapshot.send(grantsStatement, limits);
  if (own.kind === 'failed') throw new SourceUnavailable(own.reason);
  const grants: Row[] = [...own.rows];
  for (const role of rolesOf(own.rows)) {
    const { command, statement } = roleGrants(role, snapshot.vendor);
    if (command !== null) await session.command(command).catch(rethrowAsUnavailable);
    const rights = await snapshot.send(statement, limits);
    if (rights.kind === 'failed') throw new SourceUnavailable(rights.reason);
    grants.push(...rights.rows);
  }
  return writePrivilegesOf(grants);
}

function rethrowAsUnavailable(error: unknown): never {
  throw new SourceUnavailable(statementFailure(error), { cause: error });
}
