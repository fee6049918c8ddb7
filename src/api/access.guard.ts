import type { ServerResponse } from 'node:http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor } from '../core/access/actor.ts';
import { permits, type Permission } from '../core/access/role.ts';
import { AppError, Forbidden, Unauthenticated } from '../core/errors.ts';
import { Refusals } from '../features/audit/refusals.ts';
import { ApiSettings } from './api-settings.ts';
import { Callers, originOf, rememberActor } from './callers.ts';
import { isUnsafe, pathOf, type HttpRequest } from './http-request.ts';
import { NEEDS } from './needs.ts';
import { RateLimits } from './rate-limits.ts';
import { refuseOtherPages, requireOwnPage } from './same-origin.ts';

/**
 * The one door of the API: says who asks, and lets in only whom the route's rule allows. It stands before anything is
 * read or looked up, so that a refusal tells nothing about what there is.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    private readonly limits: RateLimits,
    private readonly refusals: Refusals,
    private readonly settings: ApiSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const origin = originOf(request, http.getResponse<ServerResponse>());
    const anonymous: Actor = { type: 'anonymous', ...origin };
    rememberActor(request, anonymous);
    const needs = this.reflector.get<Permission | undefined>(NEEDS, context.getHandler());
    if (needs === 'public') {
      await this.admitAnybody(request, origin.address);
      return true;
    }
    const caller = await this.callers.identify(request);
    if (!caller) {
      await this.limits.stranger(origin.address);
      return this.refuse(request, anonymous, new Unauthenticated());
    }
    const actor: Actor = { ...caller.principal, ...origin };
    rememberActor(request, actor);
    await this.limits.request(`${actor.type} ${actor.id}`);
    if (needs === undefined || !permits(actor.role, needs))
      return this.refuse(request, actor, new Forbidden());
    if (caller.by === 'session' && isUnsafe(request)) await this.requireOwnPage(request, actor);
    return true;
  }

  private async admitAnybody(request: HttpRequest, address: string | null): Promise<void> {
    if (!pathOf(request).startsWith('/v1/')) return;
    await this.limits.signIn(address);
    if (isUnsafe(request)) refuseOtherPages(request, this.settings);
  }

  private async requireOwnPage(request: HttpRequest, actor: Actor): Promise<void> {
    try {
      requireOwnPage(request, this.settings);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await this.refuse(request, actor, error);
    }
  }

  /** Who tried to change something and may not is written down. */
  private async refuse(request: HttpRequest, actor: Actor, error: AppError): Promise<never> {
    if (isUnsafe(request)) {
      const route = `${request.method} ${request.route?.path ?? ''}`;
      await this.refusals.record(route, pathOf(request), error.code, actor);
    }
    throw error;
  }
}
