import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { TooMany } from '../core/errors.ts';
import { problemOf } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import type { ProblemBody } from './schemas/problem.ts';

const RETRY_AFTER_SECONDS = 5;

/** Every error leaves as `application/problem+json`; what is not ours to explain leaves without any detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Api');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<IncomingMessage & { readonly originalUrl: string }>();
    const response = http.getResponse<ServerResponse>();
    const { status, code, detail, errors } = problemOf(error);
    const instance = request.originalUrl.split('?')[0]!;
    const requestId = requestIdOf(response);

    const line = `${requestId} ${request.method} ${instance}: ${status} ${code}`;
    if (status === 500) this.log.error(`${line}: ${traceable(error)}`);
    else if (status > 500) this.log.warn(line);
    else this.log.debug(line);
    if (response.headersSent) {
      response.destroy();
      return;
    }

    const body: ProblemBody = {
      type: `urn:plumbline:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code,
      detail,
      instance,
      requestId,
      errors: [...errors],
    };
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="plumbline"');
    if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
    if (error instanceof TooMany)
      response.setHeader('Retry-After', String(Math.ceil(error.retryAfterMs / 1000)));
    response.removeHeader('ETag');
    response.removeHeader('Location');
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    response.end(JSON.stringify(body));
  }
}

/** Enough to find the place; messages of foreign errors may quote SQL, addresses or row data and are left out. */
function traceable(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const place = error.stack
    ?.split('\n')
    .find((text) => /^\s+at /.test(text))
    ?.trim();
  return `${error.constructor.name}${code}${place === undefined ? '' : ` ${place}`}`;
}
