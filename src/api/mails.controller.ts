import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { GetMail } from '../features/mails/get-mail.ts';
import { ListMails } from '../features/mails/list-mails.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  mailAnswer,
  mailAnswerOf,
  mailList,
  mailListOf,
  mailPath,
  type MailAnswer,
  type MailList,
  type MailPath,
} from './schemas/mails.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';

@ApiTags('mails')
@Controller('v1/mails')
export class MailsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint({
    id: 'listMails',
    needs: 'operate',
    summary: 'List the mails that were kept in place of being sent, newest first',
    description: 'Without SMTP_URL mails are kept here, the newest 500 of them.',
    answers: { 200: mailList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: pageQuery }) query: PageQuery): Promise<MailList> {
    return mailListOf(await this.queries.execute(new ListMails(pageRequestOf(query))));
  }

  @Get(':id')
  @Endpoint({
    id: 'getMail',
    needs: 'operate',
    summary: 'Read a mail that was kept',
    answers: { 200: mailAnswer },
    problems: ['mailNotFound', 'invalid'],
  })
  async get(@Param({ schema: mailPath }) { id }: MailPath): Promise<MailAnswer> {
    return mailAnswerOf(await this.queries.execute(new GetMail(id)));
  }
}
