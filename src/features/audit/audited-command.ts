import { Command } from '@nestjs/cqrs';
import type { AuditAction, AuditSubject } from '../../core/audit.ts';

/** What a command is about to do. Nothing in it is secret. */
export interface Intention {
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  /** What was asked for beside the subject. */
  readonly asked?: object;
}

/** What a command has done. Nothing in it is secret. */
export interface Outcome {
  /** The subject's id, when the command has made the subject. */
  readonly id?: string;
  /** The subject as it is now; absent when it is gone or as it was. */
  readonly after?: object;
}

/** A command that somebody gives. It can say for the audit log what it is about and, when it is done, what came of it. */
export abstract class AuditedCommand<R> extends Command<R> {
  abstract intention(): Intention;

  outcome?(result: R): Outcome;
}
