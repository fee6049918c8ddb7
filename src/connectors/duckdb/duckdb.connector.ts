import type { ConnectionTarget } from '../../core/connection.ts';
import { knownDurationMs } from '../../core/duration.ts';
import {
  Connector,
  SourceUnavailable,
  type ConnectionReport,
  type DatasetEntry,
  type Snapshot,
  type StatementLimits,
} from '../../ports/connector.ts';
import { SessionPool } from '../session-pool.ts';
import type { SourceNetwork } from '../source-network.ts';
import { DuckDBDialect } from './dialect.ts';
import { Engines } from './engines.ts';
import { openingFailure } from './failures.ts';
import { FilterGuard } from './filter-guard.ts';
import { loginOf, type Login } from './login.ts';
import { placeOf } from './places.ts';
import { Session } from './session.ts';
import { duckdbSecrets, duckdbSettings } from './settings.ts';
import { DuckDBSnapshot } from './snapshot.ts';
import { Turnstile } from './turnstile.ts';

interface Options {
  readonly signal: AbortSignal;
  readonly purpose: string;
}

/** A statement takes one of the four threads that Node has for everything, name look-ups and files included. */
const STATEMENTS_AT_A_TIME = 3;

/** CSV, Parquet and JSON files and DuckDB databases, read by a DuckDB inside of this program. */
export class DuckDBConnector extends Connector {
  readonly engine = 'duckdb';
  readonly dialect = new DuckDBDialect();
  readonly settings = duckdbSettings;
  readonly secrets = duckdbSecrets;
  readonly identitySettings = ['path', 'endpoint'];
  readonly #engines = new Engines();
  readonly #guard = new FilterGuard();
  readonly #turnstile = new Turnstile(STATEMENTS_AT_A_TIME);
  readonly #sessions = new SessionPool<Login, Session>({ loginOf, open: (login) => this.#open(login) });

  /** Local files are read only in these folders and what is in them. */
  constructor(
    private readonly allowedPaths: readonly string[],
    private readonly network: SourceNetwork,
  ) {
    super();
  }

  async verify(target: ConnectionTarget): Promise<ConnectionReport> {
    const timeoutMs = knownDurationMs(target.limits.connectTimeout);
    const limits = { ...target.limits, statementTimeout: target.limits.connectTimeout };
    const options = { signal: AbortSignal.timeout(timeoutMs), purpose: 'verify' };
    const startedAt = performance.now();
    try {
      const engineVersion = await this.#within({ ...target, limits }, options, async (snapshot) => {
        // a bucket is not asked for anything before
        await snapshot.datasets({ limit: 1, after: null });
        return snapshot.engineVersion;
      });
      const latencyMs = performance.now() - startedAt;
      // whatever the user of this program may write: DuckDB opens what it reads for reading only
      return {
        reachable: true,
        problem: null,
        engineVersion,
        latencyMs,
        canWrite: false,
        writePrivileges: [],
        grants: null,
      };
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      const unknown = {
        engineVersion: null,
        latencyMs: null,
        canWrite: null,
        writePrivileges: [],
        grants: null,
      };
      return { reachable: false, problem: error.reason, ...unknown };
    }
  }

  datasets(
    target: ConnectionTarget,
    page: { readonly limit: number; readonly after: string | null },
  ): Promise<readonly DatasetEntry[]> {
    const options = { signal: new AbortController().signal, purpose: 'datasets' };
    return this.#within(target, options, (snapshot) => snapshot.datasets(page));
  }

  filterProblem(filter: string): Promise<string | null> {
    return this.#guard.problemOf(filter);
  }

  withSnapshot<T>(
    target: ConnectionTarget,
    options: Options,
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    return this.#within(target, options, work);
  }

  async close(): Promise<void> {
    await this.#sessions.close();
    await this.#guard.close();
    await this.#engines.close();
  }

  async #within<T>(
    target: ConnectionTarget,
    { signal }: Options,
    work: (snapshot: DuckDBSnapshot) => Promise<T>,
  ): Promise<T> {
    const lease = await this.#sessions.acquire(target, signal, false);
    const snapshot = new DuckDBSnapshot(lease.session, {
      limits: limitsOf(target),
      signal,
      turnstile: this.#turnstile,
    });
    try {
      return await work(snapshot);
    } finally {
      await snapshot.close();
      await lease.release();
    }
  }

  async #open(login: Login): Promise<Session> {
    const takenAt = new Date();
    const place = await placeOf(login.settings.path, this.allowedPaths);
    await this.#checkEndpoint(login.settings);
    try {
      return await Session.open(await this.#engines.open(login, place), place, takenAt);
    } catch (error) {
      throw new SourceUnavailable(openingFailure(error), { cause: error });
    }
  }

  /** DuckDB resolves the name again by itself: what is refused here is what it means now. */
  async #checkEndpoint({ endpoint }: Login['settings']): Promise<void> {
    const problem =
      endpoint === undefined ? null : await this.network.hostProblem(endpoint.replace(/:\d+$/, ''));
    if (problem !== null) throw new SourceUnavailable({ code: 'UNREACHABLE', message: problem });
  }
}

const limitsOf = ({ limits }: ConnectionTarget): StatementLimits => ({
  statementTimeoutMs: knownDurationMs(limits.statementTimeout),
  lockTimeoutMs: knownDurationMs(limits.lockTimeout),
});
