import type { ServerResponse } from 'node:http';
import { Body, Controller, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { TestDefinition } from '../core/quality-test.ts';
import { RequestRun } from '../features/executions/request-run.ts';
import { PreviewTest } from '../features/tests/preview-test.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { testPath, type TestPath } from './schemas/ids.ts';
import { requestedExecution, type RequestedExecution } from './schemas/runs.ts';
import {
  previewAnswerOf,
  previewQuery,
  testPreview,
  type PreviewAnswer,
  type PreviewQuery,
} from './schemas/test-preview.ts';
import { testBody } from './schemas/tests.ts';

/** What can be done with one test beside keeping it. */
@ApiTags('tests')
@Controller('v1/tests')
export class TestActionsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Endpoint({
    id: 'previewTest',
    needs: 'edit',
    summary: 'See what a definition would do: its SQL and, with run, its verdict',
    description: 'Nothing is stored. There is no earlier run to compare with, so changes are not judged.',
    accepts: testBody,
    answers: { 200: testPreview },
    problems: ['unavailable'],
  })
  async preview(
    @Body({ schema: testBody }) body: TestDefinition,
    @Query({ schema: previewQuery }) { run }: PreviewQuery,
  ): Promise<PreviewAnswer> {
    return previewAnswerOf(await this.queries.execute(new PreviewTest(body, run)));
  }

  @Post(':id/run')
  @HttpCode(202)
  @Endpoint({
    id: 'runTest',
    needs: 'operate',
    summary: 'Run a test',
    description: 'Read the execution at Location until its status is final.',
    answers: { 202: requestedExecution },
    headers: ['Location'],
    problems: ['testNotFound', 'disabled', 'invalid'],
  })
  async run(
    @Param({ schema: testPath }) { id }: TestPath,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<RequestedExecution> {
    const { runId, executions } = await this.commands.execute(
      new RequestRun({ testIds: [id] }, 'manual'),
      by,
    );
    const { executionId } = executions[0]!;
    response.setHeader('Location', `/v1/executions/${executionId}`);
    return { runId, executionId, status: 'queued' };
  }
}
