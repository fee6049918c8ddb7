import type { Statement } from '../../core/sql/dialect.ts';
import type { Snapshot } from '../../ports/connector.ts';

/** A probe plans a statement and reads no row. */
const LIMITS = { statementTimeoutMs: 5000, lockTimeoutMs: 2000 };

/** Why the database does not accept a probe, in its words, or null. */
export async function probeProblem(snapshot: Snapshot, probe: Statement): Promise<string | null> {
  const outcome = await snapshot.send(probe, LIMITS);
  return outcome.kind === 'failed' ? outcome.reason.message : null;
}
