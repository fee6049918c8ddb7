import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AlertRule, AlertRuleDefinition } from '../../core/alerting/alert-rule.ts';
import { AlertRuleNotFound, VersionConflict } from '../../core/errors.ts';
import type { AlertRuleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { Clock } from '../../ports/clock.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { RuleCheck } from './rule-check.ts';

/**
 * `expectedVersion` null replaces whatever is there now.
 * Throws `AlertRuleNotFound`, `InvalidInput`, `NameTaken`, `VersionConflict`.
 */
export class ReplaceAlertRule extends AuditedCommand<AlertRule> {
  constructor(
    readonly id: AlertRuleId,
    readonly expectedVersion: number | null,
    readonly definition: AlertRuleDefinition,
  ) {
    super();
  }

  override intention(): Intention {
    return {
      action: 'alertRule.replace',
      subject: { type: 'alertRule', id: this.id },
      asked: this.definition,
    };
  }

  override outcome(after: AlertRule): Outcome {
    return { after };
  }
}

@CommandHandler(ReplaceAlertRule)
export class ReplaceAlertRuleHandler implements ICommandHandler<ReplaceAlertRule> {
  constructor(
    private readonly rules: AlertRuleStore,
    private readonly rule: RuleCheck,
    private readonly clock: Clock,
  ) {}

  async execute({ id, expectedVersion, definition }: ReplaceAlertRule): Promise<AlertRule> {
    const current = await this.rules.get(id);
    if (!current) throw new AlertRuleNotFound(id);
    if (expectedVersion !== null && expectedVersion !== current.version)
      throw new VersionConflict(expectedVersion);
    await this.rule.check(definition);
    const next: AlertRule = {
      ...definition,
      id,
      version: current.version + 1,
      createdAt: current.createdAt,
      updatedAt: this.clock.now().toISOString(),
    };
    await this.rules.replace(next);
    return next;
  }
}
