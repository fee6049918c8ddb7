import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { MysqlConnector } from '../../src/connectors/mysql/mysql.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import { newConnectionId } from '../../src/core/ids.ts';
import type { Json } from '../../src/core/json.ts';
import { certificate, key } from '../support/localhost-certificate.ts';
import { openNetwork } from '../support/open-network.ts';

const PASSWORD = 'correct horse battery staple';
const SCRAMBLE = Buffer.from('abcdefghijklmnopqrst');

/** Capabilities of the protocol, as the server offers them. */
const TLS_OFFERED = 0x800;
const TLS_REQUEST_BYTES = 36;
const PROTOCOL_41 = 0x200 | 0x1 | 0x8 | 0x8000 | 0x80000;

/** Does what a server may do while somebody logs in, and keeps everything that it hears. */
class LoginServer {
  readonly heard: Buffer[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(
    private readonly offersTls: boolean,
    /** What it answers to what the client has sent, one after the other. */
    private readonly answers: readonly Buffer[],
  ) {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, 'localhost', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get transcript(): string {
    return Buffer.concat(this.heard).toString('latin1');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket.on('error', () => socket.destroy()));
    socket.write(packet(0, greeting(this.offersTls)));
    if (!this.offersTls) return this.#answer(socket, 2);
    socket.once('data', (data) => {
      socket.pause();
      // the handshake of TLS may have come with the request for it
      socket.unshift(data.subarray(TLS_REQUEST_BYTES));
      const inside = new TLSSocket(socket, { isServer: true, cert: certificate, key });
      inside.on('error', () => socket.destroy());
      this.#answer(inside, 3);
    });
  }

  #answer(socket: Socket, firstNumber: number): void {
    let turn = 0;
    socket.on('data', (data) => {
      this.heard.push(data);
      const answer = this.answers[turn];
      if (answer) socket.write(packet(firstNumber + 2 * turn, answer));
      turn += 1;
    });
  }
}

function packet(number: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = number;
  return Buffer.concat([head, body]);
}

function greeting(offersTls: boolean): Buffer {
  const capabilities = PROTOCOL_41 | (offersTls ? TLS_OFFERED : 0);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(capabilities);
  return Buffer.concat([
    Buffer.from('\x0a8.0.36\0'),
    Buffer.from([1, 0, 0, 0]),
    SCRAMBLE.subarray(0, 8),
    Buffer.from([0]),
    flags.subarray(0, 2),
    Buffer.from([45, 2, 0]),
    flags.subarray(2, 4),
    Buffer.from([21]),
    Buffer.alloc(10),
    SCRAMBLE.subarray(8),
    Buffer.from('\0caching_sha2_password\0'),
  ]);
}

const switchTo = (plugin: string) =>
  Buffer.concat([Buffer.from(`\xfe${plugin}\0`, 'latin1'), SCRAMBLE, Buffer.from([0])]);
const FULL_AUTHENTICATION = Buffer.from([1, 4]);
const REFUSED = Buffer.from('\xff\x15\x04#28000Access denied', 'latin1');

const connector = new MysqlConnector(openNetwork);
afterAll(() => connector.close());

let server: LoginServer | null = null;
afterEach(() => server?.close());

/** What a connection finds out about a server that behaves so. */
async function problemWith(tls: Json, offersTls: boolean, ...answers: readonly Buffer[]) {
  server = new LoginServer(offersTls, answers);
  const target: ConnectionTarget = {
    id: newConnectionId(new Date()),
    version: 1,
    engine: 'mysql',
    settings: { host: 'localhost', port: await server.listen(), database: 'shop', user: 'reader', tls },
    secrets: { password: PASSWORD },
    limits: { maxConcurrency: 1, statementTimeout: '5s', lockTimeout: '5s', connectTimeout: '5s' },
  };
  return (await connector.verify(target)).problem;
}

describe('TLS', () => {
  it.each(['require', 'verify-full'])(
    'with mode %s is refused where there is none, and nothing is sent',
    async (mode) => {
      const problem = await problemWith(mode, false, REFUSED);
      expect(problem).toEqual({
        code: 'UNREACHABLE',
        message: expect.stringMatching(/does not offer TLS: set tls\.mode to "disable" only/),
      });
      expect(server?.heard).toEqual([]);
    },
  );

  it('is verified against the given authority', async () => {
    const problem = await problemWith({ mode: 'verify-full', ca: certificate }, true, REFUSED);
    expect(problem?.code).toBe('AUTHENTICATION_FAILED');
    expect(server?.transcript).toContain('reader');
  });

  it('without the authority is refused before anything is sent', async () => {
    const problem = await problemWith('verify-full', true, REFUSED);
    expect(problem).toEqual({ code: 'UNREACHABLE', message: expect.stringMatching(/set tls\.ca/) });
    expect(server?.heard).toEqual([]);
  });

  it('is not verified with mode require', async () => {
    expect((await problemWith('require', true, REFUSED))?.code).toBe('AUTHENTICATION_FAILED');
  });
});

describe('the password', () => {
  const neverSent = () => {
    expect(server?.transcript).toContain('reader');
    expect(server?.transcript).not.toContain(PASSWORD);
  };

  it('is proved, not sent, without TLS', async () => {
    await problemWith('disable', false, switchTo('caching_sha2_password'), REFUSED);
    expect(server?.heard).toHaveLength(2);
    neverSent();
  });

  it.each([
    [
      'itself, by a server that has forgotten the proof',
      switchTo('caching_sha2_password'),
      FULL_AUTHENTICATION,
    ],
    ['encrypted with a key of whoever answers', switchTo('sha256_password'), Buffer.from([1])],
    ['as it is', switchTo('mysql_clear_password'), REFUSED],
  ])('is not given without TLS when it is asked for %s', async (_, ...answers) => {
    const problem = await problemWith('disable', false, ...answers);
    expect(problem).toEqual({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringMatching(/in a form that others could read: set tls\.mode to "verify-full"/),
    });
    neverSent();
    // not even a public key is asked for, which is one byte
    expect(server?.heard.at(-1)?.length).toBeGreaterThan(5);
  });

  it('is not given as it is, not even inside of TLS', async () => {
    const problem = await problemWith('require', true, switchTo('mysql_clear_password'), REFUSED);
    expect(problem?.message).toMatch(/another authentication plugin/);
    neverSent();
  });

  it('is given inside of TLS to a server that has forgotten the proof', async () => {
    await problemWith(
      { mode: 'verify-full', ca: certificate },
      true,
      switchTo('caching_sha2_password'),
      FULL_AUTHENTICATION,
      REFUSED,
    );
    expect(server?.transcript).toContain(PASSWORD);
  });
});
