import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { reminderStep } from '../../core/alerting/next-reminder.ts';
import { AlertOutbox } from '../../ports/alert-outbox.ts';
import { Clock } from '../../ports/clock.ts';
import { RoutingTable } from './routing-table.ts';

/** Notes which incidents are to be repeated, because a rule asks for it or because their mute has ended. Answers how many. */
export class RemindIncidents extends Command<number> {}

const AT_ONCE = 1000;

@CommandHandler(RemindIncidents)
export class RemindIncidentsHandler implements ICommandHandler<RemindIncidents> {
  constructor(
    private readonly outbox: AlertOutbox,
    private readonly table: RoutingTable,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<number> {
    const now = this.clock.now();
    const rules = new Map((await this.table.rules()).map((rule) => [rule.id, rule]));
    const repeated = await this.outbox.remind(now, AT_ONCE, (reminder) =>
      reminderStep(reminder, rules.get(reminder.ruleId), now),
    );
    return repeated + (await this.outbox.remindAfterMutes(now, AT_ONCE));
  }
}
