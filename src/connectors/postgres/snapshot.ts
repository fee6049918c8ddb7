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
import {
  columnsOf,
  columnsStatement,
  domainsStatement,
  estimateStatement,
  fewValuesStatement,
  indexedColumnsStatement,
} from './catalogue.ts';
import { effectsProblem, effectsStatement } from './catalogue-guard.ts';
import { sqlStateOf, statementFailure } from './failures.ts';
import type { Login } from './login.ts';
import { estimateOf } from './plan.ts';
import {
  afterFailure,
  closingStatements,
  openingStatements,
  settingsStatement,
  snapshotFactsOf,
  type SnapshotFacts,
} from './read-only-transaction.ts';
import { Session, type Row } from './session.ts';

/** How long after its own time-out a statement may still take to answer. */
const GRACE_MS = 5000;

export interface SnapshotOptions {
  readonly login: Login;
  readonly limits: StatementLimits;
  readonly signal: AbortSignal;
  readonly purpose: string;
  /** Whose columns will be asked for: they are then read with the opening, which saves a round trip. */
  readonly dataset?: DatasetName | null;
}

/** A READ ONLY transaction of one session. Statements asked for at the same time go one after the other. */
export class PostgresSnapshot implements Snapshot {
  readonly engineVersion: string;
  readonly takenAt: Date;
  #queue: Promise<unknown> = Promise.resolve();
  #wasInterrupted = false;
  /** Whether the settings of the opening still hold for sure: nothing but our own reading of the catalogue came after. */
  #isUntouched = true;

  private constructor(
    private readonly session: Session,
    private readonly facts: SnapshotFacts,
    private readonly options: SnapshotOptions,
    /** The columns read with the opening, of `options.dataset`. */
    private readonly columnRows: readonly Row[] | undefined,
  ) {
    this.engineVersion = facts.engineVersion;
    this.takenAt = facts.takenAt;
  }

  /** Throws `SourceUnavailable`; the session is then not usable any more. */
  static async open(session: Session, options: SnapshotOptions): Promise<PostgresSnapshot> {
    const { login, limits, signal, purpose, dataset } = options;
    const cut = () => session.cut();
    const opening = openingStatements(limits, purpose);
    const catalogue = dataset ? [columnsStatement(dataset)] : [];
    const opened = await runInterruptibly(() => session.exchange(...opening, ...catalogue), {
      signal,
      deadlineMs: login.connectTimeoutMs + (dataset ? limits.statementTimeoutMs : 0),
      cancel: async () => cut(),
      cut,
    });
    if (opened.value) {
      const [, facts] = opened.value;
      return new PostgresSnapshot(session, snapshotFactsOf(facts), options, opened.value[opening.length]);
    }
    cut();
    const reason =
      interruptionOf(opened, 'the session did not answer in time') ?? statementFailure(opened.error);
    throw new SourceUnavailable(reason, { cause: opened.error });
  }

  async columns(dataset: DatasetName): Promise<readonly Column[] | null> {
    if (this.options.signal.aborted) throw new SourceUnavailable(CANCELLED);
    const isKnown =
      dataset.schema === this.options.dataset?.schema && dataset.table === this.options.dataset.table;
    const known = isKnown ? this.columnRows : undefined;
    const rows = known ?? (await this.#readCatalogue(columnsStatement(dataset)));
    const domains = domainsStatement(rows);
    return columnsOf(rows, domains ? await this.#readCatalogue(domains) : []);
  }

  async estimatedRows(dataset: DatasetName): Promise<number | null> {
    const [row] = await this.#readCatalogue(estimateStatement(dataset));
    const estimate = row?.[0] ?? null;
    return estimate === null ? null : Number(estimate);
  }

  async columnsWithFewValues(dataset: DatasetName, columns: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#readCatalogue(fewValuesStatement(dataset, columns));
    return new Set(rows.flatMap(([name]) => name ?? []));
  }

  async indexedColumns(dataset: DatasetName, columns: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#readCatalogue(indexedColumnsStatement(dataset, columns));
    return new Set(rows.flatMap(([name]) => name ?? []));
  }

  async effectsProblem(sql: string): Promise<string | null> {
    const statement = await effectsStatement(sql);
    return statement ? effectsProblem(await this.#readCatalogue(statement)) : null;
  }

  async estimate({ text, parameters }: Statement, limits: StatementLimits) {
    const outcome = await this.send({ text: `EXPLAIN (FORMAT JSON) ${text}`, parameters }, limits);
    return outcome.kind === 'failed' ? outcome.reason : estimateOf(outcome.rows[0]?.[0] ?? '[]');
  }

  send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    return this.#inTurn(() => {
      this.#isUntouched = false;
      return this.#send(limits, settingsStatement(limits, this.options.purpose), this.#attributed(statement));
    });
  }

