import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Needs } from './needs.ts';
import { homePage, homePagePolicy } from './home-page.ts';

@ApiExcludeController()
@Controller()
export class HomeController {
  @Get()
  @Needs('public')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', homePagePolicy)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-cache')
  home(): string {
    return homePage;
  }
}
