import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate, key } from './localhost-certificate.ts';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `hang`: no answer ever comes. `close`: the connection is closed in place of an answer. */
export type ReceiverReply =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'close';

export interface HttpReceiver {
  /** Without a slash at its end. */
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly ReceivedRequest[];
  /** How the next requests are answered; 200 with no body at first. */
  answer: (request: ReceivedRequest) => ReceiverReply;
  stop(): Promise<void>;
}

/** A server on this machine that keeps what it is sent. With `tls` it shows a certificate for `localhost` that nobody trusts. */
export async function startHttpReceiver(options: { readonly tls?: true } = {}): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const listener: RequestListener = (incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(parts).toString(),
      };
      requests.push(request);
      const reply = receiver.answer(request);
      if (reply === 'close') incoming.socket.destroy();
      else if (reply !== 'hang') outgoing.writeHead(reply.status, reply.headers).end(reply.body);
    });
  };
  const server = options.tls ? createTlsServer({ cert: certificate, key }, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: HttpReceiver = {
    url: options.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    requests,
    answer: () => ({ status: 200 }),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return receiver;
}
