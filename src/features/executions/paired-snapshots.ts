import type { Unmeasured } from '../../core/metrics/metric.ts';
import { SourceUnavailable, type Snapshot } from '../../ports/connector.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { keptAwake } from './keep-awake.ts';

/** A snapshot and the connection that it is of. */
export interface OpenSnapshot extends OpenedConnection {
  readonly snapshot: Snapshot;
}

interface Asking {
  readonly signal: AbortSignal;
  readonly purpose: string;
}

/**
 * Does work while a snapshot of each of two connections is open. They are opened in the order of their ids: of two runs
 * that want the same two, the second waits for the first with nothing in its hands that the first needs. Answers why
 * one of them cannot be used, and which, instead of throwing `SourceUnavailable`.
 */
export async function withPair<T>(
  here: OpenedConnection,
  there: OpenedConnection,
  options: Asking,
  work: (here: OpenSnapshot, there: OpenSnapshot) => Promise<T>,
): Promise<T | Unmeasured> {
  const [first, second] = here.connection.id < there.connection.id ? [here, there] : [there, here];
  try {
    return await opened(first, options, (a) =>
      opened(second, options, (b) => (first === here ? work(a, b) : work(b, a))),
    );
  } catch (error) {
    if (error instanceof PartnerUnavailable) return error.reason;
    throw error;
  }
}

class PartnerUnavailable extends Error {
  constructor(readonly reason: Unmeasured) {
    super(reason.message);
  }
}

async function opened<T>(
  one: OpenedConnection,
  options: Asking,
  work: (opened: OpenSnapshot) => Promise<T>,
): Promise<T> {
  const { connector, target, connection } = one;
  try {
    return await connector.withSnapshot(target, options, (snapshot) => {
      const open = { ...one, snapshot };
      return keptAwake(open, () => work(open));
    });
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    const { code, message } = error.reason;
    throw new PartnerUnavailable({ code, message: `connection "${connection.name}": ${message}` });
  }
}
