import {
  DuckDBConnection,
  StatementType,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Statement } from '../../core/sql/dialect.ts';
import type { PooledSession } from '../session-pool.ts';
import { prepareConnection, type Engine } from './engines.ts';
import { quotedText } from './identifiers.ts';
import { TAKEN_AT } from './instants.ts';
import type { Place } from './places.ts';

export type Row = readonly (string | null)[];

/** What is not one SELECT is refused before it runs. */
export class NoSelect extends Error {}

/** One connection to an engine, used by one snapshot. */
export class Session implements PooledSession {
  /** Never: what a snapshot has seen of files must not live on in the next. */
  readonly isIdle = false;
  #isUsable = true;
  #cut: (error: Error) => void = () => {};
  readonly #wasCut = new Promise<never>((_, reject) => {
    this.#cut = reject;
  });
  /** What still runs in the engine, also after a cut. */
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly engine: Engine,
    private readonly connection: DuckDBConnection,
    readonly place: Place,
    /** What `now` means in every statement. */
    readonly takenAt: Date,
    readonly engineVersion: string,
  ) {
    this.#wasCut.catch(() => null);
  }

  /** The engine is released by `close`, or at once when no connection to it can be made. */
  static async open(engine: Engine, place: Place, takenAt: Date): Promise<Session> {
    try {
      const connection = await engine.instance.connect();
      await prepareConnection(connection, place);
      await connection.run(`SET VARIABLE ${TAKEN_AT} = ${quotedText(takenAt.toISOString())}::TIMESTAMPTZ`);
      const version = await rowsOf(await connection.prepare('SELECT version()'));
      return new Session(engine, connection, place, takenAt, `DuckDB ${version[0]?.[0]?.replace(/^v/, '')}`);
    } catch (error) {
      engine.release();
      throw error;
    }
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** The rows of one SELECT as texts. Throws `NoSelect` for anything else, and what DuckDB throws. */
  query({ text, parameters }: Statement): Promise<readonly Row[]> {
    return this.#inEngine(async () => {
      const prepared = await this.connection.prepare(text);
      try {
        if (prepared.statementType !== StatementType.SELECT) throw new NoSelect('only SELECT is possible');
        if (parameters.length > 0) prepared.bind([...parameters]);
        return await rowsOf(prepared);
      } finally {
        prepared.destroySync();
      }
    });
  }

  /** Runs statements of our own that are no questions. */
  execute(...statements: readonly string[]): Promise<void> {
    return this.#inEngine(async () => {
      for (const statement of statements) await this.connection.run(statement);
    });
  }

  /** Asks the engine to stop what runs. */
  interrupt(): void {
    this.connection.interrupt();
  }

  /** Whoever waits for an answer waits no more; the engine may go on for a while. */
  cut(): void {
    this.#isUsable = false;
    this.#cut(new Error('the statement could not be stopped'));
  }

  /** What was cut off is closed when it comes to its end. */
  async close(): Promise<void> {
    this.#isUsable = false;
    const end = () => {
      this.connection.closeSync();
      this.engine.release();
    };
    const ended = this.#running.then(end, end);
    await Promise.race([ended, this.#wasCut.catch(() => null)]);
  }

  #inEngine<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running = running.catch(() => null);
    return Promise.race([running, this.#wasCut]);
  }
}

async function rowsOf(prepared: DuckDBPreparedStatement): Promise<readonly Row[]> {
  const reader = await prepared.runAndReadAll();
  return reader.getRows().map((row) => row.map(textOf));
}

const textOf = (value: DuckDBValue): string | null =>
  value === null ? null : typeof value === 'string' ? value : String(value);
