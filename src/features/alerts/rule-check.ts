import { Injectable } from '@nestjs/common';
import type { AlertRuleDefinition } from '../../core/alerting/alert-rule.ts';
import { InvalidInput } from '../../core/errors.ts';
import { ChannelStore } from '../../ports/channel-store.ts';

/** What a schema alone cannot see of an alert rule. */
@Injectable()
export class RuleCheck {
  constructor(private readonly channels: ChannelStore) {}

  /** Throws `InvalidInput` naming every channel that does not exist. */
  async check({ channelIds }: AlertRuleDefinition): Promise<void> {
    const known = new Set((await this.channels.getMany(channelIds)).map(({ id }) => id));
    const problems = channelIds.flatMap((id, n) =>
      known.has(id) ? [] : [{ path: `channelIds.${n}`, message: `is not a channel: ${id}` }],
    );
    if (problems.length > 0) throw new InvalidInput(problems);
  }
}
