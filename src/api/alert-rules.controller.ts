import type { ServerResponse } from 'node:http';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { AlertRule, AlertRuleDefinition } from '../core/alerting/alert-rule.ts';
import type { Page } from '../core/page.ts';
import { CreateAlertRule } from '../features/alerts/create-alert-rule.ts';
import { DeleteAlertRule } from '../features/alerts/delete-alert-rule.ts';
import { GetAlertRule } from '../features/alerts/get-alert-rule.ts';
import { ListAlertRules } from '../features/alerts/list-alert-rules.ts';
import { ReplaceAlertRule } from '../features/alerts/replace-alert-rule.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { alertRuleAnswer, alertRuleBody, alertRuleList } from './schemas/alert-rules.ts';
import { alertRulePath, type AlertRulePath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';

@ApiTags('alert rules')
@Controller('v1/alert-rules')
export class AlertRulesController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createAlertRule',
    needs: 'edit',
    summary: 'Define who is told of what',
    accepts: alertRuleBody,
    answers: { 201: alertRuleAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken'],
  })
  async create(
    @Body({ schema: alertRuleBody }) body: AlertRuleDefinition,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<AlertRule> {
    const rule = await this.commands.execute(new CreateAlertRule(body), by);
    response.setHeader('Location', `/v1/alert-rules/${rule.id}`);
    response.setHeader('ETag', etagOf(rule));
    return rule;
  }

  @Get()
  @Endpoint({
    id: 'listAlertRules',
    needs: 'read',
    summary: 'List alert rules by name',
    answers: { 200: alertRuleList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<AlertRule>> {
    return this.queries.execute(new ListAlertRules(pageRequestOf(query)));
  }

  @Get(':id')
  @Endpoint({
    id: 'getAlertRule',
    needs: 'read',
    summary: 'Read an alert rule',
    answers: { 200: alertRuleAnswer },
    headers: ['ETag'],
    problems: ['alertRuleNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: alertRulePath }) { id }: AlertRulePath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<AlertRule> {
    const rule = await this.queries.execute(new GetAlertRule(id));
    response.setHeader('ETag', etagOf(rule));
    return rule;
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceAlertRule',
    needs: 'edit',
    summary: 'Replace an alert rule',
    accepts: alertRuleBody,
    ifMatch: true,
    answers: { 200: alertRuleAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'alertRuleNotFound', 'nameTaken', 'versionConflict'],
  })
  async replace(
    @Param({ schema: alertRulePath }) { id }: AlertRulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: alertRuleBody }) body: AlertRuleDefinition,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<AlertRule> {
    const rule = await this.commands.execute(new ReplaceAlertRule(id, expectedVersionOf(ifMatch), body), by);
    response.setHeader('ETag', etagOf(rule));
    return rule;
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteAlertRule',
    needs: 'edit',
    summary: 'Delete an alert rule',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'alertRuleNotFound', 'versionConflict', 'invalid'],
  })
  async delete(
    @Param({ schema: alertRulePath }) { id }: AlertRulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteAlertRule(id, expectedVersionOf(ifMatch)), by);
  }
}
