import { z } from 'zod';
import { roles } from '../../core/access/role.ts';
import { auditActions, auditStages, auditSubjectTypes, type AuditEntry } from '../../core/audit.ts';
import type { AuditEntryId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';

const entryId = z.uuid().transform((id) => id as AuditEntryId);
const origin = { requestId: z.string(), address: z.string().nullable() };
const actor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('anonymous'), ...origin }),
  ...(['user', 'apiKey'] as const).map((type) =>
    z.strictObject({
      type: z.literal(type),
      id: z.string(),
      name: z.string(),
      role: z.enum(roles),
      ...origin,
    }),
  ),
]);

/** Written as text: a record in them may be nested as deeply as an item may be, or hold a number too large for one. */
const details = z.union([
  z.record(z.string(), z.json()),
  z.string().transform((text) => JSON.parse(text) as { readonly [name: string]: Json }),
]);

/** An audit entry as it is stored; those written before there were stages told of what was done. */
export const storedAuditEntry: z.ZodType<AuditEntry> = z.strictObject({
  id: entryId,
  at: z.iso.datetime().transform((text) => new Date(text)),
  action: z.enum(auditActions),
  stage: z.enum(auditStages).default('done'),
  intent: entryId.nullable().default(null),
  subject: z.strictObject({ type: z.enum(auditSubjectTypes), id: z.string().nullable() }),
  actor,
  details,
});
