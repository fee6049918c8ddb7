import type { ServerResponse } from 'node:http';
import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import { BeginProviderSignIn } from '../features/access/begin-provider-sign-in.ts';
import { CompleteProviderSignIn } from '../features/access/complete-provider-sign-in.ts';
import { ApiSettings } from './api-settings.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import type { HttpRequest } from './http-request.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  isOverTls,
  noStateCookie,
  sessionCookie,
  sessionTokenIn,
  stateCookie,
  stateIn,
} from './session-cookie.ts';

/** The way of browsers to an identity provider and back. */
@ApiTags('sign-in')
@Controller('v1/sign-in/oidc')
export class ProviderSignInController {
  constructor(
    private readonly bus: CommandBus,
    private readonly commands: Commands,
    private readonly settings: ApiSettings,
  ) {}

  @Get()
  @HttpCode(302)
  @Endpoint({
    id: 'beginProviderSignIn',
    needs: 'public',
    summary: 'Send the browser to the identity provider',
    answers: { 302: null },
    headers: ['Location'],
    problems: ['noIdentityProvider', 'tooMany', 'providerUnavailable'],
  })
  async begin(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    const { url, state, endsAt } = await this.bus.execute(new BeginProviderSignIn());
    response.setHeader('Set-Cookie', stateCookie(state, endsAt, isOverTls(request, this.settings)));
    response.setHeader('Location', url);
  }

  @Get('callback')
  @HttpCode(302)
  @Endpoint({
    id: 'completeProviderSignIn',
    needs: 'public',
    summary: 'Where the identity provider sends the browser back to: begins a session',
    answers: { 302: null },
    headers: ['Location'],
    problems: ['wrongCredentials', 'forbidden', 'noIdentityProvider', 'tooMany', 'providerUnavailable'],
  })
  async complete(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<void> {
    const overTls = isOverTls(request, this.settings);
    const query = request.originalUrl.split('?')[1] ?? '';
    const replaces = sessionTokenIn(request, this.settings);
    const command = new CompleteProviderSignIn(stateIn(request, overTls) ?? '', query, replaces);
    const { token, endsAt } = await this.commands.execute(command, by);
    response.setHeader('Set-Cookie', [sessionCookie(token, endsAt, overTls), noStateCookie(overTls)]);
    response.setHeader('Location', '/');
  }
}
