import type { Column } from '../../core/columns.ts';
import type { DatasetName } from '../../core/dataset.ts';
import type { Unmeasured } from '../../core/metrics/metric.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import {
  SourceUnavailable,
  type DatasetEntry,
  type Snapshot,
  type StatementLimits,
  type StatementOutcome,
} from '../../ports/connector.ts';
import { runInterruptibly } from '../interruption.ts';
import {
  bucketDatasetsOf,
  bucketStatement,
  columnsOf,
  columnsStatement,
  datasetsOf,
  datasetsStatement,
  estimateStatement,
  pageOfFiles,
  parquetRowsStatement,
} from './catalogue.ts';
import { DATABASE } from './engines.ts';
import { statementFailure } from './failures.ts';
import { listFiles } from './files.ts';
import { FileTables } from './file-tables.ts';
import type { Row, Session } from './session.ts';
import type { Turnstile } from './turnstile.ts';

/** The catalogue of an engine that has no database file. */
const IN_MEMORY = 'memory';

interface SnapshotOptions {
  readonly limits: StatementLimits;
  readonly signal: AbortSignal;
  /** Shared by all snapshots: waiting for it is not a statement's time. */
  readonly turnstile: Turnstile;
}

/**
 * One session's view. A database file cannot change while it is open, for whoever writes needs it alone. Files can:
 * each statement reads them anew. Statements asked for at the same time go one after the other.
 */
export class DuckDBSnapshot implements Snapshot {
  readonly engineVersion: string;
  readonly takenAt: Date;
  readonly #files: FileTables | null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly session: Session,
    private readonly options: SnapshotOptions,
  ) {
    this.engineVersion = session.engineVersion;
    this.takenAt = session.takenAt;
    this.#files = session.place.kind === 'database' ? null : new FileTables(session, session.place);
  }

  async columns(dataset: DatasetName): Promise<readonly Column[] | null> {
    const catalogue = this.#files ? IN_MEMORY : DATABASE;
    const rows = await this.#read(columnsStatement(catalogue, dataset), async () => {
      await this.#files?.expose(dataset);
    });
    return columnsOf(rows);
  }

  /** Parquet files count their rows themselves; other files do not. */
  async estimatedRows(dataset: DatasetName): Promise<number | null> {
    const statement = await this.#estimateOf(dataset);
    const [row] = statement ? await this.#read(statement) : [];
    return row?.[0] == null ? null : Number(row[0]);
  }

  /** Throws `SourceUnavailable`. */
  async datasets(page: {
    readonly limit: number;
    readonly after: string | null;
  }): Promise<readonly DatasetEntry[]> {
    const { place } = this.session;
    if (place.kind === 'folder') return pageOfFiles(await listFiles(place), page);
    if (place.kind === 'database') return datasetsOf(await this.#read(datasetsStatement(DATABASE, page)));
    const rows = await this.#read(bucketStatement(place.prefix));
    return pageOfFiles(bucketDatasetsOf(rows, place.prefix), page);
  }

  send(statement: Statement, limits: StatementLimits): Promise<StatementOutcome> {
    return this.#inTurn(limits, async () => {
      await this.#files?.exposeFor(statement.text);
      return this.session.query(statement);
    });
  }

  /** Waits for what still runs. */
  async close(): Promise<void> {
    await this.#queue;
  }

  async #estimateOf(dataset: DatasetName): Promise<Statement | null> {
    if (!this.#files) return estimateStatement(DATABASE, dataset);
    const path = dataset.table.toLowerCase() === 'parquet' ? await this.#files.pathOf(dataset) : null;
    return path === null ? null : parquetRowsStatement(path);
  }

  /** A statement of our own about the catalogue. Throws `SourceUnavailable`. */
  async #read(statement: Statement, before = async () => {}): Promise<readonly Row[]> {
    const outcome = await this.#inTurn(this.options.limits, async () => {
      await before();
      return this.session.query(statement);
    });
    if (outcome.kind === 'failed') throw new SourceUnavailable(outcome.reason);
    return outcome.rows;
  }

  #inTurn(limits: StatementLimits, work: () => Promise<readonly Row[]>): Promise<StatementOutcome> {
    const done = this.#queue.then(() => this.options.turnstile.pass(() => this.#run(limits, work)));
    this.#queue = done;
    return done;
  }

  async #run(limits: StatementLimits, work: () => Promise<readonly Row[]>): Promise<StatementOutcome> {
    const startedAt = performance.now();
    const failed = (reason: Unmeasured): StatementOutcome => ({
      kind: 'failed',
      reason,
      durationMs: performance.now() - startedAt,
    });
    if (this.options.signal.aborted) return failed(CANCELLED);
    if (!this.session.isUsable) return failed(GONE);

    const ending = await runInterruptibly(work, {
      signal: this.options.signal,
      deadlineMs: limits.statementTimeoutMs,
      cancel: async () => this.session.interrupt(),
      cut: () => this.session.cut(),
    });
    if (ending.value) return { kind: 'rows', rows: ending.value, durationMs: performance.now() - startedAt };
    if (ending.interruptedBy === 'signal') return failed(CANCELLED);
    if (ending.interruptedBy === 'deadline') return failed(tookLonger(limits));
    return failed(
      ending.error instanceof SourceUnavailable ? ending.error.reason : statementFailure(ending.error),
    );
  }
}

const CANCELLED: Unmeasured = { code: 'CANCELLED', message: 'the run was cancelled' };

const GONE: Unmeasured = {
  code: 'CONNECTION_LOST',
  message: 'an earlier statement of the run could not be stopped in time',
};

const tookLonger = ({ statementTimeoutMs: ms }: StatementLimits): Unmeasured => ({
  code: 'TIME_OUT',
  message: `the statement took longer than the ${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`} allowed`,
});
