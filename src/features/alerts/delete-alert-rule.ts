import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AlertRuleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';

/** What it told goes on in no message any more. Throws `AlertRuleNotFound`, `VersionConflict`. */
export class DeleteAlertRule extends Command<void> {
  constructor(
    readonly id: AlertRuleId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }
}

@CommandHandler(DeleteAlertRule)
export class DeleteAlertRuleHandler implements ICommandHandler<DeleteAlertRule> {
  constructor(private readonly rules: AlertRuleStore) {}

  execute({ id, expectedVersion }: DeleteAlertRule): Promise<void> {
    return this.rules.delete(id, expectedVersion);
  }
}
