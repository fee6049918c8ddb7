import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import { AlertRuleNotFound } from '../../core/errors.ts';
import type { AlertRuleId } from '../../core/ids.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';

/** Throws `AlertRuleNotFound`. */
export class GetAlertRule extends Query<AlertRule> {
  constructor(readonly id: AlertRuleId) {
    super();
  }
}

@QueryHandler(GetAlertRule)
export class GetAlertRuleHandler implements IQueryHandler<GetAlertRule> {
  constructor(private readonly rules: AlertRuleStore) {}

  async execute({ id }: GetAlertRule): Promise<AlertRule> {
    const rule = await this.rules.get(id);
    if (!rule) throw new AlertRuleNotFound(id);
    return rule;
  }
}
