import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { AppError, type ErrorKind, type FieldProblem } from '../core/errors.ts';

/** What a client is told of an error, before the request's own particulars are added. */
export interface ProblemOutline {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
}

const statusOfKind: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
};

const ofStatus: { readonly [status: number]: { readonly code: string; readonly detail: string } } = {
  400: { code: 'MALFORMED_REQUEST', detail: 'the request cannot be read' },
  404: { code: 'ROUTE_NOT_FOUND', detail: 'there is no such route: see /docs' },
  413: { code: 'BODY_TOO_LARGE', detail: 'the body is larger than this server accepts' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'send the body as application/json in UTF-8' },
};

const internal: ProblemOutline = {
  status: 500,
  code: 'INTERNAL_ERROR',
  detail: 'something went wrong on our side: the log knows more under this requestId',
  errors: [],
};

/** Only an `AppError` speaks for itself; every other error is known by its HTTP status alone. */
export function problemOf(error: unknown): ProblemOutline {
  if (error instanceof AppError)
    return {
      status: statusOfKind[error.kind],
      code: error.code,
      detail: error.message,
      errors: error.problems,
    };
  if (!(error instanceof HttpException) || error.getStatus() >= 500) return internal;
  const status = error.getStatus();
  return { status, errors: [], ...(malformed(error.cause) ?? ofStatus[status] ?? unnamed(status)) };
}

function malformed(cause: unknown): { readonly code: string; readonly detail: string } | null {
  if (cause instanceof URIError)
    return { code: 'MALFORMED_URL', detail: 'the path holds a percent sign that encodes nothing' };
  if (cause instanceof SyntaxError)
    return { code: 'MALFORMED_JSON', detail: 'the body is not a JSON object or list' };
  return null;
}

const unnamed = (status: number) => ({
  code: `HTTP_${status}`,
  detail: STATUS_CODES[status] ?? 'the request is refused',
});
