import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { noticesFor } from '../../core/alerting/route-event.ts';
import { AlertOutbox } from '../../ports/alert-outbox.ts';
import { Clock } from '../../ports/clock.ts';
import { AlertSettings } from './alert-settings.ts';
import { RoutingTable } from './routing-table.ts';

/** Finds out who is to be told of what happened to incidents. Answers how many events were looked at. */
export class RouteEvents extends Command<number> {}

const AT_ONCE = 1000;

@CommandHandler(RouteEvents)
export class RouteEventsHandler implements ICommandHandler<RouteEvents> {
  constructor(
    private readonly outbox: AlertOutbox,
    private readonly table: RoutingTable,
    private readonly settings: AlertSettings,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    let events = await this.outbox.unrouted(AT_ONCE);
    if (events.length === 0) return 0;
    const rules = await this.table.rules();
    const channels = await this.table.usable(rules.flatMap(({ channelIds }) => channelIds));
    const routing = { rules, channels, gatherMs: this.settings.gatherMs };
    let routed = 0;
    while (events.length > 0) {
      const now = this.clock.now();
      await this.outbox.route(
        events.map((event) => ({ event, notices: noticesFor(event, routing, now) })),
        now,
      );
      routed += events.length;
      events = events.length < AT_ONCE ? [] : await this.outbox.unrouted(AT_ONCE);
    }
    return routed;
  }
}
