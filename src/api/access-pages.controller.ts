import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { accessPagePolicy, setupPage, signInPage } from './access-pages.ts';
import { ApiSettings } from './api-settings.ts';
import { Needs } from './needs.ts';

/** The pages of those who are not signed in. They hold nothing but their forms. */
@ApiExcludeController()
@Controller()
export class AccessPagesController {
  constructor(private readonly settings: ApiSettings) {}

  @Get('sign-in')
  @Needs('public')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', accessPagePolicy)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Referrer-Policy', 'no-referrer')
  @Header('Cache-Control', 'no-store')
  signIn(): string {
    return signInPage(this.settings.hasProvider);
  }

  @Get('setup')
  @Needs('public')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', accessPagePolicy)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Referrer-Policy', 'no-referrer')
  @Header('Cache-Control', 'no-store')
  setUp(): string {
    return setupPage(this.settings.isOneClickSetup);
  }
}
