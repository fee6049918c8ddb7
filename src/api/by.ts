import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { KnownActor } from '../core/access/actor.ts';
import { Unauthenticated } from '../core/errors.ts';
import { actorOf, isKnown } from './callers.ts';
import type { HttpRequest } from './http-request.ts';

/** A parameter of a route: who asks, whoever it is. */
export const By = createParamDecorator((_: undefined, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<HttpRequest>()),
);

/** A parameter of a route that is not public: who asks. */
export const ByKnown = createParamDecorator((_: undefined, context: ExecutionContext): KnownActor => {
  const actor = actorOf(context.switchToHttp().getRequest<HttpRequest>());
  if (!isKnown(actor)) throw new Unauthenticated();
  return actor;
});
