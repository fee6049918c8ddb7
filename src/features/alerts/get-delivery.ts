import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { DeliveryReport } from '../../core/alerting/delivery.ts';
import { DeliveryNotFound } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';

/** Throws `DeliveryNotFound`. */
export class GetDelivery extends Query<DeliveryReport> {
  constructor(readonly id: DeliveryId) {
    super();
  }
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(private readonly deliveries: DeliveryLedger) {}

  async execute({ id }: GetDelivery): Promise<DeliveryReport> {
    const delivery = await this.deliveries.get(id);
    if (!delivery) throw new DeliveryNotFound(id);
    return delivery;
  }
}
