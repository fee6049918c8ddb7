import type { ServerResponse } from 'node:http';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { ScheduleId } from '../core/ids.ts';
import { inZone } from '../core/zoned-time.ts';
import { GetOccurrences } from '../features/schedules/get-occurrences.ts';
import { PreviewSchedule } from '../features/schedules/preview-schedule.ts';
import { SetSchedulePaused } from '../features/schedules/set-schedule-paused.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { occurrencesAnswerOf, scheduleAnswerOf } from './schedule-answers.ts';
import { schedulePath, type SchedulePath } from './schemas/ids.ts';
import {
  occurrences,
  occurrencesQuery,
  scheduleAnswer,
  schedulePreview,
  schedulePreviewBody,
  type OccurrencesAnswer,
  type OccurrencesQuery,
  type ScheduleAnswer,
  type SchedulePreviewAnswer,
  type SchedulePreviewBody,
} from './schemas/schedules.ts';

/** What can be done with one schedule beside keeping it. */
@ApiTags('schedules')
@Controller('v1/schedules')
export class ScheduleActionsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Endpoint({
    id: 'previewSchedule',
    needs: 'edit',
    summary: 'See the next five occurrences of a definition',
    description: 'Nothing is stored. Only what decides about the times is needed; jitter is left out.',
    accepts: schedulePreviewBody,
    answers: { 200: schedulePreview },
    problems: [],
  })
  async preview(
    @Body({ schema: schedulePreviewBody }) body: SchedulePreviewBody,
  ): Promise<SchedulePreviewAnswer> {
    const times = await this.queries.execute(new PreviewSchedule(body));
    return {
      timeZone: body.timeZone,
      occurrences: times.map((at) => ({ occurrence: at.toISOString(), local: inZone(at, body.timeZone) })),
    };
  }

  @Get(':id/occurrences')
  @Endpoint({
    id: 'getOccurrences',
    needs: 'read',
    summary: 'Read what is to come of a schedule, and what became of its last occurrences',
    answers: { 200: occurrences },
    problems: ['scheduleNotFound', 'invalid'],
  })
  async occurrences(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Query({ schema: occurrencesQuery }) { count }: OccurrencesQuery,
  ): Promise<OccurrencesAnswer> {
    return occurrencesAnswerOf(await this.queries.execute(new GetOccurrences(id, count)));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Endpoint({
    id: 'pauseSchedule',
    needs: 'operate',
    summary: 'Pause a schedule',
    ifMatch: true,
    answers: { 200: scheduleAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'scheduleNotFound', 'versionConflict', 'invalid'],
  })
  pause(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ScheduleAnswer> {
    return this.setPaused(id, ifMatch, true, { response, by });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Endpoint({
    id: 'resumeSchedule',
    needs: 'operate',
    summary: 'Resume a schedule; what it would have done meanwhile is not made up for',
    ifMatch: true,
    answers: { 200: scheduleAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'scheduleNotFound', 'versionConflict', 'invalid'],
  })
  resume(
    @Param({ schema: schedulePath }) { id }: SchedulePath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ScheduleAnswer> {
    return this.setPaused(id, ifMatch, false, { response, by });
  }

  private async setPaused(
    id: ScheduleId,
    ifMatch: string | undefined,
    paused: boolean,
    { response, by }: { readonly response: ServerResponse; readonly by: Actor },
  ): Promise<ScheduleAnswer> {
    const command = new SetSchedulePaused(id, expectedVersionOf(ifMatch), paused);
    const schedule = await this.commands.execute(command, by);
    response.setHeader('ETag', etagOf(schedule));
    return scheduleAnswerOf(schedule);
  }
}
