import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { Page } from '../core/page.ts';
import { GetExecutionSamples } from '../features/executions/get-execution-samples.ts';
import { GetExecution } from '../features/executions/get-execution.ts';
import { ListExecutions } from '../features/executions/list-executions.ts';
import { By } from './by.ts';
import { executionAnswerOf, executionItemOf, samplesAnswerOf } from './execution-answers.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { executionFilterOf, executionListQuery, type ExecutionListQuery } from './schemas/execution-list.ts';
import {
  executionAnswer,
  executionList,
  samplesAnswer,
  type ExecutionAnswer,
  type ExecutionItem,
  type SamplesAnswer,
} from './schemas/executions.ts';
import { executionPath, type ExecutionPath } from './schemas/ids.ts';
import { pageRequestOf } from './schemas/query.ts';

@ApiTags('executions')
@Controller('v1/executions')
export class ExecutionsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint({
    id: 'listExecutions',
    needs: 'read',
    summary: 'List executions, newest first',
    answers: { 200: executionList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: executionListQuery }) query: ExecutionListQuery): Promise<Page<ExecutionItem>> {
    const message = new ListExecutions(executionFilterOf(query), pageRequestOf(query));
    const { items, nextCursor } = await this.queries.execute(message);
    return { items: items.map(executionItemOf), nextCursor };
  }

  @Get(':id')
  @Endpoint({
    id: 'getExecution',
    needs: 'read',
    summary: 'Read an execution with its statements',
    answers: { 200: executionAnswer },
    problems: ['executionNotFound', 'invalid'],
  })
  async get(@Param({ schema: executionPath }) { id }: ExecutionPath): Promise<ExecutionAnswer> {
    return executionAnswerOf(await this.queries.execute(new GetExecution(id)));
  }
  @Get(':id/samples')
  @Endpoint({
    id: 'getExecutionSamples',
    needs: 'operate',
    summary: 'Read the rows that are kept of an execution',
    description: 'That they were read is in the audit log; when it cannot be written they are not shown.',
    answers: { 200: samplesAnswer },
    problems: ['executionNotFound', 'samplesNotFound', 'invalid', 'auditUnavailable'],
  })
  async samples(
    @Param({ schema: executionPath }) { id }: ExecutionPath,
    @By() by: Actor,
  ): Promise<SamplesAnswer> {
    const message = new GetExecutionSamples(id, by);
    return samplesAnswerOf(await this.queries.execute(message));
  }
}
