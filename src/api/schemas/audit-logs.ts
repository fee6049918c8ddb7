import { z } from 'zod';
import { auditActions } from '../../core/audit.ts';
import type { AuditFilter } from '../../ports/audit-log.ts';
import { exampleIds } from './example-values.ts';
import { pageOf, paging } from './query.ts';
import { json } from './verdict.ts';

export const auditLogQuery = z.strictObject({
  action: z.enum(auditActions).optional(),
  subjectId: z.uuid().toLowerCase().optional().describe('what it was done to: the id of an execution'),
  ...paging,
});
export type AuditLogQuery = z.infer<typeof auditLogQuery>;

export const auditFilterOf = ({ action, subjectId }: AuditLogQuery): AuditFilter => ({ action, subjectId });

const auditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    action: z.enum(auditActions),
    subject: z.object({ type: z.literal('execution'), id: z.string() }),
    actor: z.object({
      type: z.literal('anonymous').describe('there are no users yet'),
      requestId: z.string().describe('the X-Request-Id of the request'),
      address: z
        .string()
        .nullable()
        .describe("the other end of the connection; a proxy's where there is one"),
    }),
    details: z.record(z.string(), json).describe('what else is worth knowing; never a value of a row'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryAnswer = z.infer<typeof auditEntry>;

const example: AuditEntryAnswer = {
  id: '01982f75-4d1e-7a3b-8c6d-7e8f9a0b1c56',
  at: '2026-01-31T06:05:36.670Z',
  action: 'samples.read',
  subject: { type: 'execution', id: exampleIds.execution },
  actor: { type: 'anonymous', requestId: '6d1f0c3e-7d0b-4a54-9b0e-0f6f6c1c8a11', address: '10.1.2.3' },
  details: {
    testId: exampleIds.volumeTest,
    connectionId: exampleIds.connection,
    dataset: 'public.orders',
    columns: ['id', 'email'],
    rows: 2,
  },
};

export const auditLogList = pageOf(auditEntry, 'AuditLogList', example);
