import { countAll } from '../../core/sql/expression.ts';
import type { OpenSnapshot } from './paired-snapshots.ts';

/** Well below the time after which engines give up a transaction in which nothing happens. */
const EVERY_MS = 20_000;
const LIMITS = { statementTimeoutMs: 10_000, lockTimeoutMs: 1000 };

/**
 * Sends a statement that reads nothing every now and then, so that a snapshot lives on while the work waits for another
 * database. Whatever it answers is of no interest: when the snapshot is lost, the next real statement says so.
 */
export async function keptAwake<T>(
  { connector, snapshot }: OpenSnapshot,
  work: () => Promise<T>,
): Promise<T> {
  const statement = connector.dialect.renderScalarSelect({
    dataset: { schema: '', table: '' },
    filter: null,
    source: { kind: 'nothing', sql: '' },
    expressions: [countAll],
  });
  let pending: Promise<unknown> = Promise.resolve();
  let isPending = false;
  const timer = setInterval(() => {
    // behind a long statement of the snapshot there is no need for more than one
    if (isPending) return;
    isPending = true;
    pending = snapshot.send(statement, LIMITS).finally(() => (isPending = false));
  }, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await pending;
  }
}
