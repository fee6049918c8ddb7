import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Page } from '../core/page.ts';
import { ListAuditLogs } from '../features/audit/list-audit-logs.ts';
import { Endpoint } from './openapi/endpoint.ts';
import {
  auditFilterOf,
  auditLogList,
  auditLogQuery,
  type AuditEntryAnswer,
  type AuditLogQuery,
} from './schemas/audit-logs.ts';
import { pageRequestOf } from './schemas/query.ts';

@ApiTags('audit log')
@Controller('v1/audit-logs')
export class AuditLogsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint({
    id: 'listAuditLogs',
    needs: 'admin',
    summary: 'List who changed what and who read rows of your data, newest first',
    answers: { 200: auditLogList },
    problems: ['badCursor', 'invalid'],
  })
  async list(@Query({ schema: auditLogQuery }) query: AuditLogQuery): Promise<Page<AuditEntryAnswer>> {
    const message = new ListAuditLogs(auditFilterOf(query), pageRequestOf(query));
    const { items, nextCursor } = await this.queries.execute(message);
    return { items: items.map((entry) => ({ ...entry, at: entry.at.toISOString() })), nextCursor };
  }
}
