import type { AuditAction, AuditEntry } from '../core/audit.ts';
import type { Page, PageRequest } from '../core/page.ts';

/** Every condition that is given must hold. */
export interface AuditFilter {
  readonly action?: AuditAction | undefined;
  readonly subjectId?: string | undefined;
}

/** Who did what, and when. Entries are never changed, and never deleted by the platform. */
export abstract class AuditLog {
  /** Resolves when the entry is stored for good; one that is there already stays as it is. Rejects when it is not stored. */
  abstract record(entry: AuditEntry): Promise<void>;
  /** Newest first; entries of one millisecond by id. Throws `MalformedCursor`. */
  abstract list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}
