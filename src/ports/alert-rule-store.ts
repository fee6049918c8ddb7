import type { AlertRule } from '../core/alerting/alert-rule.ts';
import type { AlertRuleId } from '../core/ids.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Who is told of what. Names are unique without regard to case. */
export abstract class AlertRuleStore {
  /** Throws `NameTaken`. */
  abstract create(rule: AlertRule): Promise<void>;
  abstract get(id: AlertRuleId): Promise<AlertRule | null>;
  /** By name, ascending. Throws `MalformedCursor`. */
  abstract list(page: PageRequest): Promise<Page<AlertRule>>;
  /** Stores `rule` in place of its version `rule.version - 1`. Throws `AlertRuleNotFound`, `VersionConflict`, `NameTaken`. */
  abstract replace(rule: AlertRule): Promise<void>;
  /** Throws `AlertRuleNotFound`; with `version` not null, `VersionConflict` when that is not the stored one. */
  abstract delete(id: AlertRuleId, version: number | null): Promise<void>;
}
