import type { IncomingMessage } from 'node:http';

/** What of Express' request is used here. */
export interface HttpRequest extends IncomingMessage {
  /** The client's address; behind trusted proxies what they say it is. */
  readonly ip?: string;
  /** Whether the client came over TLS; behind trusted proxies what they say. */
  readonly secure: boolean;
  readonly originalUrl: string;
  readonly route?: { readonly path: string };
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may change something. */
export const isUnsafe = ({ method = 'GET' }: IncomingMessage): boolean => !SAFE.has(method);

export const addressOf = (request: HttpRequest): string | null =>
  request.ip ?? request.socket.remoteAddress ?? null;

/** The path without its query, which may hold what is nobody's business. */
export const pathOf = ({ originalUrl }: HttpRequest): string => originalUrl.split('?')[0]!;
