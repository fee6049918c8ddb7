import { Injectable } from '@nestjs/common';
import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import type { Channel } from '../../core/alerting/channel.ts';
import type { RoutableChannel } from '../../core/alerting/route-event.ts';
import type { ChannelId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { Notifiers } from '../../ports/notifier.ts';

/** A channel that can be told something now. */
export interface UsableChannel extends RoutableChannel, Pick<Channel, 'id' | 'name' | 'type'> {}

/** Rules and the channels that they lead to. */
@Injectable()
export class RoutingTable {
  constructor(
    private readonly ruleStore: AlertRuleStore,
    private readonly channelStore: ChannelStore,
    private readonly notifiers: Notifiers,
  ) {}

  /** Every rule, disabled ones too. */
  async rules(): Promise<readonly AlertRule[]> {
    const rules: AlertRule[] = [];
    let cursor: string | null = null;
    do {
      const page = await this.ruleStore.list({ limit: 200, cursor });
      rules.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rules;
  }

  /** Those among `ids` that exist, are enabled, and are of a type that this program knows. */
  async usable(ids: Iterable<ChannelId>): Promise<ReadonlyMap<ChannelId, UsableChannel>> {
    const channels = await this.channelStore.getMany([...new Set(ids)]);
    return new Map(
      channels.flatMap(({ id, name, type, enabled }) => {
        const notifier = this.notifiers.for(type);
        return enabled && notifier ? [[id, { id, name, type, transitions: notifier.transitions }]] : [];
      }),
    );
  }
}
