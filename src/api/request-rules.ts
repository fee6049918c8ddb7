import type { IncomingMessage, ServerResponse } from 'node:http';
import { UnsupportedMediaTypeException } from '@nestjs/common';

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i;

/** Middleware: a body that is not JSON is refused before it is read. */
export function acceptOnlyJson(
  request: IncomingMessage,
  _response: ServerResponse,
  next: (error?: unknown) => void,
): void {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
  const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
  next(hasBody && !JSON_TYPE.test(type ?? '') ? new UnsupportedMediaTypeException() : undefined);
}

/**
 * Middleware: answers are never cached. Conditional reads are ignored, because an ETag here is the version of a
 * definition for If-Match, and what surrounds it (a test's latest verdict) changes under the same version.
 */
export function forbidCaching(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
}
