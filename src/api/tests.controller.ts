import type { ServerResponse } from 'node:http';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { Page } from '../core/page.ts';
import type { QualityTest, TestDefinition } from '../core/quality-test.ts';
import { CloneTest } from '../features/tests/clone-test.ts';
import { CreateTest } from '../features/tests/create-test.ts';
import { DeleteTest } from '../features/tests/delete-test.ts';
import { GetTest } from '../features/tests/get-test.ts';
import { ListTests } from '../features/tests/list-tests.ts';
import { PatchTest } from '../features/tests/patch-test.ts';
import { ReplaceTest } from '../features/tests/replace-test.ts';
import type { TestView } from '../features/tests/test-view.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { testPath, type TestPath } from './schemas/ids.ts';
import { pageRequestOf } from './schemas/query.ts';
import { testListQuery, type TestListQuery } from './schemas/test-list.ts';
import {
  checkQuery,
  cloneTestBody,
  testAnswer,
  testBody,
  testList,
  testPatchBody,
  testPatchOf,
  type CheckQuery,
  type CloneTestBody,
  type TestPatchBody,
} from './schemas/tests.ts';

@ApiTags('tests')
@Controller('v1/tests')
export class TestsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createTest',
    needs: 'edit',
    summary: 'Define a test',
    accepts: testBody,
    answers: { 201: testAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken', 'unavailable'],
  })
  async create(
    @Body({ schema: testBody }) body: TestDefinition,
    @Query({ schema: checkQuery }) { check }: CheckQuery,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<QualityTest> {
    return made(response, await this.commands.execute(new CreateTest(body, check), by));
  }

  @Get()
  @Endpoint({
    id: 'listTests',
    needs: 'read',
    summary: 'List tests by name, each with its latest verdict',
    description: 'With status, oldest first instead of by name.',
    answers: { 200: testList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: testListQuery }) query: TestListQuery): Promise<Page<TestView>> {
    const { limit, cursor, tag, ...filter } = query;
    return this.queries.execute(new ListTests({ ...filter, tags: tag }, pageRequestOf({ limit, cursor })));
  }

  @Get(':id')
  @Endpoint({
    id: 'getTest',
    needs: 'read',
    summary: 'Read a test and its latest verdict',
    answers: { 200: testAnswer },
    headers: ['ETag'],
    problems: ['testNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: testPath }) { id }: TestPath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<TestView> {
    return tagged(response, await this.queries.execute(new GetTest(id)));
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceTest',
    needs: 'edit',
    summary: 'Replace the definition of a test',
    accepts: testBody,
    ifMatch: true,
    answers: { 200: testAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'testNotFound', 'nameTaken', 'versionConflict', 'unavailable'],
  })
  async replace(
    @Param({ schema: testPath }) { id }: TestPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: testBody }) body: TestDefinition,
    @Query({ schema: checkQuery }) { check }: CheckQuery,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<QualityTest> {
    const command = new ReplaceTest(id, expectedVersionOf(ifMatch), body, check);
    return tagged(response, await this.commands.execute(command, by));
  }

  @Patch(':id')
  @Endpoint({
    id: 'patchTest',
    needs: 'edit',
    summary: 'Change what does not touch the measurement',
    accepts: testPatchBody,
    ifMatch: true,
    answers: { 200: testAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'testNotFound', 'versionConflict'],
  })
  async patch(
    @Param({ schema: testPath }) { id }: TestPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: testPatchBody }) body: TestPatchBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<QualityTest> {
    const command = new PatchTest(id, expectedVersionOf(ifMatch), testPatchOf(body));
    return tagged(response, await this.commands.execute(command, by));
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteTest',
    needs: 'edit',
    summary: 'Delete a test; its executions stay as history',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'testNotFound', 'versionConflict', 'invalid'],
  })
  async delete(
    @Param({ schema: testPath }) { id }: TestPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteTest(id, expectedVersionOf(ifMatch)), by);
  }

  @Post(':id/clone')
  @Endpoint({
    id: 'cloneTest',
    needs: 'edit',
    summary: 'Copy a test under another name, without its history',
    accepts: cloneTestBody,
    answers: { 201: testAnswer },
    headers: ['Location', 'ETag'],
    problems: ['testNotFound', 'nameTaken'],
  })
  async clone(
    @Param({ schema: testPath }) { id }: TestPath,
    @Body({ schema: cloneTestBody }) { name }: CloneTestBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<QualityTest> {
    return made(response, await this.commands.execute(new CloneTest(id, name), by));
  }
}

function tagged<T extends QualityTest>(response: ServerResponse, test: T): T {
  response.setHeader('ETag', etagOf(test));
  return test;
}

function made(response: ServerResponse, test: QualityTest): QualityTest {
  response.setHeader('Location', `/v1/tests/${test.id}`);
  return tagged(response, test);
}
