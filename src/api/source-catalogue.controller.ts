import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { Column } from '../core/columns.ts';
import type { Page } from '../core/page.ts';
import { ListColumns } from '../features/connections/list-columns.ts';
import { ListDatasets } from '../features/connections/list-datasets.ts';
import { VerifyConnection } from '../features/connections/verify-connection.ts';
import type { ConnectionReport, DatasetEntry } from '../ports/connector.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { connectionPath, datasetPath, type ConnectionPath, type DatasetPath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';
import { columnList, connectionReport, datasetList } from './schemas/source-catalogue.ts';

/** What is on the other side of a connection. */
@ApiTags('connections')
@Controller('v1/connections/:id')
export class SourceCatalogueController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post('verify')
  @HttpCode(200)
  @Endpoint({
    id: 'verifyConnection',
    needs: 'operate',
    summary: 'Try a connection',
    description: 'A connection that does not work is a 200 too: the report says what is wrong.',
    answers: { 200: connectionReport },
    problems: ['connectionNotFound', 'invalid', 'unavailable'],
  })
  verify(
    @Param({ schema: connectionPath }) { id }: ConnectionPath,
    @By() by: Actor,
  ): Promise<ConnectionReport> {
    return this.commands.execute(new VerifyConnection(id), by);
  }

  @Get('datasets')
  @Endpoint({
    id: 'listDatasets',
    needs: 'read',
    summary: 'List tables and views',
    answers: { 200: datasetList },
    problems: ['connectionNotFound', 'invalid', 'unavailable'],
  })
  datasets(
    @Param({ schema: connectionPath }) { id }: ConnectionPath,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<DatasetEntry>> {
    return this.queries.execute(new ListDatasets(id, pageRequestOf(query)));
  }

  @Get('datasets/:dataset/columns')
  @Endpoint({
    id: 'listColumns',
    needs: 'read',
    summary: 'List the columns of a table or view',
    answers: { 200: columnList },
    problems: ['connectionNotFound', 'datasetNotFound', 'invalid', 'unavailable'],
  })
  async columns(
    @Param({ schema: datasetPath }) { id, dataset }: DatasetPath,
  ): Promise<{ readonly items: readonly Column[] }> {
    return { items: await this.queries.execute(new ListColumns(id, dataset)) };
  }
}
