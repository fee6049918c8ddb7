import type { Socket } from 'node:net';
import pg from 'pg';
import type { Statement } from '../../core/sql/dialect.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import { connectFailure } from './connect-failures.ts';
import type { Login } from './login.ts';

export type Row = readonly (string | null)[];

/** Values stay the server's text: numbers keep their digits, and nothing is parsed by the machine's locale. */
const asText = { getTypeParser: () => (value: string) => value } as pg.CustomTypesConfig;

/** One connection to a PostgreSQL server. Every statement goes by the extended protocol, which takes one at a time. */
export class Session {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  #isUsable = true;

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    const lose = () => (this.#isUsable = false);
    client.on('error', lose).on('end', lose);
  }

  /** Throws what the driver throws; see `connectFailure`. */
  static async open({ settings, password, connectTimeoutMs, network }: Login): Promise<Session> {
    const socket = network.socket();
    const { host, port, database, user, tls } = settings;
    const client = new pg.Client({
      host,
      port,
      database,
      user,
      // a function, so that neither PGPASSWORD nor ~/.pgpass of this machine is ever sent to a customer's server
      password: () => password ?? '',
      ssl:
        tls.mode === 'disable'
          ? false
          : { rejectUnauthorized: tls.mode === 'verify-full', ...(tls.ca !== undefined && { ca: tls.ca }) },
      sslnegotiation: 'postgres',
      application_name: 'plumbline',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
      pipeline: true,
      types: asText,
      stream: () => socket,
    });
    const session = new Session(client, socket);
    try {
      await client.connect();
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

  /** Whether the server says that no transaction is open. */
  get isIdle(): boolean {
    return this.#isUsable && this.#client.getTransactionStatus() === 'I';
  }

  /** Whether the server says that a transaction is open and nothing in it has failed. */
  get isInTransaction(): boolean {
    return this.#isUsable && this.#client.getTransactionStatus() === 'T';
  }

  /** Sends the statements with one write and answers their rows. Throws the first error, after all have been answered. */
  async exchange(...statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    const { stream } = this.#client.connection;
    stream.cork();
    const sent = statements.map((statement) => this.#query(statement));
    stream.uncork();
    const answers = await Promise.allSettled(sent);
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value.rows;
    });
  }

  #query({ text, parameters }: Statement): Promise<pg.QueryArrayResult<(string | null)[]>> {
    // without queryMode, a statement without values would go by the simple protocol, which takes several at once
    const query: pg.QueryArrayConfig & { queryMode: 'extended' } = {
      text,
      values: [...parameters],
      rowMode: 'array',
      queryMode: 'extended',
    };
    return this.#client.query<(string | null)[]>(query);
  }

  /** Ends the connection in order; the server is told. */
  async close(): Promise<void> {
    this.#isUsable = false;
    const closing = this.#client.end();
    const impatience = setTimeout(() => this.cut(), 1000);
    await closing.finally(() => clearTimeout(impatience));
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
