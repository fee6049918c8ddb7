import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';

/** By name, ascending. Throws `MalformedCursor`. */
export class ListAlertRules extends Query<Page<AlertRule>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListAlertRules)
export class ListAlertRulesHandler implements IQueryHandler<ListAlertRules> {
  constructor(private readonly rules: AlertRuleStore) {}

  execute({ page }: ListAlertRules): Promise<Page<AlertRule>> {
    return this.rules.list(page);
  }
}
