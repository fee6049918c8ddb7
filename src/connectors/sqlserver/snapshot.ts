import { setTimeout as sleep } from 'node:timers/promises';
import type { Column } from '../../core/columns.ts';
import { datasetText, type DatasetName } from '../../core/dataset.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import {
  SourceUnavailable,
  type Snapshot,
  type StatementLimits,
  type StatementOutcome,
} from '../../ports/connector.ts';
import { runInterruptibly, type Ending } from '../interruption.ts';
import { columnsOf, columnsStatement, estimateOf, estimateStatement } from './catalogue.ts';
import { SqlServerDialect } from './dialect.ts';
import { DEADLOCK, errorNumberOf, LOCK_TIME_OUT, statementFailure } from './failures.ts';
import { formOf } from './native-type.ts';
import type { Row, Session } from './session.ts';
import {
  closingBatch,
  lockTimeoutBatch,
  openingBatch,
  preparingBatch,
  serverFactsOf,
  type ServerFacts,
} from './transaction.ts';

/** How long after its time-out a cancelled statement may still take to answer. */
const GRACE_MS = 5000;
/** The waits before a statement that fell victim to a deadlock is sent again, if nothing was measured before it. */
const DEADLOCK_WAITS_MS = [200, 1000, 3000];

/** What a snapshot needs of a session. */
export type Conversation = Pick<Session, 'isUsable' | 'batch' | 'query' | 'cancel' | 'cut'>;

export interface SnapshotOptions {
  readonly limits: StatementLimits;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly purpose: string;
}

/**
 * A transaction of one session that is always rolled back. Statements asked for at the same time go one after the
 * other. A failure may have ended the transaction (SQL Server does so for bad conversions, say): the next statements
 * then see a newer state of the data, but `now` stays.
 */
export class SqlServerSnapshot implements Snapshot {
  readonly engineVersion: string;
  readonly takenAt: Date;
  readonly dialect: SqlServerDialect;
  readonly #columns = new Map<string, readonly Column[]>();
  #queue: Promise<unknown> = Promise.resolve();
  #lockTimeout: string | null = null;
  #hasAnswered = false;

  private constructor(
    private readonly session: Conversation,
    private readonly facts: ServerFacts,
    private readonly now: string,
    private readonly options: SnapshotOptions,
  ) {
    this.engineVersion = facts.engineVersion;
    this.takenAt = new Date(now);
    this.dialect = new SqlServerDialect({
      hasRegularExpressions: facts.hasRegularExpressions,
      hasUtf8: facts.hasUtf8,
      formOf: (dataset, name) => {
        const column = this.#columns.get(datasetText(dataset))?.find((one) => one.name === name);
        return column ? formOf(column.nativeType) : null;
      },
    });
  }

  /** Throws `SourceUnavailable`; the session is then not usable any more. */
  static async open(session: Conversation, options: SnapshotOptions): Promise<SqlServerSnapshot> {
    const cut = () => session.cut();
    const opened = await runInterruptibly(
      async () => {
        const facts = serverFactsOf(await session.batch(preparingBatch(options.purpose)));
        const [[now] = []] = await session.batch(openingBatch(facts));
        return { facts, now: now ?? '' };
      },
      { signal: options.signal, deadlineMs: options.connectTimeoutMs, cancel: async () => cut(), cut },
    );
    if (opened.value) return new SqlServerSnapshot(session, opened.value.facts, opened.value.now, options);
    cut();
    const reason =
      interruptionOf(opened, 'the session did not answer in time') ?? statementFailure(opened.error);
    throw new SourceUnavailable(reason, { cause: opened.error });
  }

  async columns(dataset: DatasetName): Promise<readonly Column[] | null> {
    const columns = columnsOf(await this.#readCatalogue(columnsStatement(dataset)));
    if (columns) this.#columns.set(datasetText(dataset), columns);
    return columns;
  }

  async estimatedRows(dataset: DatasetName): Promise<number | null> {
    return estimateOf(await this.#readCatalogue(estimateStatement(dataset)));
  }

  send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    return this.#inTurn(() => this.#sendPatiently(statement, limits));
  }

  /** Rolls back; a session that does not answer is cut, which ends the transaction as well. */
  async close(): Promise<void> {
    await this.#queue;
    const [[open] = []] = (await this.#ours(closingBatch)) ?? [];
    if (open !== '0') this.session.cut();
  }

  async #readCatalogue(statement: Statement): Promise<readonly Row[]> {
    const outcome = await this.#inTurn(() => this.#send(statement, this.options.limits));
    if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
    return outcome.rows;
  }

  #inTurn<T>(send: () => Promise<T>): Promise<T> {
    const sent = this.#queue.then(send);
    this.#queue = sent.catch(() => null);
    return sent;
  }

