import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AlertRule, AlertRuleDefinition } from '../../core/alerting/alert-rule.ts';
import { newAlertRuleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { Clock } from '../../ports/clock.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';
import { RuleCheck } from './rule-check.ts';

/** Throws `InvalidInput`, `NameTaken`. */
export class CreateAlertRule extends AuditedCommand<AlertRule> {
  constructor(readonly definition: AlertRuleDefinition) {
    super();
  }

  override intention(): Intention {
    return { action: 'alertRule.create', subject: { type: 'alertRule', id: null }, asked: this.definition };
  }

  override outcome(after: AlertRule): Outcome {
    return { id: after.id, after };
  }
}

@CommandHandler(CreateAlertRule)
export class CreateAlertRuleHandler implements ICommandHandler<CreateAlertRule> {
  constructor(
    private readonly rules: AlertRuleStore,
    private readonly rule: RuleCheck,
    private readonly clock: Clock,
  ) {}

  async execute({ definition }: CreateAlertRule): Promise<AlertRule> {
    await this.rule.check(definition);
    const now = this.clock.now();
    const at = now.toISOString();
    const rule: AlertRule = {
      ...definition,
      id: newAlertRuleId(now),
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    await this.rules.create(rule);
    return rule;
  }
}
