import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AlertRuleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { AuditedCommand, type Intention } from '../audit/audited-command.ts';

/** What it told goes on in no message any more. Throws `AlertRuleNotFound`, `VersionConflict`. */
export class DeleteAlertRule extends AuditedCommand<void> {
  constructor(
    readonly id: AlertRuleId,
    readonly expectedVersion: number | null,
  ) {
    super();
  }

  override intention(): Intention {
    return { action: 'alertRule.delete', subject: { type: 'alertRule', id: this.id } };
  }
}

@CommandHandler(DeleteAlertRule)
export class DeleteAlertRuleHandler implements ICommandHandler<DeleteAlertRule> {
  constructor(private readonly rules: AlertRuleStore) {}

  execute({ id, expectedVersion }: DeleteAlertRule): Promise<void> {
    return this.rules.delete(id, expectedVersion);
  }
}