  /** Takes only statements of our own that run nobody else's code, so that the settings hold afterwards too. */
  async #readCatalogue(statement: Statement): Promise<readonly Row[]> {
    const { limits, purpose } = this.options;
    const outcome = await this.#inTurn(() => {
      const settings = this.#isUntouched ? [] : [settingsStatement(limits, purpose)];
      return this.#send(limits, ...settings, this.#attributed(statement));
    });
    if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
    return outcome.rows;
  }

  #attributed({ text, parameters }: Statement): Statement {
    return { text: attributed(text, this.options.purpose), parameters };
  }

  #inTurn(send: () => Promise<StatementOutcome>): Promise<StatementOutcome> {
    const sent = this.#queue.then(send);
    this.#queue = sent;
    return sent;
  }

  /** Rolls back and makes the session as good as new; else it is cut or closed. */
  async close(): Promise<void> {
    await this.#queue;
    const impatience = setTimeout(() => this.session.cut(), GRACE_MS);
    try {
      await this.session.exchange(...closingStatements);
    } catch {
      this.session.cut(); // which ends the transaction as well
    } finally {
      clearTimeout(impatience);
    }
    // a cancel that was sent may still arrive: it must not meet somebody else's statement
    if (this.#wasInterrupted) await this.session.close();
  }

  /** The outcome is that of the last statement; the others go ahead of it. */
  async #send(limits: StatementLimits, ...statements: readonly Statement[]): Promise<StatementOutcome> {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    if (this.options.signal.aborted) return { kind: 'failed', reason: CANCELLED, durationMs: 0 };

    const ending = await runInterruptibly(() => this.session.exchange(...statements), {
      signal: this.options.signal,
      deadlineMs: limits.statementTimeoutMs + GRACE_MS,
      cancel: () => cancelStatement(this.options.login, this.facts.pid),
      cut: () => this.session.cut(),
    });
    const durationMs = elapsed();
    this.#wasInterrupted ||= ending.interruptedBy !== null;
    const rows: readonly Row[] | undefined = ending.value?.at(-1);
    if (rows && this.session.isInTransaction) return { kind: 'rows', rows, durationMs };
    if (rows) {
      this.session.cut(); // or the next statement would run outside of the read-only transaction
      return { kind: 'failed', reason: ENDED_TRANSACTION, durationMs };
    }
    await this.#recover();
    const reason = interruptionOf(ending, tookLonger(limits)) ?? reasonOf(ending.error, limits, durationMs);
    return { kind: 'failed', reason, durationMs };
  }

  async #recover(): Promise<void> {
    const impatience = setTimeout(() => this.session.cut(), GRACE_MS);
    try {
      await this.session.exchange(afterFailure);
    } catch {
      this.session.cut(); // later statements answer CONNECTION_LOST
    } finally {
      clearTimeout(impatience);
    }
  }
}

const CANCELLED: Unmeasured = { code: 'CANCELLED', message: 'the run was cancelled' };

const ENDED_TRANSACTION: Unmeasured = {
  code: 'INVALID_SQL',
  message: 'the statement tried to end the read-only transaction',
};

function interruptionOf(ending: Ending<unknown>, late: string): Unmeasured | null {
  if (ending.interruptedBy === null) return null;
  return ending.interruptedBy === 'signal' ? CANCELLED : { code: 'TIME_OUT', message: late };
}

/** The server tells neither whose time-out it was nor how long it was. */
function reasonOf(error: unknown, limits: StatementLimits, durationMs: number): Unmeasured {
  const state = sqlStateOf(error);
  if (state === '57014' && durationMs >= limits.statementTimeoutMs)
    return { code: 'TIME_OUT', message: tookLonger(limits) };
  if (state === '55P03')
    return {
      code: 'LOCK_TIME_OUT',
      message: `another session held a lock on the dataset for longer than the ${inTime(limits.lockTimeoutMs)} allowed`,
    };
  return statementFailure(error);
}

const tookLonger = (limits: StatementLimits) =>
  `the statement took longer than the ${inTime(limits.statementTimeoutMs)} allowed`;

const inTime = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** From a second connection, for the first one is busy with the statement. */
async function cancelStatement(login: Login, pid: number): Promise<void> {
  const session = await Session.open({
    ...login,
    connectTimeoutMs: Math.min(login.connectTimeoutMs, GRACE_MS),
  });
  try {
    await session.exchange({ text: 'SELECT pg_catalog.pg_cancel_backend($1::integer)', parameters: [pid] });
  } finally {
    await session.close();
  }
}
