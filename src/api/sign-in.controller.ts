import type { ServerResponse } from 'node:http';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor, KnownActor } from '../core/access/actor.ts';
import { ChangePassword } from '../features/access/change-password.ts';
import { CompleteSetup } from '../features/access/complete-setup.ts';
import type { StartedSession } from '../features/access/session-holders.ts';
import { SignIn } from '../features/access/sign-in.ts';
import { SignOut } from '../features/access/sign-out.ts';
import { ApiSettings } from './api-settings.ts';
import { By, ByKnown } from './by.ts';
import { Commands } from './commands.ts';
import type { HttpRequest } from './http-request.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  meAnswer,
  meAnswerOf,
  passwordBody,
  setupBody,
  signInBody,
  type MeAnswer,
  type PasswordBody,
  type SetupBody,
  type SignInBody,
} from './schemas/access.ts';
import { isOverTls, noSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.ts';

@ApiTags('sign-in')
@Controller('v1')
export class SignInController {
  constructor(
    private readonly commands: Commands,
    private readonly settings: ApiSettings,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Endpoint({
    id: 'signIn',
    needs: 'public',
    summary: 'Sign in at the web: sets the cookie of a new session',
    description: 'Programs send an API key instead.',
    accepts: signInBody,
    answers: { 200: meAnswer },
    problems: ['wrongCredentials', 'tooManyAttempts'],
  })
  async signIn(
    @Body({ schema: signInBody }) { name, password }: SignInBody,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<MeAnswer> {
    const replaces = sessionTokenIn(request, this.settings);
    const command = new SignIn({ name, password, address: by.address, replaces });
    return this.signedIn(await this.commands.execute(command, by), request, response);
  }

  @Post('setup')
  @HttpCode(200)
  @Endpoint({
    id: 'completeSetup',
    needs: 'public',
    summary: 'Make the first admin, by the link that was printed at the first start, and sign in',
    accepts: setupBody,
    answers: { 200: meAnswer },
    problems: ['wrongCredentials', 'nameTaken', 'tooMany'],
  })
  async setUp(
    @Body({ schema: setupBody }) { token, name, password }: SetupBody,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<MeAnswer> {
    const admin = name === undefined || password === undefined ? null : { name, password };
    const started = await this.commands.execute(new CompleteSetup(token, admin), by);
    return this.signedIn(started, request, response);
  }

  @Post('sign-out')
  @HttpCode(204)
  @Endpoint({
    id: 'signOut',
    needs: 'read',
    summary: 'End the session whose cookie is sent',
    answers: { 204: null },
    problems: [],
  })
  async signOut(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<void> {
    const token = sessionTokenIn(request, this.settings);
    if (token !== null) await this.commands.execute(new SignOut(by, token), by);
    response.setHeader('Set-Cookie', noSessionCookie(isOverTls(request, this.settings)));
  }

  @Get('me')
  @Endpoint({
    id: 'getMe',
    needs: 'read',
    summary: 'Who the caller is, and what the caller may do',
    answers: { 200: meAnswer },
    problems: [],
  })
  me(@ByKnown() by: KnownActor): MeAnswer {
    return meAnswerOf(by);
  }

  @Post('me/password')
  @HttpCode(204)
  @Endpoint({
    id: 'changePassword',
    needs: 'read',
    summary: "Change the caller's password",
    description: "All of the caller's sessions are over then, this one too.",
    accepts: passwordBody,
    answers: { 204: null },
    problems: ['wrongCredentials', 'versionConflict', 'tooManyAttempts'],
  })
  async changePassword(
    @Body({ schema: passwordBody }) { current, password }: PasswordBody,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: ServerResponse,
    @ByKnown() by: KnownActor,
  ): Promise<void> {
    await this.commands.execute(new ChangePassword(by, { current: current ?? null, next: password }), by);
    response.setHeader('Set-Cookie', noSessionCookie(isOverTls(request, this.settings)));
  }

  private signedIn(
    { token, endsAt, user }: StartedSession,
    request: HttpRequest,
    response: ServerResponse,
  ): MeAnswer {
    response.setHeader('Set-Cookie', sessionCookie(token, endsAt, isOverTls(request, this.settings)));
    return meAnswerOf({ type: 'user', ...user });
  }
}
