import type { Actor } from './access/actor.ts';
import { newAuditEntryId, type AuditEntryId } from './ids.ts';
import type { Json } from './json.ts';

/** What is audited. */
export const auditActions = [
  'samples.read',
  'request.refuse',
  'connection.create',
  'connection.replace',
  'connection.delete',
  'connection.verify',
  'test.create',
  'test.replace',
  'test.patch',
  'test.clone',
  'test.delete',
  'run.request',
  'run.cancel',
  'schedule.create',
  'schedule.replace',
  'schedule.pause',
  'schedule.resume',
  'schedule.delete',
  'incident.acknowledge',
  'incident.assign',
  'incident.comment',
  'incident.mute',
  'incident.unmute',
  'incident.resolve',
  'channel.create',
  'channel.replace',
  'channel.delete',
  'channel.test',
  'alertRule.create',
  'alertRule.replace',
  'alertRule.delete',
  'delivery.retry',
  'user.create',
  'user.patch',
  'user.delete',
  'password.change',
  'apiKey.create',
  'apiKey.revoke',
  'session.start',
  'session.end',
  'setup.complete',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditSubjectTypes = [
  'execution',
  'route',
  'connection',
  'test',
  'run',
  'schedule',
  'incident',
  'channel',
  'alertRule',
  'delivery',
  'user',
  'apiKey',
  'session',
] as const;

/** What it was done to. The id is null as long as there is none: of what is about to be made. */
export interface AuditSubject {
  readonly type: (typeof auditSubjectTypes)[number];
  readonly id: string | null;
}

/**
 * A change is written down twice: `intended` before anything happens, so that a crash cannot leave a change that nobody
 * can account for, and then how it ended. `refused`: it was turned down. `failed`: it broke off, who knows where.
 */
export const auditStages = ['intended', 'done', 'refused', 'failed'] as const;
export type AuditStage = (typeof auditStages)[number];

/** One thing that somebody did, written down for good. */
export interface AuditEntry {
  readonly id: AuditEntryId;
  /** The instant that `id` carries, in whole milliseconds. */
  readonly at: Date;
  readonly action: AuditAction;
  readonly stage: AuditStage;
  /** The entry of the intention whose end this one tells; null when there was none. */
  readonly intent: AuditEntryId | null;
  readonly subject: AuditSubject;
  readonly actor: Actor;
  /** What else is worth knowing; never a secret, nor a value of a customer's row. */
  readonly details: { readonly [name: string]: Json };
}

export const newAuditEntry = (
  now: Date,
  {
    stage = 'done',
    intent = null,
    ...fields
  }: Omit<AuditEntry, 'id' | 'at' | 'stage' | 'intent'> & Partial<Pick<AuditEntry, 'stage' | 'intent'>>,
): AuditEntry => ({
  // how something ended is listed after the intention, however quickly it went
  id: newAuditEntryId(now, intent === null ? 0 : 1),
  at: now,
  stage,
  intent,
  ...fields,
});

/** In bytes: two of them and what is around them must fit into one entry. */
const LONGEST_DETAIL = 100_000;

/** A record for the audit log. One that is too large for an entry is left out, and that is said. */
export function detailOf(value: unknown): Json {
  const text = JSON.stringify(value ?? null);
  const bytes = new TextEncoder().encode(text).length;
  return bytes > LONGEST_DETAIL ? { omitted: 'too large', bytes } : (JSON.parse(text) as Json);
}
