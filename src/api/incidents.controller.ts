import type { ServerResponse } from 'node:http';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Page } from '../core/page.ts';
import { GetIncident } from '../features/incidents/get-incident.ts';
import { ListIncidents } from '../features/incidents/list-incidents.ts';
import { etagOf } from './if-match.ts';
import { incidentAnswerOf, incidentDetailOf } from './incident-answers.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { incidentPath, type IncidentPath } from './schemas/ids.ts';
import {
  incidentDetail,
  incidentFilterOf,
  incidentList,
  incidentListQuery,
  type IncidentAnswer,
  type IncidentDetail,
  type IncidentListQuery,
} from './schemas/incidents.ts';
import { pageRequestOf } from './schemas/query.ts';

@ApiTags('incidents')
@Controller('v1/incidents')
export class IncidentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint({
    id: 'listIncidents',
    needs: 'read',
    summary: 'List incidents, newest first',
    answers: { 200: incidentList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: incidentListQuery }) query: IncidentListQuery): Promise<Page<IncidentAnswer>> {
    const message = new ListIncidents(incidentFilterOf(query), pageRequestOf(query));
    const { items, nextCursor } = await this.queries.execute(message);
    return { items: items.map(incidentAnswerOf), nextCursor };
  }

  @Get(':id')
  @Endpoint({
    id: 'getIncident',
    needs: 'read',
    summary: 'Read an incident, all that happened to it, and what else is wrong with its dataset',
    answers: { 200: incidentDetail },
    headers: ['ETag'],
    problems: ['incidentNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: incidentPath }) { id }: IncidentPath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<IncidentDetail> {
    const view = await this.queries.execute(new GetIncident(id));
    response.setHeader('ETag', etagOf(view.incident));
    return incidentDetailOf(view);
  }
}
