import { z } from 'zod';
import { auditActions, type AuditEntry } from '../../core/audit.ts';
import type { AuditEntryId } from '../../core/ids.ts';

/** An audit entry as it is stored. */
export const storedAuditEntry: z.ZodType<AuditEntry> = z.strictObject({
  id: z.uuid().transform((id) => id as AuditEntryId),
  at: z.iso.datetime().transform((text) => new Date(text)),
  action: z.enum(auditActions),
  subject: z.strictObject({ type: z.literal('execution'), id: z.string() }),
  actor: z.strictObject({
    type: z.literal('anonymous'),
    requestId: z.string(),
    address: z.string().nullable(),
  }),
  details: z.record(z.string(), z.json()),
});
