import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AuditEntry } from '../../core/audit.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { AuditLog, type AuditFilter } from '../../ports/audit-log.ts';

/** Newest first. Throws `MalformedCursor`. */
export class ListAuditLogs extends Query<Page<AuditEntry>> {
  constructor(
    readonly filter: AuditFilter,
    readonly page: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListAuditLogs)
export class ListAuditLogsHandler implements IQueryHandler<ListAuditLogs> {
  constructor(private readonly log: AuditLog) {}

  execute({ filter, page }: ListAuditLogs): Promise<Page<AuditEntry>> {
    return this.log.list(filter, page);
  }
}