  /** Of two deadlocked sessions ours gives way, and goes on when the other is through. */
  async #sendPatiently(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    for (const wait of [...DEADLOCK_WAITS_MS, null]) {
      const outcome = await this.#send(statement, limits);
      if (outcome.kind === 'rows') this.#hasAnswered = true;
      const isRepeatable = outcome.kind === 'failed' && outcome.isDeadlock && !this.#hasAnswered;
      if (!isRepeatable || wait === null) return withoutMark(outcome);
      // an abort wakes it up
      await sleep(wait * (1 + Math.random()), undefined, { signal: this.options.signal }).catch(() => null);
    }
    throw new Error('unreachable');
  }

  async #send(statement: Statement, limits: StatementLimits): Promise<Answer> {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    if (this.options.signal.aborted)
      return { kind: 'failed', reason: CANCELLED, durationMs: 0, isDeadlock: false };
    const ending = await runInterruptibly(
      async () => {
        await this.#limitLocks(limits);
        return this.session.query(statement, this.now);
      },
      {
        signal: this.options.signal,
        deadlineMs: limits.statementTimeoutMs,
        cancel: async () => this.session.cancel(),
        cut: () => this.session.cut(),
      },
    );
    const durationMs = elapsed();
    // an answer that was complete when the time was up is an answer
    if (ending.value) return { kind: 'rows', rows: ending.value, durationMs };
    await this.#recover();
    const reason = interruptionOf(ending, tookLonger(limits)) ?? reasonOf(ending.error, limits);
    return { kind: 'failed', reason, durationMs, isDeadlock: errorNumberOf(ending.error) === DEADLOCK };
  }

  async #limitLocks(limits: StatementLimits): Promise<void> {
    const batch = lockTimeoutBatch(limits);
    if (batch === this.#lockTimeout) return;
    await this.session.batch(batch);
    this.#lockTimeout = batch;
  }

  /** A new transaction in place of one that may have ended; when that fails, later statements answer CONNECTION_LOST. */
  async #recover(): Promise<void> {
    if ((await this.#ours(openingBatch(this.facts))) === null) this.session.cut();
  }

  /** The rows of a batch of our own that must answer soon; null when it does not. */
  async #ours(batch: string): Promise<readonly Row[] | null> {
    if (!this.session.isUsable) return null;
    const impatience = setTimeout(() => this.session.cut(), GRACE_MS);
    try {
      return await this.session.batch(batch);
    } catch {
      return null; // the caller cuts the session, which the next statement tells
    } finally {
      clearTimeout(impatience);
    }
  }
}

type Answer = StatementOutcome & { readonly isDeadlock?: boolean };

const withoutMark = ({ isDeadlock: _, ...outcome }: Answer): StatementOutcome => outcome;

const CANCELLED: Unmeasured = { code: 'CANCELLED', message: 'the run was cancelled' };

function interruptionOf(ending: Ending<unknown>, late: string): Unmeasured | null {
  if (ending.interruptedBy === null) return null;
  return ending.interruptedBy === 'signal' ? CANCELLED : { code: 'TIME_OUT', message: late };
}

/** The server does not tell how long the time-out was. */
function reasonOf(error: unknown, limits: StatementLimits): Unmeasured {
  if (errorNumberOf(error) !== LOCK_TIME_OUT) return statementFailure(error);
  return {
    code: 'LOCK_TIME_OUT',
    message: `another session held a lock on the dataset for longer than the ${inTime(limits.lockTimeoutMs)} allowed`,
  };
}

const tookLonger = (limits: StatementLimits) =>
  `the statement took longer than the ${inTime(limits.statementTimeoutMs)} allowed`;

const inTime = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
