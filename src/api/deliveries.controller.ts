import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../core/access/actor.ts';
import type { Page } from '../core/page.ts';
import { GetDelivery } from '../features/alerts/get-delivery.ts';
import { ListDeliveries } from '../features/alerts/list-deliveries.ts';
import { RetryDelivery } from '../features/alerts/retry-delivery.ts';
import { By } from './by.ts';
import { Commands } from './commands.ts';
import { deliveryItemOf, deliveryReportOf } from './delivery-answers.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  deliveryFilterOf,
  deliveryList,
  deliveryListQuery,
  deliveryReport,
  type DeliveryItem,
  type DeliveryListQuery,
  type DeliveryReportAnswer,
} from './schemas/deliveries.ts';
import { deliveryPath, type DeliveryPath } from './schemas/ids.ts';
import { pageRequestOf } from './schemas/query.ts';

@ApiTags('deliveries')
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(
    private readonly commands: Commands,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Endpoint({
    id: 'listDeliveries',
    needs: 'read',
    summary: 'List alerts that were sent, wait, or failed, newest first',
    answers: { 200: deliveryList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: deliveryListQuery }) query: DeliveryListQuery): Promise<Page<DeliveryItem>> {
    const message = new ListDeliveries(deliveryFilterOf(query), pageRequestOf(query));
    const { items, nextCursor } = await this.queries.execute(message);
    return { items: items.map(deliveryItemOf), nextCursor };
  }

  @Get(':id')
  @Endpoint({
    id: 'getDelivery',
    needs: 'read',
    summary: 'Read an alert with its content and every attempt to send it',
    answers: { 200: deliveryReport },
    problems: ['deliveryNotFound', 'invalid'],
  })
  async get(@Param({ schema: deliveryPath }) { id }: DeliveryPath): Promise<DeliveryReportAnswer> {
    return deliveryReportOf(await this.queries.execute(new GetDelivery(id)));
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Endpoint({
    id: 'retryDelivery',
    needs: 'operate',
    summary: 'Try a failed alert again',
    description: 'With the same content and the same idempotency key.',
    answers: { 202: deliveryReport },
    problems: ['deliveryNotFound', 'deliveryNotFailed', 'invalid'],
  })
  async retry(
    @Param({ schema: deliveryPath }) { id }: DeliveryPath,
    @By() by: Actor,
  ): Promise<DeliveryReportAnswer> {
    return deliveryReportOf(await this.commands.execute(new RetryDelivery(id), by));
  }
}
