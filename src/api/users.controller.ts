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
  Query,
  Res,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { UserView } from '../core/access/user.ts';
import type { Page } from '../core/page.ts';
import { CreateUser } from '../features/access/create-user.ts';
import { DeleteUser } from '../features/access/delete-user.ts';
import { GetUser } from '../features/access/get-user.ts';
import { ListUsers } from '../features/access/list-users.ts';
import { PatchUser } from '../features/access/patch-user.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import { userPath, type UserPath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';
import {
  userAnswer,
  userBody,
  userList,
  userPatchBody,
  type UserBody,
  type UserPatchBody,
} from './schemas/users.ts';

@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createUser',
    needs: 'admin',
    summary: 'Make a user who signs in with a password',
    accepts: userBody,
    answers: { 201: userAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken'],
  })
  async create(
    @Body({ schema: userBody }) body: UserBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<UserView> {
    const user = await this.commands.execute(new CreateUser(body), by);
    response.setHeader('Location', `/v1/users/${user.id}`);
    response.setHeader('ETag', etagOf(user));
    return user;
  }

  @Get()
  @Endpoint({
    id: 'listUsers',
    needs: 'admin',
    summary: 'List users by name',
    answers: { 200: userList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<UserView>> {
    return this.queries.execute(new ListUsers(pageRequestOf(query)));
  }

  @Get(':id')
  @Endpoint({
    id: 'getUser',
    needs: 'admin',
    summary: 'Read a user',
    answers: { 200: userAnswer },
    headers: ['ETag'],
    problems: ['userNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: userPath }) { id }: UserPath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<UserView> {
    const user = await this.queries.execute(new GetUser(id));
    response.setHeader('ETag', etagOf(user));
    return user;
  }

  @Patch(':id')
  @Endpoint({
    id: 'patchUser',
    needs: 'admin',
    summary: 'Change the role of a user, disable a user, or set a password',
    accepts: userPatchBody,
    ifMatch: true,
    answers: { 200: userAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'userNotFound', 'lastAdmin', 'versionConflict'],
  })
  async patch(
    @Param({ schema: userPath }) { id }: UserPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: userPatchBody }) body: UserPatchBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<UserView> {
    const command = new PatchUser(id, expectedVersionOf(ifMatch), body);
    const user = await this.commands.execute(command, by);
    response.setHeader('ETag', etagOf(user));
    return user;
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteUser',
    needs: 'admin',
    summary: 'Delete a user',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'userNotFound', 'lastAdmin', 'versionConflict', 'invalid'],
  })
  async delete(
    @Param({ schema: userPath }) { id }: UserPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteUser(id, expectedVersionOf(ifMatch)), by);
  }
}
