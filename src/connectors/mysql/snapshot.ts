import type { Column } from '../../core/columns.ts';
import type { DatasetName } from '../../core/dataset.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import {
  SourceUnavailable,
  type Snapshot,
  type StatementLimits,
  type StatementOutcome,
} from '../../ports/connector.ts';
import { attributed } from '../attributed.ts';
import { runInterruptibly, type Ending } from '../interruption.ts';
import { columnsOf, columnsStatement, estimateStatement } from './catalogue.ts';
import { errorNumberOf, statementFailure } from './failures.ts';
import type { Login } from './login.ts';
import { estimateOf } from './plan.ts';
import { limitsCommand, openSnapshot, type SnapshotFacts, type Vendor } from './read-only-transaction.ts';
import { Session, type Row } from './session.ts';

/** How long after its own time-out a statement may still take to answer. */
const GRACE_MS = 5000;

export interface SnapshotOptions {
  readonly login: Login;
  readonly limits: StatementLimits;
  readonly signal: AbortSignal;
  readonly purpose: string;
}

/** A READ ONLY transaction of one session. Statements asked for at the same time go one after the other. */
export class MysqlSnapshot implements Snapshot {
  readonly engineVersion: string;
  readonly takenAt: Date;
  #queue: Promise<unknown> = Promise.resolve();
  #wasInterrupted = false;
  /** Those that the session has now. */
  #limits: StatementLimits;

  private constructor(
    private readonly session: Session,
    private readonly facts: SnapshotFacts,
    private readonly options: SnapshotOptions,
  ) {
    this.engineVersion = facts.engineVersion;
    this.takenAt = facts.takenAt;
    this.#limits = options.limits;
  }

  /** Throws `SourceUnavailable`; the session is then not usable any more. */
  static async open(session: Session, options: SnapshotOptions): Promise<MysqlSnapshot> {
    const { login, limits, signal } = options;
    const cut = () => session.cut();
    const opened = await runInterruptibly(() => openSnapshot(session, limits), {
      signal,
      deadlineMs: login.connectTimeoutMs,
      cancel: async () => cut(),
      cut,
    });
    if (opened.value) return new MysqlSnapshot(session, opened.value, options);
    cut();
    const reason =
      interruptionOf(opened, 'the session did not answer in time') ?? statementFailure(opened.error);
    throw new SourceUnavailable(reason, { cause: opened.error });
  }

  get vendor(): Vendor {
    return this.facts.vendor;
  }

  async columns(dataset: DatasetName): Promise<readonly Column[] | null> {
    return columnsOf(await this.#readCatalogue(columnsStatement(dataset)));
  }

  async estimatedRows(dataset: DatasetName): Promise<number | null> {
    const [[estimate = null] = []] = await this.#readCatalogue(estimateStatement(dataset));
    return estimate === null ? null : Number(estimate);
  }

  async estimate({ text, parameters }: Statement, limits: StatementLimits) {
    const outcome = await this.send({ text: `EXPLAIN FORMAT=JSON ${text}`, parameters }, limits);
    return outcome.kind === 'failed' ? outcome.reason : estimateOf(outcome.rows[0]?.[0] ?? '{}');
  }

  send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    const sent = this.#queue.then(() => this.#send(statement, limits));
    this.#queue = sent;
    return sent;
  }

  async #readCatalogue(statement: Statement): Promise<readonly Row[]> {
    const outcome = await this.send(statement, this.options.limits);
    if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
    return outcome.rows;
  }

  /** Rolls back and makes the session as good as new; else it is cut or closed. */
  async close(): Promise<void> {
    await this.#queue;
    // a KILL that was sent may still arrive: it must not meet somebody else's statement
    if (this.#wasInterrupted) return this.session.close();
    const impatience = setTimeout(() => this.session.cut(), GRACE_MS);
    try {
      await this.session.reset();
    } catch {
      this.session.cut(); // which ends the transaction as well
    } finally {
      clearTimeout(impatience);
    }
  }

  async #send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    const startedAt = performance.now();
    const failed = (reason: Unmeasured): StatementOutcome => ({
      kind: 'failed',
      reason,
      durationMs: performance.now() - startedAt,
    });
    if (this.options.signal.aborted) return failed(CANCELLED);
    if (!READS.test(statement.text)) return failed(NO_READING);
    const text = attributed(statement.text, this.options.purpose);
    const ending = await runInterruptibly(
      async () => {
        await this.#keepTo(limits);
        return this.session.rows({ text, parameters: statement.parameters });
      },
      {
        signal: this.options.signal,
        deadlineMs: limits.statementTimeoutMs + GRACE_MS,
        cancel: () => killStatement(this.options.login, this.session.id),
        cut: () => this.session.cut(),
      },
    );
    this.#wasInterrupted ||= ending.interruptedBy !== null;
    const durationMs = performance.now() - startedAt;
    // some functions answer when they are interrupted, as if they had come to an end
    const isLate = durationMs >= limits.statementTimeoutMs;
    if (ending.value && ending.interruptedBy === null && !isLate)
      return { kind: 'rows', rows: ending.value, durationMs };
    const interruption = interruptionOf(ending, tookLonger(limits));
    if (interruption || !ending.error)
      return failed(interruption ?? { code: 'TIME_OUT', message: tookLonger(limits) });
    return failed(reasonOf(ending.error, limits));
  }

  async #keepTo(limits: StatementLimits): Promise<void> {
    const { statementTimeoutMs, lockTimeoutMs } = this.#limits;
    if (limits.statementTimeoutMs === statementTimeoutMs && limits.lockTimeoutMs === lockTimeoutMs) return;
    await this.session.command(limitsCommand(limits, this.facts.vendor));
    this.#limits = limits;
  }
}

/** A transaction that is read-only can be ended, and the session be made writable, but not from inside of these. */
const READS = /^(SELECT|EXPLAIN FORMAT=JSON SELECT|SHOW GRANTS)\b/;

const NO_READING: Unmeasured = { code: 'INVALID_SQL', message: 'only statements that read are sent' };

const CANCELLED: Unmeasured = { code: 'CANCELLED', message: 'the run was cancelled' };

function interruptionOf(ending: Ending<unknown>, late: string): Unmeasured | null {
  if (ending.interruptedBy === null) return null;
  return ending.interruptedBy === 'signal' ? CANCELLED : { code: 'TIME_OUT', message: late };
}

/** The server tells whose time-out it was, but not how long it was. */
function reasonOf(error: unknown, limits: StatementLimits): Unmeasured {
  const number = errorNumberOf(error);
  if (number === MARIADB_TIME_OUT || number === MYSQL_TIME_OUT)
    return { code: 'TIME_OUT', message: tookLonger(limits) };
  if (number === LOCK_TIME_OUT)
    return {
      code: 'LOCK_TIME_OUT',
      message: `another session held a lock on the dataset for longer than the ${inTime(limits.lockTimeoutMs)} allowed`,
    };
  return statementFailure(error);
}

const MARIADB_TIME_OUT = 1969;
const MYSQL_TIME_OUT = 3024;
const LOCK_TIME_OUT = 1205;

const tookLonger = (limits: StatementLimits) =>
  `the statement took longer than the ${inTime(limits.statementTimeoutMs)} allowed`;

const inTime = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** From a second connection, for the first one is busy with the statement. A login may always stop its own. */
async function killStatement(login: Login, id: number): Promise<void> {
  const session = await Session.open({
    ...login,
    connectTimeoutMs: Math.min(login.connectTimeoutMs, GRACE_MS),
  });
  try {
    await session.command(`KILL QUERY ${id}`);
  } finally {
    await session.close();
  }
}
