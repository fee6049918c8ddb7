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
import type { ChannelView } from '../features/alerts/channel-view.ts';
import { CreateChannel } from '../features/alerts/create-channel.ts';
import { DeleteChannel } from '../features/alerts/delete-channel.ts';
import { GetChannel } from '../features/alerts/get-channel.ts';
import { ListChannels } from '../features/alerts/list-channels.ts';
import { ReplaceChannel } from '../features/alerts/replace-channel.ts';
import type { TestSend } from '../features/alerts/test-alert.ts';
import { TestChannel } from '../features/alerts/test-channel.ts';
import { TryChannel } from '../features/alerts/try-channel.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { channelReportOf } from './delivery-answers.ts';
import { etagOf, expectedVersionOf } from './if-match.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  channelAnswer,
  channelBody,
  channelList,
  channelReport,
  deleteChannelQuery,
  testSend,
  type ChannelBody,
  type ChannelReportAnswer,
  type DeleteChannelQuery,
} from './schemas/channels.ts';
import { channelPath, type ChannelPath } from './schemas/ids.ts';
import { pageQuery, pageRequestOf, type PageQuery } from './schemas/query.ts';

@ApiTags('channels')
@Controller('v1/channels')
export class ChannelsController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Endpoint({
    id: 'createChannel',
    needs: 'edit',
    summary: 'Define where alerts go',
    description: 'Nothing is sent: see test.',
    accepts: channelBody,
    answers: { 201: channelAnswer },
    headers: ['Location', 'ETag'],
    problems: ['nameTaken'],
  })
  async create(
    @Body({ schema: channelBody }) body: ChannelBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ChannelView> {
    const channel = await this.commands.execute(new CreateChannel(body), by);
    response.setHeader('Location', `/v1/channels/${channel.id}`);
    response.setHeader('ETag', etagOf(channel));
    return channel;
  }

  @Post('test')
  @HttpCode(200)
  @Endpoint({
    id: 'tryChannel',
    needs: 'edit',
    summary: 'Send a test alert without storing a channel',
    description: 'Answers within seconds. Whether it was sent, and if not why, is in the answer.',
    accepts: channelBody,
    answers: { 200: testSend },
    problems: [],
  })
  try(@Body({ schema: channelBody }) body: ChannelBody, @By() by: Actor): Promise<TestSend> {
    return this.commands.execute(new TryChannel(body), by);
  }

  @Get()
  @Endpoint({
    id: 'listChannels',
    needs: 'read',
    summary: 'List channels by name',
    answers: { 200: channelList },
    problems: ['badCursor', 'invalid'],
  })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<ChannelView>> {
    return this.queries.execute(new ListChannels(pageRequestOf(query)));
  }

  @Get(':id')
  @Endpoint({
    id: 'getChannel',
    needs: 'read',
    summary: 'Read a channel and how it has worked lately',
    answers: { 200: channelReport },
    headers: ['ETag'],
    problems: ['channelNotFound', 'invalid'],
  })
  async get(
    @Param({ schema: channelPath }) { id }: ChannelPath,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<ChannelReportAnswer> {
    const channel = await this.queries.execute(new GetChannel(id));
    response.setHeader('ETag', etagOf(channel));
    return channelReportOf(channel);
  }

  @Put(':id')
  @Endpoint({
    id: 'replaceChannel',
    needs: 'edit',
    summary: 'Replace a channel',
    description:
      'Absent secrets keep those that are stored; they must be given again when the channel leads somewhere else.',
    accepts: channelBody,
    ifMatch: true,
    answers: { 200: channelAnswer },
    headers: ['ETag'],
    problems: ['badIfMatch', 'channelNotFound', 'nameTaken', 'versionConflict'],
  })
  async replace(
    @Param({ schema: channelPath }) { id }: ChannelPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Body({ schema: channelBody }) body: ChannelBody,
    @Res({ passthrough: true }) response: ServerResponse,
    @By() by: Actor,
  ): Promise<ChannelView> {
    const command = new ReplaceChannel(id, expectedVersionOf(ifMatch), body);
    const channel = await this.commands.execute(command, by);
    response.setHeader('ETag', etagOf(channel));
    return channel;
  }

  @Delete(':id')
  @HttpCode(204)
  @Endpoint({
    id: 'deleteChannel',
    needs: 'edit',
    summary: 'Delete a channel; its deliveries stay as history',
    ifMatch: true,
    answers: { 204: null },
    problems: ['badIfMatch', 'channelNotFound', 'channelInUse', 'versionConflict', 'invalid'],
  })
  async delete(
    @Param({ schema: channelPath }) { id }: ChannelPath,
    @Headers('If-Match') ifMatch: string | undefined,
    @Query({ schema: deleteChannelQuery }) { cascade }: DeleteChannelQuery,
    @By() by: Actor,
  ): Promise<void> {
    await this.commands.execute(new DeleteChannel(id, expectedVersionOf(ifMatch), cascade), by);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Endpoint({
    id: 'testChannel',
    needs: 'edit',
    summary: 'Send a test alert on a channel',
    description: 'Answers within seconds. Whether it was sent, and if not why, is in the answer.',
    answers: { 200: testSend },
    problems: ['channelNotFound', 'invalid'],
  })
  test(@Param({ schema: channelPath }) { id }: ChannelPath, @By() by: Actor): Promise<TestSend> {
    return this.commands.execute(new TestChannel(id), by);
  }
}
