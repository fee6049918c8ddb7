import type { Socket } from 'node:net';
import { once } from 'node:events';
import mssql from 'mssql';
import type { Statement } from '../../core/sql/dialect.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import type { SourceNetwork } from '../source-network.ts';
import { plainCell } from './cells.ts';
import { connectFailure } from './connect-failures.ts';
import { EncryptedSocket } from './encrypted-socket.ts';
import { NOW } from './instants.ts';
import type { Login } from './login.ts';

export type Row = readonly (string | null)[];

/**
 * One connection to a SQL Server. The driver only has pools, so it is a pool of one that is never allowed to replace
 * its connection: another one would be outside of the transaction.
 */
export class Session {
  readonly #pool: mssql.ConnectionPool;
  #socket: Socket | null = null;
  #running: mssql.Request | null = null;
  /** What the server said against the login. */
  readonly #serverErrors: number[] = [];
  #isOpen = false;
  #isUsable = true;

  private constructor({ settings, password, connectTimeoutMs, network }: Login, appName: string) {
    const { host, port, database, user, tls, applicationIntent } = settings;
    this.#pool = new mssql.ConnectionPool({
      server: host,
      port,
      database,
      user,
      password,
      arrayRowMode: true,
      connectionTimeout: connectTimeoutMs,
      // the driver's own stops with the first packet of the answer
      requestTimeout: 0,
      validateConnection: false,
      pool: { min: 1, max: 1, acquireTimeoutMillis: 2 * connectTimeoutMs, idleTimeoutMillis: 2 ** 31 - 1 },
      options: {
        appName,
        encrypt: tls.mode !== 'disable',
        trustServerCertificate: tls.mode === 'require',
        ...(tls.ca !== undefined && { cryptoCredentialsDetails: { ca: tls.ca } }),
        readOnlyIntent: applicationIntent === 'ReadOnly',
        // "host" of our login says nothing about this machine to the customer
        workstationId: 'plumbline',
        maxRetriesOnTransientErrors: 0,
        connector: this.#connector(network, tls.mode === 'disable'),
      },
      beforeConnect: (connection) =>
        connection.on('errorMessage', ({ number }) => !this.#isOpen && this.#serverErrors.push(number)),
    });
    this.#pool.on('error', () => this.#lose());
  }

  /** Throws `SourceUnavailable`. */
  static async open(login: Login, purpose = ''): Promise<Session> {
    const appName = `plumbline ${purpose.replace(/[^ -~]/g, '?')}`.trimEnd().slice(0, 128);
    const session = new Session(login, appName);
    let isLate = false;
    const impatience = setTimeout(() => {
      isLate = true;
      session.cut();
    }, login.connectTimeoutMs);
    try {
      await session.#pool.connect();
      // the pool throws its first connection away: this opens the one that stays
      await session.batch('SELECT 1 AS one');
      session.#isOpen = true;
      return session;
    } catch (error) {
      await session.close();
      const numbers = session.#serverErrors;
      throw new SourceUnavailable(connectFailure({ error, numbers, isLate }, login.settings), {
        cause: error,
      });
    } finally {
      clearTimeout(impatience);
    }
  }

  /** False as soon as the connection is known to be broken or closed. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Whether it is as good as new: a snapshot that could not be rolled back cut it. */
  get isIdle(): boolean {
    return this.#isUsable;
  }

  /** Sends statements of our own, without parameters, outside of any call, so that what they set stays set. */
  batch(sql: string): Promise<readonly Row[]> {
    return this.#rows((request) => request.batch(sql));
  }

  /** Sends one statement through sp_executesql. `now` is the instant that it may refer to. */
  query({ text, parameters }: Statement, now: string): Promise<readonly Row[]> {
    return this.#rows((request) => {
      request.input(NOW, mssql.NVarChar, now);
      parameters.forEach((value, i) => request.input(`p${i + 1}`, mssql.NVarChar, String(value)));
      return request.query(text);
    });
  }

  /** Asks the server to stop what runs (an attention packet). */
  cancel(): void {
    this.#running?.cancel();
  }

  /** Breaks the connection at once; whatever waits for an answer fails. */
  cut(): void {
    this.#isUsable = false;
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    this.#isUsable = false;
    this.cancel();
    const impatience = setTimeout(() => this.cut(), 1000);
    try {
      await this.#pool.close();
    } finally {
      clearTimeout(impatience);
      this.cut();
    }
  }

  async #rows(send: (request: mssql.Request) => Promise<mssql.IResult<unknown>>): Promise<readonly Row[]> {
    if (this.#isOpen && !this.#isUsable) throw new Error('the connection is closed');
    const request = this.#pool.request();
    this.#running = request;
    try {
      const { recordset } = await send(request);
      return ((recordset ?? []) as readonly (readonly unknown[])[]).map((row) => row.map(plainCell));
    } finally {
      this.#running = null;
    }
  }

  #connector(network: SourceNetwork, isPlain: boolean): () => Promise<Socket> {
    const connect = async (address: Address, _lookup: unknown, signal: AbortSignal): Promise<Socket> => {
      if (this.#isOpen) throw new Error('a lost connection is not replaced');
      const socket = isPlain ? network.socket() : new EncryptedSocket(network);
      this.#socket = socket;
      socket.on('close', () => socket === this.#socket && this.#isOpen && this.#lose());
      signal.addEventListener('abort', () => socket.destroy(), { once: true });
      socket.connect(address.port, address.host);
      await once(socket, 'connect', { signal });
      return socket;
    };
    // the driver's types leave out what it passes: a server may have sent the session on to another address
    return connect as unknown as () => Promise<Socket>;
  }

  #lose(): void {
    this.#isUsable = false;
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}
