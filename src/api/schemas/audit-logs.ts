import { z } from 'zod';
import { roles } from '../../core/access/role.ts';
import { auditActions, auditStages, auditSubjectTypes } from '../../core/audit.ts';
import type { AuditFilter } from '../../ports/audit-log.ts';
import { exampleIds } from './example-values.ts';
import { pageOf, paging } from './query.ts';
import { json } from './verdict.ts';

export const auditLogQuery = z.strictObject({
  action: z.enum(auditActions).optional(),
  subjectId: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe('what it was done to: the id of a connection, a test, a run, an execution, a user, a key'),
  ...paging,
});
export type AuditLogQuery = z.infer<typeof auditLogQuery>;

export const auditFilterOf = ({ action, subjectId }: AuditLogQuery): AuditFilter => ({ action, subjectId });

const origin = {
  requestId: z.string().describe('the X-Request-Id of the request'),
  address: z
    .string()
    .nullable()
    .describe("the other end of the connection; a proxy's where it is not trusted"),
};
const actor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('anonymous').describe('nobody who was known'), ...origin }),
  z.object({
    type: z.enum(['user', 'apiKey']),
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    ...origin,
  }),
]);

const auditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    action: z.enum(auditActions),
    stage: z
      .enum(auditStages)
      .describe('a change is written down twice: intended before it is made, and then how it ended'),
    intent: z.uuid().nullable().describe('the entry of the intention whose end this one tells'),
    subject: z.object({
      type: z.enum(auditSubjectTypes),
      id: z.string().nullable().describe('null for what is still to be made'),
    }),
    actor,
    details: z
      .record(z.string(), json)
      .describe('asked, before and after of a change, without secrets; never a value of a row'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryAnswer = z.infer<typeof auditEntry>;

const example: AuditEntryAnswer = {
  id: '01982f75-4d1e-7a3b-8c6d-7e8f9a0b1c56',
  at: '2026-01-31T06:05:36.670Z',
  action: 'test.patch',
  stage: 'done',
  intent: '01982f75-4d1c-7e21-9a4f-1c2d3e4f5a67',
  subject: { type: 'test', id: exampleIds.volumeTest },
  actor: {
    type: 'user',
    id: exampleIds.user,
    name: 'ada',
    role: 'editor',
    requestId: '6d1f0c3e-7d0b-4a54-9b0e-0f6f6c1c8a11',
    address: '10.1.2.3',
  },
  details: { after: { name: 'orders keep coming', enabled: false } },
};

export const auditLogList = pageOf(auditEntry, 'AuditLogList', example);
