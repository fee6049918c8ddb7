import type { Socket } from 'node:net';
import mysql from 'mysql2';
import type { Statement } from '../../core/sql/dialect.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import { authenticationOf } from './authentication.ts';
import { cellText } from './cell-texts.ts';
import { connectFailure } from './connect-failures.ts';
import type { Login } from './login.ts';

export type Row = readonly (string | null)[];

/** One connection to a server. Values come back as texts: numbers keep their digits. */
export class Session {
  readonly #connection: mysql.Connection;
  readonly #socket: Socket;
  #isUsable = true;
  #isUntouched = true;

  private constructor(connection: mysql.Connection, socket: Socket) {
    this.#connection = connection;
    this.#socket = socket;
    const lose = () => (this.#isUsable = false);
    connection.on('error', lose).on('end', lose);
    socket.on('close', lose);
  }

  /** Throws what the driver throws; see `connectFailure`. */
  static async open(login: Login): Promise<Session> {
    const socket = login.network.socket();
    socket.setKeepAlive(true, 30_000).setNoDelay(true);
    socket.connect(login.settings.port, login.settings.host);
    const connection = mysql.createConnection(optionsOf(login, socket));
    const session = new Session(connection, socket);
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('connect', () => resolve()).once('error', reject);
      });
    } catch (error) {
      session.cut();
      throw error;
    }
    return session;
  }

  /** False as soon as the connection is known to be broken or closed. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Whether nothing was sent since it was opened or reset. */
  get isIdle(): boolean {
    return this.#isUsable && this.#isUntouched;
  }

  /** The server's number of this session, which KILL takes. */
  get id(): number {
    return this.#connection.threadId;
  }

  /** Sends a statement of our own that is no query. Several at once are not possible: see `optionsOf`. */
  async command(sql: string): Promise<void> {
    this.#isUntouched = false;
    await new Promise<void>((resolve, reject) => {
      this.#connection.query(sql, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The rows of one prepared statement. */
  async rows({ text, parameters }: Statement): Promise<readonly Row[]> {
    this.#isUntouched = false;
    return new Promise((resolve, reject) => {
      // a number would go as a floating-point number
      const values = parameters.map(String);
      this.#connection.execute({ sql: text, values }, (error, rows, fields) => {
        if (error) reject(error);
        else if (!Array.isArray(rows) || !Array.isArray(fields)) resolve([]);
        else resolve((rows as unknown[][]).map((row) => row.map((cell, i) => cellText(cell, fields[i]!))));
      });
    });
  }

  /** Ends whatever transaction is open, and forgets settings, variables, locks and prepared statements. */
  async reset(): Promise<void> {
    await this.command('ROLLBACK');
    await new Promise<void>((resolve, reject) => {
      this.#connection.reset((error) => (error ? reject(error) : resolve()));
    });
    this.#isUntouched = true;
  }

  /** Ends the connection in order; the server is told. */
  async close(): Promise<void> {
    if (!this.#isUsable) return this.cut();
    this.#isUsable = false;
    await new Promise<void>((resolve) => {
      const impatience = setTimeout(() => this.cut(), 1000);
      this.#socket.once('close', () => {
        clearTimeout(impatience);
        resolve();
      });
      this.#connection.end();
    });
  }

  /** Breaks the connection at once; whatever waits for an answer fails. */
  cut(): void {
    this.#isUsable = false;
    this.#socket.destroy();
  }
}

/** Opens a session for work. Throws `SourceUnavailable`. */
export async function openSession(login: Login): Promise<Session> {
  try {
    return await Session.open(login);
  } catch (error) {
    throw new SourceUnavailable(connectFailure(error, login.settings), { cause: error });
  }
}

function optionsOf({ settings, password, connectTimeoutMs }: Login, socket: Socket): mysql.ConnectionOptions {
  const { host, database, user, tls } = settings;
  const isVerified = tls.mode === 'verify-full';
  return {
    // the driver finds in it what the certificate must be for
    host,
    stream: () => socket,
    database,
    user,
    ...(password !== null && { password }),
    connectTimeout: connectTimeoutMs,
    ...(tls.mode !== 'disable' && {
      ssl: {
        rejectUnauthorized: isVerified,
        verifyIdentity: isVerified,
        minVersion: 'TLSv1.2',
        ...(tls.ca !== undefined && { ca: tls.ca }),
      },
    }),
    authPlugins: { ...authenticationOf(tls) },
    connectAttributes: { program_name: 'plumbline' },
    charset: 'utf8mb4_bin',
    multipleStatements: false,
    // a server could otherwise ask for a file of this machine
    flags: ['-LOCAL_FILES'],
    maxPreparedStatements: 20,
    rowsAsArray: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    // names of columns come from the customer's server: no code is made of them
    disableEval: true,
  };
}
