import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import { DeliveryDispatcher } from './delivery-dispatcher.ts';

/** Deliveries are the truth and the queue a hint: those that no job seems to care for get one. Answers how many. */
export class DispatchDeliveries extends Command<number> {
  constructor(
    /** Deliveries to which something happened since may still have their job on its way. */
    readonly untouchedForMs: number,
  ) {
    super();
  }
}

const AT_ONCE = 1000;

@CommandHandler(DispatchDeliveries)
export class DispatchDeliveriesHandler implements ICommandHandler<DispatchDeliveries> {
  constructor(
    private readonly ledger: DeliveryLedger,
    private readonly dispatcher: DeliveryDispatcher,
  ) {}

  async execute({ untouchedForMs }: DispatchDeliveries): Promise<number> {
    const strays = await this.ledger.strays(untouchedForMs, AT_ONCE);
    await this.dispatcher.dispatch(strays);
    return strays.length;
  }
}
