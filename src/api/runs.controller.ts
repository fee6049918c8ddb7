import type { ServerResponse } from 'node:http';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import { CancelRun } from '../features/executions/cancel-run.ts';
import { GetRun } from '../features/executions/get-run.ts';
import { RequestRun, type RequestedRun } from '../features/executions/request-run.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { runAnswerOf } from './execution-answers.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { runPath, type RunPath } from './schemas/ids.ts';
import {
  cancelledRun,
  requestedRun,
  runAnswer,
  runBody,
  runSelectionOf,
  type CancelledRun,
  type RunAnswer,
  type RunBody,
} from './schemas/runs.ts';

@ApiTags('runs')
@Controller('v1/runs')
export class RunsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @HttpCode(202)
  @Endpoint({
    id: 'requestRun',
    needs: 'operate',
    summary: 'Run many tests',
    description: 'By ids, or all enabled tests that fulfil every given condition.',
    accepts: runBody,
    answers: { 202: requestedRun },
    headers: ['Location'],
    problems: ['testNotFound', 'nothingSelected', 'disabled'],
  })
  async request(
    @Body({ schema: runBody }) body: RunBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<RequestedRun & { readonly status: 'queued' }> {
    const { runId, executions } = await this.commands.execute(
      new RequestRun(runSelectionOf(body), 'manual'),
      by,
    );
    response.setHeader('Location', `/v1/runs/${runId}`);
    return { runId, status: 'queued', executions };
  }

  @Get(':id')
  @Endpoint({
    id: 'getRun',
    needs: 'read',
    summary: 'Read a run and its executions',
    answers: { 200: runAnswer },
    problems: ['runNotFound', 'invalid'],
  })
  async get(@Param({ schema: runPath }) { id }: RunPath): Promise<RunAnswer> {
    return runAnswerOf(await this.queries.execute(new GetRun(id)));
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @Endpoint({
    id: 'cancelRun',
    needs: 'operate',
    summary: 'Cancel a run',
    description: 'Executions that are final stay as they are.',
    answers: { 202: cancelledRun },
    problems: ['runNotFound', 'invalid'],
  })
  cancel(@Param({ schema: runPath }) { id }: RunPath, @By() by: Actor): Promise<CancelledRun> {
    return this.commands.execute(new CancelRun(id), by);
  }
}
