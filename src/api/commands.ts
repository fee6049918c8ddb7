import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Actor } from '../core/access/actor.ts';
import type { AuditedCommand } from '../features/audit/audited-command.ts';
import { AuditTrail } from '../features/audit/audit-trail.ts';

/** How controllers give commands: with who gives them, so that each is in the audit log before it is answered. */
@Injectable()
export class Commands {
  constructor(
    private readonly bus: CommandBus,
    private readonly trail: AuditTrail,
  ) {}

  execute<R>(command: AuditedCommand<R>, by: Actor): Promise<R> {
    return this.trail.around(command, by, () => this.bus.execute(command));
  }
}
