import { newAuditEntryId, type AuditEntryId } from './ids.ts';
import type { Json } from './json.ts';

/** What is audited. */
export const auditActions = ['samples.read'] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did it, as far as the API could tell: there are no users yet. */
export interface AuditActor {
  readonly type: 'anonymous';
  /** The `X-Request-Id` of the request, which the caller may have chosen. */
  readonly requestId: string;
  /** The address at the other end of the connection, a proxy's where there is one; null when it is gone already. */
  readonly address: string | null;
}

/** One thing that somebody did, written down for good. */
export interface AuditEntry {
  readonly id: AuditEntryId;
  /** The instant that `id` carries, in whole milliseconds. */
  readonly at: Date;
  readonly action: AuditAction;
  readonly subject: { readonly type: 'execution'; readonly id: string };
  readonly actor: AuditActor;
  /** What else is worth knowing; never a secret, nor a value of a customer's row. */
  readonly details: { readonly [name: string]: Json };
}

export const newAuditEntry = (now: Date, fields: Omit<AuditEntry, 'id' | 'at'>): AuditEntry => ({
  id: newAuditEntryId(now),
  at: now,
  ...fields,
});
