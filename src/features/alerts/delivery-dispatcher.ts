import { Injectable, Logger } from '@nestjs/common';
import type { DeliveryKey } from '../../ports/delivery-ledger.ts';
import { JobQueue } from '../../ports/job-queue.ts';

/** Hands messages to the workers, one job for each. */
@Injectable()
export class DeliveryDispatcher {
  private readonly log = new Logger(DeliveryDispatcher.name);

  constructor(private readonly queue: JobQueue) {}

  /**
   * Adds the jobs; a delivery whose job waits or runs gets no second one. A queue that does not answer is no failure of
   * the caller's: the deliveries are written, and the sweep dispatches them later.
   */
  async dispatch(deliveries: readonly DeliveryKey[]): Promise<void> {
    const results = await Promise.allSettled(
      deliveries.map((key) => this.queue.add('deliverAlert', key, { id: `deliver-${key.deliveryId}` })),
    );
    const failures = results.filter((result) => result.status === 'rejected');
    if (failures.length > 0)
      this.log.error(
        `${failures.length} deliveries could not be queued, the sweep will: ${String(failures[0]!.reason)}`,
      );
  }
}
