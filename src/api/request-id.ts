import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'X-Request-Id';
const SANE = /^[A-Za-z0-9._-]{1,64}$/;

/** Middleware: every answer carries an id, the caller's own when it is sane. */
export function assignRequestId(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const given = request.headers['x-request-id'];
  response.setHeader(HEADER, typeof given === 'string' && SANE.test(given) ? given : randomUUID());
  next();
}

/** The id that `assignRequestId` gave to the request which `response` answers. */
export const requestIdOf = (response: ServerResponse): string => String(response.getHeader(HEADER) ?? '');
