import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { openNetwork } from '../../../test/support/open-network.ts';
import { EncryptedSocket, NOT_ENCRYPTED } from './encrypted-socket.ts';

const preLogin = Buffer.from([0x12, 1, 0, 11, 0, 0, 1, 0, 1, 2, 3]);
const login = Buffer.from([0x10, 1, 0, 9, 0, 0, 1, 0, 42]);
const record = Buffer.from([0x17, 3, 3, 0, 1, 0x10]);

let server: Server;
let received: Buffer;
beforeAll(async () => {
  server = createServer((socket) => {
    received = Buffer.alloc(0);
    socket
      .on('error', () => socket.destroy())
      .on('data', (chunk) => (received = Buffer.concat([received, chunk])));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Writes the chunks, all at once or one after the other, and answers what arrived and the code of an error. */
async function sent(chunks: readonly Buffer[], atOnce: boolean) {
  const socket = new EncryptedSocket(openNetwork);
  let code: unknown = null;
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
  socket.connect((server.address() as AddressInfo).port, 'localhost');
  await once(socket, 'connect');
  if (atOnce) socket.cork();
  for (const chunk of chunks) socket.write(chunk);
  if (atOnce) socket.uncork();
  socket.end();
  await once(socket, 'close').catch(() => null);
  return { received, code };
}

const bytesOf = (buffer: Buffer) => [...buffer].map((byte) => Buffer.from([byte]));

describe.each([true, false])('EncryptedSocket, corked %s', (atOnce) => {
  it.each([
    ['whole packets', [preLogin, preLogin, record, login]],
    ['several in one chunk', [Buffer.concat([preLogin, preLogin, record]), login]],
    ['bytes one by one', [...bytesOf(preLogin), ...bytesOf(preLogin), ...bytesOf(record), login]],
  ])('lets the negotiation out, and everything after TLS has begun: %s', async (_, chunks) => {
    expect(await sent(chunks, atOnce)).toEqual({ received: Buffer.concat(chunks), code: null });
  });

  it.each([
    ['at once', [login]],
    ['after the negotiation', [preLogin, login]],
    ['in one chunk with it', [Buffer.concat([preLogin, login])]],
    ['byte by byte', [...bytesOf(preLogin), ...bytesOf(login)]],
  ])('keeps a login back that comes %s', async (_, chunks) => {
    const { received: arrived, code } = await sent(chunks, atOnce);
    expect(code).toBe(NOT_ENCRYPTED);
    expect(preLogin.subarray(0, arrived.length)).toEqual(arrived);
  });
});
