import type { ServerResponse } from 'node:http';
import { Unauthenticated } from '../core/errors.ts';
import type { Callers } from './callers.ts';
import type { HttpRequest } from './http-request.ts';

/** Middleware for what is served beside the routes: people are led to the sign-in, programs are told. */
export const signedInOnly =
  (callers: Callers) =>
  (request: HttpRequest, response: ServerResponse, next: (error?: unknown) => void): void => {
    callers.identify(request).then(
      (caller) => {
        if (caller) return next();
        const isPerson = request.headers.accept?.includes('text/html') ?? false;
        if (!isPerson) return next(new Unauthenticated());
        response.writeHead(302, { Location: '/sign-in' }).end();
      },
      (error: unknown) => next(error),
    );
  };
