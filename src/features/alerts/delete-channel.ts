import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import {
  AlertRuleNotFound,
  ChannelInUse,
  ChannelNotFound,
  VersionConflict,
  type AppError,
} from '../../core/errors.ts';
import type { ChannelId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { Clock } from '../../ports/clock.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';
import { RoutingTable } from './routing-table.ts';

/**
 * With `cascade`, the channel is taken out of the rules that lead to it first; a rule that is left without channels is
 * disabled. What is known of its deliveries stays as history.
 * Throws `ChannelNotFound`, `ChannelInUse`, `VersionConflict`.
 */
export class DeleteChannel extends AuditedCommand<void> {
  constructor(
    readonly id: ChannelId,
    readonly expectedVersion: number | null,
    readonly cascade: boolean,
  ) {
    super();
  }

  override intention(): Intention {
    const { id, cascade } = this;
    return { action: 'channel.delete', subject: { type: 'channel', id }, asked: { cascade } };
  }
}

@CommandHandler(DeleteChannel)
export class DeleteChannelHandler implements ICommandHandler<DeleteChannel> {
  constructor(
    private readonly channels: ChannelStore,
    private readonly rules: AlertRuleStore,
    private readonly table: RoutingTable,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, cascade }: DeleteChannel): Promise<void> {
    const current = await this.channels.get(id);
    if (!current) throw new ChannelNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    for (;;) {
      const users = (await this.table.rules()).filter(({ channelIds }) => channelIds.includes(id));
      if (users.length === 0) break;
      if (!cascade) throw new ChannelInUse(users.map(({ name }) => name));
      for (const rule of users) await this.takeOut(id, rule);
    }
    await this.channels.delete(id, current.version);
  }

  private async takeOut(id: ChannelId, rule: AlertRule): Promise<void> {
    const channelIds = rule.channelIds.filter((other) => other !== id);
    const next: AlertRule = {
      ...rule,
      version: rule.version + 1,
      channelIds,
      enabled: rule.enabled && channelIds.length > 0,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.rules.replace(next).catch((error: AppError) => {
      // somebody else changed or deleted it: the next look decides
      if (!(error instanceof VersionConflict || error instanceof AlertRuleNotFound)) throw error;
    });
  }
}
