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
import type { Page } from '../core/page.ts';
import type { ConnectionView } from '../features/connections/connection-view.ts';
import { CreateConnection } from '../features/connections/create-connection.ts';
import { DeleteConnection } from '../features/connections/delete-connection.ts';
import { GetConnection } from '../features/connections/get-connection.ts';
import { ListConnections } from '../features/connections/list-connections.ts';
import { ReplaceConnection } from '../features/connections/replace-connection.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  connectionAnswer,
  connectionBody,
  connectionList,
  deleteConnectionQuery,
  type ConnectionBody,
  type DeleteConnectionQuery,
} from './schemas/connections.ts';
import { connectionPath, type ConnectionPath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';

@ApiTags('connections')
@Controller('v1/connections')
export class ConnectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createConnection',
    needs: 'edit',
    summary: 'Register a connection',
    description: 'The database is not asked: see verify.',
    accepts: connectionBody,
    answers: { 201: connectionAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken'],
  })
  async create(
    @Body({ schema: connectionBody }) body: ConnectionBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ConnectionView> {
    const connection = await this.commands.execute(new CreateConnection(body), by);
    response.setHeader('Location', `/v1/connections/${connection.id}`);
    response.setHeader('ETag', etagOf(connection));
    return connection;
  }

  @Get()
  @Endpoint({
    id: 'listConnections',
    needs: 'read',
    summary: 'List connections by name',
    answers: { 200: connectionList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<ConnectionView>> {
    return this.queries.execute(new ListConnections(pageRequestOf(query)));
  }

  @Get(':id')
  @Endpoint({
    id: 'getConnection',
    needs: 'read',
    summary: 'Read a connection',
    answers: { 200: connectionAnswer },
    headers: ['ETag'],
    problems: ['connectionNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: connectionPath }) { id }: ConnectionPath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<ConnectionView> {
    const connection = await this.queries.execute(new GetConnection(id));
    response.setHeader('ETag', etagOf(connection));
    return connection;
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceConnection',
    needs: 'edit',
    summary: 'Replace a connection',
    description:
      'Absent secrets keep those that are stored; they must be given again when the connection points somewhere else.',
    accepts: connectionBody,
    ifMatch: true,
    answers: { 200: connectionAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'connectionNotFound', 'nameTaken', 'versionConflict'],
  })
  async replace(
    @Param({ schema: connectionPath }) { id }: ConnectionPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: connectionBody }) body: ConnectionBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ConnectionView> {
    const command = new ReplaceConnection(id, expectedVersionOf(ifMatch), body);
    const connection = await this.commands.execute(command, by);
    response.setHeader('ETag', etagOf(connection));
    return connection;
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteConnection',
    needs: 'edit',
    summary: 'Delete a connection',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'connectionNotFound', 'inUse', 'versionConflict', 'invalid'],
  })
  async delete(
    @Param({ schema: connectionPath }) { id }: ConnectionPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Query({ schema: deleteConnectionQuery }) { cascade }: DeleteConnectionQuery,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteConnection(id, expectedVersionOf(ifMatch), cascade), by);
  }
}
