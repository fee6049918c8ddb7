import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DeliveryReport } from '../../core/alerting/delivery.ts';
import { DeliveryNotFailed, DeliveryNotFound } from '../../core/errors.ts';
import type { DeliveryId } from '../../core/ids.ts';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { deliveryStateOf } from './delivery-state.ts';
import { DeliveryDispatcher } from './delivery-dispatcher.ts';

/** Has a message that was given up tried again. Throws `DeliveryNotFound`, `DeliveryNotFailed`. */
export class RetryDelivery extends AuditedCommand<DeliveryReport> {
  constructor(readonly id: DeliveryId) {
    super();
  }

  override intention(): Intention {
    return { action: 'delivery.retry', subject: { type: 'delivery', id: this.id } };
  }

  override outcome(delivery: DeliveryReport): Outcome {
    return { after: deliveryStateOf(delivery) };
  }
}

@CommandHandler(RetryDelivery)
export class RetryDeliveryHandler implements ICommandHandler<RetryDelivery> {
  constructor(
    private readonly deliveries: DeliveryLedger,
    private readonly dispatcher: DeliveryDispatcher,
  ) {}

  async execute({ id }: RetryDelivery): Promise<DeliveryReport> {
    const isQueued = await this.deliveries.retry(id);
    const delivery = await this.deliveries.get(id);
    if (!delivery) throw new DeliveryNotFound(id);
    if (!isQueued) throw new DeliveryNotFailed(delivery.status);
    await this.dispatcher.dispatch([{ deliveryId: id, channelId: delivery.channelId }]);
    return delivery;
  }
}
