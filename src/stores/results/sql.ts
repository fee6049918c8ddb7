import { isNativeError } from 'node:util/types';
import type { Pool, PoolClient } from 'pg';
import { Unavailable } from '../../core/errors.ts';

/** A statement that is sent often: PostgreSQL parses and plans it once a connection, under its name. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

export type Parameter = string | number | null | readonly string[];

/** What can run a statement: a pool, a transaction, TypeORM's query runner. */
export interface SqlRunner {
  query(statement: string, parameters?: unknown[]): Promise<unknown>;
}

/** Statements on the results database. Throws `Unavailable` when the database cannot be reached. */
export class Sql {
  constructor(private readonly pool: Pool) {}

  async rows<Row>(statement: NamedStatement | string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    const named = typeof statement === 'string' ? { text: statement } : statement;
    try {
      const { rows } = await this.pool.query({ ...named, values: [...parameters] });
      return rows as Row[];
    } catch (error) {
      throw translated(error);
    }
  }

  /** As `rows`, and again when PostgreSQL chose the statement as a deadlock's victim: nothing of it was done then. */
  async write<Row>(statement: NamedStatement, parameters: readonly Parameter[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.rows<Row>(statement, parameters);
      } catch (error) {
        if (sqlState(error) !== DEADLOCK || attempt === 5) throw error;
      }
    }
  }

  /** Runs `work` in one transaction; an error undoes it. */
  async transaction<T>(work: (runner: SqlRunner) => Promise<T>): Promise<T> {
    const client = await this.connect();
    // a connection that breaks between two statements also fails the next one; unheard, it would end the process
    client.on('error', unheard);
    try {
      await client.query('BEGIN');
      const answer = await work({
        query: async (text, values) => (await client.query(text, values)).rows as unknown[],
      });
      await client.query('COMMIT');
      client.release();
      client.off('error', unheard);
      return answer;
    } catch (error) {
      // closing the connection ends the transaction, also where a ROLLBACK could not be sent any more
      client.release(true);
      throw translated(error);
    }
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw translated(error);
    }
  }
}

const unheard = () => undefined;

const DEADLOCK = '40P01';
/** A row for which there is no partition. */
export const NO_PARTITION = '23514';

/** PostgreSQL's five-character code of an error; null for errors that are not the database's. */
export function sqlState(error: unknown): string | null {
  const code = codeOf(error);
  return code !== null && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Classes 08 (connection), 53 (out of connections) and 57P (shut down), and whatever never reached the server. */
export function translated(error: unknown): unknown {
  const state = sqlState(error);
  const isAway = state === null ? isNetworkError(error) : /^(08|53|57P)/.test(state);
  return isAway
    ? new Unavailable('the results store does not answer', 'RESULTS_STORE_UNAVAILABLE', { cause: error })
    : error;
}

const codeOf = (error: unknown): string | null =>
  isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** Node's codes (`ECONNREFUSED`), or the driver's messages, which have no code. */
const isNetworkError = (error: unknown): boolean =>
  isNativeError(error) &&
  (/^E[A-Z_]+$/.test(codeOf(error) ?? '') ||
    /^(Connection terminated|timeout exceeded|timeout expired|Client has encountered a connection error)/.test(
      error.message,
    ));
