import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../core/access/actor.ts';
import { detailOf, newAuditEntry, type AuditEntry, type AuditStage } from '../../core/audit.ts';
import { AppError, Unavailable, type ErrorKind } from '../../core/errors.ts';
import { AuditLog } from '../../ports/audit-log.ts';
import { Clock } from '../../ports/clock.ts';
import type { AuditedCommand, Intention } from './audited-command.ts';
import { SubjectReader } from './subject-reader.ts';

const stageOf: Record<ErrorKind, AuditStage> = {
  malformed: 'refused',
  unauthenticated: 'refused',
  forbidden: 'refused',
  invalid: 'refused',
  'not-found': 'refused',
  conflict: 'refused',
  'too-many': 'refused',
  unavailable: 'failed',
};

/** Keeps the account of who changed what. */
@Injectable()
export class AuditTrail {
  private readonly log = new Logger(AuditTrail.name);

  constructor(
    private readonly entries: AuditLog,
    private readonly subjects: SubjectReader,
    private readonly clock: Clock,
  ) {}

  /**
   * Carries out `command` by `work`. What is intended is in the audit log before; when it cannot be written, nothing is
   * done and `Unavailable` with code `AUDIT_LOG_UNAVAILABLE` is thrown. How it ended is in the log before this resolves.
   */
  async around<R>(command: AuditedCommand<R>, actor: Actor, work: () => Promise<R>): Promise<R> {
    const intention = command.intention();
    const intended = await this.intend(intention, actor);
    let result: R;
    try {
      result = await work();
    } catch (error) {
      const stage = error instanceof AppError ? stageOf[error.kind] : 'failed';
      await this.end(intended, stage, { code: error instanceof AppError ? error.code : 'INTERNAL_ERROR' });
      throw error;
    }
    const { id, after } = command.outcome?.(result) ?? {};
    await this.end(
      { ...intended, subject: { ...intended.subject, id: id ?? intended.subject.id } },
      'done',
      after === undefined ? {} : { after: detailOf(after) },
    );
    return result;
  }

  private async intend({ action, subject, asked }: Intention, actor: Actor): Promise<AuditEntry> {
    const before = await this.subjects.read(subject);
    const entry = newAuditEntry(this.clock.now(), {
      action,
      stage: 'intended',
      subject,
      actor,
      details: {
        ...(asked !== undefined && { asked: detailOf(asked) }),
        ...(before !== null && { before: detailOf(before) }),
      },
    });
    try {
      await this.entries.record(entry);
    } catch (cause) {
      this.log.error(`the audit log cannot be written: ${String(cause)}`);
      throw new Unavailable(
        'the audit log cannot be written, and nothing is changed without it',
        'AUDIT_LOG_UNAVAILABLE',
        { cause },
      );
    }
    return entry;
  }

  /** What is done is done: without its end the intention still tells of it. */
  private async end(intended: AuditEntry, stage: AuditStage, details: AuditEntry['details']): Promise<void> {
    const { action, subject, actor } = intended;
    const now = this.clock.now();
    const entry = newAuditEntry(now, { action, stage, intent: intended.id, subject, actor, details });
    try {
      await this.entries.record(entry);
    } catch (cause) {
      this.log.error(`the end of ${action} is missing in the audit log, ${intended.id}: ${String(cause)}`);
    }
  }
}
