import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { KnownActor } from '../core/access/actor.ts';
import type { ApiKeyView } from '../core/access/api-key.ts';
import type { Page } from '../core/page.ts';
import { CreateApiKey, type NewApiKey } from '../features/access/create-api-key.ts';
import { ListApiKeys } from '../features/access/list-api-keys.ts';
import { RevokeApiKey } from '../features/access/revoke-api-key.ts';
import { ByKnown } from './by.ts';
import { Commands } from './commands.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { apiKeyBody, apiKeyList, newApiKeyAnswer, type ApiKeyBody } from './schemas/api-keys.ts';
import { apiKeyPath, type ApiKeyPath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';

@ApiTags('API keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createApiKey',
    needs: 'admin',
    summary: 'Make an API key',
    description: 'The answer is the only one that holds the key: what is stored is its digest.',
    accepts: apiKeyBody,
    answers: { 201: newApiKeyAnswer },
    problems: ['nameTaken'],
  })
  create(
    @Body({ schema: apiKeyBody }) { name, role, expiresAt }: ApiKeyBody,
    @ByKnown() by: KnownActor,
  ): Promise<NewApiKey> {
    return this.commands.execute(new CreateApiKey({ name, role, expiresAt: expiresAt ?? null }, by), by);
  }

  @Get()
  @Endpoint({
    id: 'listApiKeys',
    needs: 'admin',
    summary: 'List API keys by name, with when each was last used',
    answers: { 200: apiKeyList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<ApiKeyView>> {
    return this.queries.execute(new ListApiKeys(pageRequestOf(query)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'revokeApiKey',
    needs: 'admin',
    summary: 'Revoke an API key',
    description: 'At once where this was asked for; other processes notice within ten seconds.',
    answers: { 204: null },
    problems: ['apiKeyNotFound', 'invalid'],
  })
  async revoke(@Param({ schema: apiKeyPath }) { id }: ApiKeyPath, @ByKnown() by: KnownActor): Promise<void> {
    await this.commands.execute(new RevokeApiKey(id), by);
  }
}
