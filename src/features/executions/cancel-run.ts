import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RunNotFound } from '../../core/errors.ts';
import type { RunId } from '../../core/ids.ts';
import { ExecutionLedger } from '../../ports/execution-ledger.ts';
import { AuditedCommand, type Intention, type Outcome } from '../audit/audited-command.ts';

/** `cancelled` were still queued; `cancelling` run, and stop within a heartbeat. Throws `RunNotFound`. */
export class CancelRun extends AuditedCommand<{ readonly cancelled: number; readonly cancelling: number }> {
  constructor(readonly id: RunId) {
    super();
  }

  override intention(): Intention {
    return { action: 'run.cancel', subject: { type: 'run', id: this.id } };
  }

  override outcome(after: { readonly cancelled: number; readonly cancelling: number }): Outcome {
    return { after };
  }
}

@CommandHandler(CancelRun)
export class CancelRunHandler implements ICommandHandler<CancelRun> {
  constructor(private readonly ledger: ExecutionLedger) {}

  async execute({ id }: CancelRun): Promise<{ readonly cancelled: number; readonly cancelling: number }> {
    const done = await this.ledger.cancel(id);
    if (!done) throw new RunNotFound(id);
    return done;
  }
}
