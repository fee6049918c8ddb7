import type { AuditEntry } from '../../core/audit.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AuditLog, type AuditFilter } from '../../ports/audit-log.ts';
import { auditCursorAfter, auditPositionIn } from '../audit-cursor.ts';

/** For unit tests: behaves as the real one does, in this process only. */
export class MemoryAuditLog extends AuditLog {
  private readonly entries = new Map<string, AuditEntry>();

  async record(entry: AuditEntry): Promise<void> {
    if (!this.entries.has(entry.id)) this.entries.set(entry.id, structuredClone(entry));
  }

  async list({ action, subjectId }: AuditFilter, { limit, cursor }: PageRequest): Promise<Page<AuditEntry>> {
    const after = auditPositionIn(cursor);
    const rest = [...this.entries.values()]
      .filter((entry) => action === undefined || entry.action === action)
      .filter((entry) => subjectId === undefined || entry.subject.id === subjectId)
      .filter(({ id }) => after === null || id < after)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const items = rest.slice(0, limit).map((entry) => structuredClone(entry));
    return { items, nextCursor: rest.length > limit ? auditCursorAfter(items.at(-1)!.id) : null };
  }
}
