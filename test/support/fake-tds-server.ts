import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

const PRE_LOGIN = 0x12;
const LOGIN = 0x10;
const ANSWER = 0x04;
const ENCRYPT = { on: 1, notSupported: 2 } as const;

/** `silent`: takes connections and never answers. */
type Manners = 'silent' | 'noTls' | { readonly certificate: string; readonly key: string };

/** A packet that the client sent: its type (MS-TDS 2.2.3.1.1), and whether nobody between could read it. */
interface Seen {
  readonly type: number;
  readonly isEncrypted: boolean;
}

export interface FakeTdsServer {
  readonly port: number;
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

/**
 * No SQL Server, but what one does until somebody is logged in: it negotiates encryption and refuses every login with
 * error 18456.
 */
export async function openFakeTdsServer(manners: Manners): Promise<FakeTdsServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    if (manners === 'silent') return void socket.resume();
    const refuse = (to: Duplex, isEncrypted: boolean) => (packet: Packet) => {
      seen.push({ type: packet.type, isEncrypted });
      if (packet.type === PRE_LOGIN)
        to.write(packetOf(ANSWER, preLogin(manners === 'noTls' ? 'notSupported' : 'on')));
      if (packet.type === LOGIN) to.write(packetOf(ANSWER, loginRefused()));
    };
    if (manners === 'noTls') return void socket.on('data', packets(refuse(socket, false)));
    const wire = new WrappedWire(socket, refuse(socket, false));
    const { certificate: cert, key } = manners;
    const inside = new TLSSocket(wire, { isServer: true, cert, key, maxVersion: 'TLSv1.2' });
    inside.on('error', () => socket.destroy()).on('data', packets(refuse(inside, true)));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The bytes of TLS, which travel inside of PRELOGIN packets as long as hands are shaken, and as they are afterwards. */
class WrappedWire extends Duplex {
  #hasAnswered = false;
  #isRaw = false;

  constructor(
    private readonly socket: Socket,
    private readonly onPreLogin: (packet: Packet) => void,
  ) {
    super();
    const unwrap = packets((packet) => {
      if (this.#hasAnswered) this.push(packet.payload);
      else this.onPreLogin(packet);
      this.#hasAnswered = true;
    });
    socket.on('data', (chunk: Buffer) => {
      this.#isRaw ||= chunk[0] !== PRE_LOGIN;
      if (this.#isRaw) this.push(chunk);
      else unwrap(chunk);
    });
    socket.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.socket.write(this.#isRaw ? chunk : packetOf(PRE_LOGIN, chunk), () => done());
  }
}

interface Packet {
  readonly type: number;
  readonly payload: Buffer;
}

/** Takes chunks and calls back with each packet that is complete. */
function packets(onPacket: (packet: Packet) => void): (chunk: Buffer) => void {
  let waiting = Buffer.alloc(0);
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 8 && waiting.length >= waiting.readUInt16BE(2)) {
      const length = waiting.readUInt16BE(2);
      const packet = { type: waiting[0]!, payload: waiting.subarray(8, length) };
      waiting = waiting.subarray(length);
      onPacket(packet);
    }
  };
}

function packetOf(type: number, payload: Buffer): Buffer {
  const header = Buffer.from([type, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(8 + payload.length, 2);
  return Buffer.concat([header, payload]);
}

/** Options VERSION and ENCRYPTION: type, offset, length; then their data (MS-TDS 2.2.6.5). */
const preLogin = (encryption: keyof typeof ENCRYPT): Buffer =>
  Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, ENCRYPT[encryption]]);

/** Tokens ERROR and DONE (MS-TDS 2.2.7.10, 2.2.7.6). */
function loginRefused(): Buffer {
  const text = Buffer.from('Login failed.', 'utf16le');
  const body = Buffer.alloc(4 + 1 + 1 + 2);
  body.writeUInt32LE(18456, 0);
  body.writeUInt8(1, 4);
  body.writeUInt8(14, 5);
  body.writeUInt16LE(text.length / 2, 6);
  const error = Buffer.concat([body, text, Buffer.from([0, 0, 1, 0, 0, 0])]);
  const head = Buffer.from([0xaa, 0, 0]);
  head.writeUInt16LE(error.length, 1);
  return Buffer.concat([head, error, Buffer.from([0xfd, 2, 0, 0, 0]), Buffer.alloc(8)]);
}
