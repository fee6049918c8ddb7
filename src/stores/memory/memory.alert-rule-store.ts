import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import { AlertRuleNotFound } from '../../core/errors.ts';
import type { AlertRuleId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { NamedMap } from './named-map.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryAlertRuleStore extends AlertRuleStore {
  private readonly rules = new NamedMap<AlertRule>('alert rule', (id) => new AlertRuleNotFound(id));

  async create(rule: AlertRule): Promise<void> {
    this.rules.create(rule);
  }

  async get(id: AlertRuleId): Promise<AlertRule | null> {
    return this.rules.get(id);
  }

  async list(page: PageRequest): Promise<Page<AlertRule>> {
    return this.rules.page(page, () => true);
  }

  async replace(rule: AlertRule): Promise<void> {
    this.rules.replace(rule);
  }

  async delete(id: AlertRuleId, version: number | null): Promise<void> {
    this.rules.delete(id, version);
  }
}
