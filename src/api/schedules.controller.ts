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
import type { ScheduleDefinition } from '../core/scheduling/schedule.ts';
import { CreateSchedule } from '../features/schedules/create-schedule.ts';
import { DeleteSchedule } from '../features/schedules/delete-schedule.ts';
import { GetSchedule } from '../features/schedules/get-schedule.ts';
import { ListSchedules } from '../features/schedules/list-schedules.ts';
import { ReplaceSchedule } from '../features/schedules/replace-schedule.ts';
import type { ScheduleView } from '../features/schedules/schedule-views.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { scheduleAnswerOf } from './schedule-answers.ts';
import { schedulePath, type SchedulePath } from './schemas/ids.ts';
import { pageRequestOf } from './schemas/query.ts';
import {
  scheduleAnswer,
  scheduleBody,
  scheduleList,
  scheduleListQuery,
  type ScheduleAnswer,
  type ScheduleListQuery,
} from './schemas/schedules.ts';

@ApiTags('schedules')
@Controller('v1/schedules')
export class SchedulesController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createSchedule',
    needs: 'edit',
    summary: 'Have tests run by themselves',
    accepts: scheduleBody,
    answers: { 201: scheduleAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken'],
  })
  async create(
    @Body({ schema: scheduleBody }) body: ScheduleDefinition,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ScheduleAnswer> {
    const schedule = await this.commands.execute(new CreateSchedule(body), by);
    response.setHeader('Location', `/v1/schedules/${schedule.id}`);
    return tagged(response, schedule);
  }

  @Get()
  @Endpoint({
    id: 'listSchedules',
    needs: 'read',
    summary: 'List schedules by name, each with its next occurrences',
    answers: { 200: scheduleList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: scheduleListQuery }) query: ScheduleListQuery): Promise<Page<ScheduleAnswer>> {
    const { testId, ...page } = query;
    const found = await this.queries.execute(new ListSchedules({ testId }, pageRequestOf(page)));
    return { items: found.items.map(scheduleAnswerOf), nextCursor: found.nextCursor };
  }

  @Get(':id')
  @Endpoint({
    id: 'getSchedule',
    needs: 'read',
    summary: 'Read a schedule and its next occurrences',
    answers: { 200: scheduleAnswer },
    headers: ['ETag'],
    problems: ['scheduleNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<ScheduleAnswer> {
    return tagged(response, await this.queries.execute(new GetSchedule(id)));
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceSchedule',
    needs: 'edit',
    summary: 'Replace the definition of a schedule',
    accepts: scheduleBody,
    ifMatch: true,
    answers: { 200: scheduleAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'scheduleNotFound', 'nameTaken', 'versionConflict', 'scheduleOfTest'],
  })
  async replace(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: scheduleBody }) body: ScheduleDefinition,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ScheduleAnswer> {
    const command = new ReplaceSchedule(id, expectedVersionOf(ifMatch), body);
    return tagged(response, await this.commands.execute(command, by));
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteSchedule',
    needs: 'edit',
    summary: 'Delete a schedule; the runs that it made stay',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'scheduleNotFound', 'versionConflict', 'scheduleOfTest', 'invalid'],
  })
  async delete(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteSchedule(id, expectedVersionOf(ifMatch)), by);
  }
}

function tagged(response: ServerResponse, schedule: ScheduleView): ScheduleAnswer {
  response.setHeader('ETag', etagOf(schedule));
  return scheduleAnswerOf(schedule);
}
