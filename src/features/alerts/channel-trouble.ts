import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../ports/clock.ts';
import type { DeliveryClaim } from '../../ports/delivery-ledger.ts';
import { IncidentStore } from '../../ports/incident-store.ts';

/** A channel that gave up is an incident of its own, told on other channels; its next message that arrives ends it. */
@Injectable()
export class ChannelTrouble {
  private readonly log = new Logger(ChannelTrouble.name);

  constructor(
    private readonly incidents: IncidentStore,
    private readonly clock: Clock,
  ) {}

  async gaveUp(claim: DeliveryClaim, answer: string): Promise<void> {
    const { id, channelId, channelName, tries, content } = claim;
    const times = `${tries} ${tries === 1 ? 'attempt' : 'attempts'}`;
    this.log.error(`alert ${id} on channel ${channelName} is given up after ${times}: ${answer}`);
    await this.incidents.raise(
      {
        key: `delivery ${id} ${claim.attempt}`,
        kind: 'delivery',
        subject: { type: 'channel', id: channelId, name: channelName },
        connectionId: null,
        dataset: null,
        tags: [],
        owner: null,
        severity: 'high',
        message: `"${content.title}" was given up after ${times}: ${answer}`,
      },
      this.clock.now(),
    );
  }

  async works({ channelId }: DeliveryClaim): Promise<void> {
    const now = this.clock.now();
    await this.incidents.settle({ type: 'channel', id: channelId }, 'delivery', 'a message arrived', now);
  }
}
