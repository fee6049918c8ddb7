import type { ConnectionTarget } from '../../core/connection.ts';
import type { DatasetName } from '../../core/dataset.ts';
import { knownDurationMs } from '../../core/duration.ts';
import type { SourceLoad } from '../../core/source-limits.ts';
import {
  Connector,
  SourceUnavailable,
  type ConnectionReport,
  type DatasetEntry,
  type Snapshot,
  type StatementLimits,
} from '../../ports/connector.ts';
import { SessionPool, type Lease } from '../session-pool.ts';
import type { SourceNetwork } from '../source-network.ts';
import { datasetsOf, datasetsStatement } from './catalogue.ts';
import { PostgresDialect } from './dialect.ts';
import { filterProblem } from './filter-guard.ts';
import { loadOf, loadStatement } from './load.ts';
import { loginOf, type Login } from './login.ts';
import { openSession, type Session } from './session.ts';
import { postgresSecrets, postgresSettings } from './settings.ts';
import { PostgresSnapshot } from './snapshot.ts';
import { verifyConnection } from './verify.ts';

interface Options {
  readonly signal: AbortSignal;
  readonly purpose: string;
  /** Whose columns the work will ask for first, when it is known: that saves a round trip. */
  readonly dataset?: DatasetName | null;
}

/** PostgreSQL 12 and later. */
export class PostgresConnector extends Connector {
  readonly engine = 'postgres';
  readonly dialect = new PostgresDialect();
  readonly settings = postgresSettings;
  readonly secrets = postgresSecrets;
  readonly identitySettings = ['host', 'port', 'user', 'tls'];
  override readonly keeps = ['maxCost', 'maxEstimatedRows', 'maxActiveSessions', 'maxReplicaLag'] as const;
  readonly #sessions = new SessionPool<Login, Session>({
    loginOf: (target) => loginOf(target, this.network),
    open: openSession,
  });

  constructor(private readonly network: SourceNetwork) {
    super();
  }

  verify(target: ConnectionTarget): Promise<ConnectionReport> {
    return verifyConnection(target, this.network);
  }

  datasets(
    target: ConnectionTarget,
    page: { readonly limit: number; readonly after: string | null },
  ): Promise<readonly DatasetEntry[]> {
    const options = { signal: new AbortController().signal, purpose: 'datasets' };
    return this.withSnapshot(target, options, async (snapshot) => {
      const outcome = await snapshot.send(datasetsStatement(page), limitsOf(target));
      if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
      return datasetsOf(outcome.rows);
    });
  }

  override load(target: ConnectionTarget, options: Options): Promise<SourceLoad> {
    return this.withSnapshot(target, options, async (snapshot) => {
      const outcome = await snapshot.send(loadStatement, limitsOf(target));
      if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
      return loadOf(outcome.rows);
    });
  }

  filterProblem(filter: string): Promise<string | null> {
    return filterProblem(filter);
  }

  async withSnapshot<T>(
    target: ConnectionTarget,
    options: Options,
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    const { snapshot, lease } = await this.#open(target, options);
    try {
      return await work(snapshot);
    } finally {
      await snapshot.close();
      await lease.release();
    }
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  /** A session that was kept open may have died unnoticed: then it is tried once more with a new one. */
  async #open(
    target: ConnectionTarget,
    options: Options,
  ): Promise<{ readonly snapshot: PostgresSnapshot; readonly lease: Lease<Login, Session> }> {
    for (let mayReuse = true; ; mayReuse = false) {
      const lease = await this.#sessions.acquire(target, options.signal, mayReuse);
      try {
        const { login, session } = lease;
        const limits = limitsOf(target);
        return { snapshot: await PostgresSnapshot.open(session, { login, limits, ...options }), lease };
      } catch (error) {
        await lease.release();
        const isLost = error instanceof SourceUnavailable && error.reason.code !== 'CANCELLED';
        if (!lease.isReused || !isLost) throw error;
      }
    }
  }
}

const limitsOf = ({ limits }: ConnectionTarget): StatementLimits => ({
  statementTimeoutMs: knownDurationMs(limits.statementTimeout),
  lockTimeoutMs: knownDurationMs(limits.lockTimeout),
});
