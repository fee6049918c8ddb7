import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AlertRule } from '../../core/alerting/alert-rule.ts';
import { AlertRuleNotFound } from '../../core/errors.ts';
import type { AlertRuleId } from '../../core/ids.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import { pageByName, type NameIndex } from './name-pages.ts';
import { NamedRecords, WORKSPACE } from './named-records.ts';
import { storedAlertRule } from './stored-records.ts';
import { alertRulesTable, BY_NAME } from './tables.ts';

/** Alert rules in the table `<prefix>AlertRules`, which `ensureTables` makes. */
export class DynamoAlertRuleStore extends AlertRuleStore {
  private readonly records: NamedRecords<AlertRule>;
  private readonly byName: NameIndex<AlertRule>;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    prefix: string,
  ) {
    super();
    const table = alertRulesTable(prefix);
    this.records = new NamedRecords(client, {
      what: 'alert rule',
      table,
      schema: storedAlertRule,
      indexed: () => ({}),
      notFound: (id) => new AlertRuleNotFound(id),
    });
    this.byName = {
      list: 'alert rules',
      table,
      index: BY_NAME,
      partition: { attribute: 'workspace', value: WORKSPACE },
      conditions: { texts: [], names: {}, values: {} },
      meets: () => true,
    };
  }

  create(rule: AlertRule): Promise<void> {
    return this.records.create(rule);
  }

  get(id: AlertRuleId): Promise<AlertRule | null> {
    return this.records.get(id);
  }

  list(page: PageRequest): Promise<Page<AlertRule>> {
    return pageByName(this.client, this.records, this.byName, page);
  }

  replace(rule: AlertRule): Promise<void> {
    return this.records.replace(rule);
  }

  delete(id: AlertRuleId, version: number | null): Promise<void> {
    return this.records.delete(id, version);
  }
}
