import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Actor, KnownActor, Origin, Principal } from '../core/access/actor.ts';
import { Authenticator } from '../features/access/authenticator.ts';
import { ApiSettings } from './api-settings.ts';
import { addressOf, type HttpRequest } from './http-request.ts';
import { requestIdOf } from './request-id.ts';
import { sessionTokenIn } from './session-cookie.ts';

/** What a request says about who sent it. */
type Credentials = { readonly by: 'key' | 'session'; readonly text: string };

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,300}=*)$/i;

/** Who sends requests. */
@Injectable()
export class Callers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly settings: ApiSettings,
  ) {}

  /** Null when the request carries no credentials that are good. A header counts before a cookie, good or not. */
  async identify(
    request: HttpRequest,
  ): Promise<{ readonly principal: Principal; readonly by: Credentials['by'] } | null> {
    const credentials = this.credentialsIn(request);
    if (!credentials) return null;
    const { by, text } = credentials;
    const principal = await (by === 'key'
      ? this.authenticator.byKey(text)
      : this.authenticator.bySession(text));
    return principal && { principal, by };
  }

  private credentialsIn(request: HttpRequest): Credentials | null {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const key = BEARER.exec(authorization)?.[1];
      return key === undefined ? null : { by: 'key', text: key };
    }
    const token = sessionTokenIn(request, this.settings);
    return token === null ? null : { by: 'session', text: token };
  }
}

const actors = new WeakMap<HttpRequest, Actor>();

export const rememberActor = (request: HttpRequest, actor: Actor): void => void actors.set(request, actor);

/** Who sent a request that the guard has let in. */
export function actorOf(request: HttpRequest): Actor {
  const actor = actors.get(request);
  if (!actor) throw new Error('the guard has not seen this request');
  return actor;
}

export const originOf = (request: HttpRequest, response: ServerResponse): Origin => ({
  requestId: requestIdOf(response),
  address: addressOf(request),
});

export const isKnown = (actor: Actor): actor is KnownActor => actor.type !== 'anonymous';
