import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Delivery } from '../../core/alerting/delivery.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { DeliveryLedger, type DeliveryFilter } from '../../ports/delivery-ledger.ts';

/** Newest first. Throws `MalformedCursor`. */
export class ListDeliveries extends Query<Page<Delivery>> {
  constructor(
    readonly filter: DeliveryFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly deliveries: DeliveryLedger) {}

  execute({ filter, page }: ListDeliveries): Promise<Page<Delivery>> {
    return this.deliveries.list(filter, page);
  }
}
