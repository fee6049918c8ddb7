import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { RunNotFound } from '../../core/errors.ts';
import type { RunId } from '../../core/ids.ts';
import { ExecutionLedger } from '../../ports/execution-ledger.ts';

/** `cancelled` were still queued; `cancelling` run, and stop within a heartbeat. Throws `RunNotFound`. */
export class CancelRun extends Command<{ readonly cancelled: number; readonly cancelling: number }> {
  constructor(readonly id: RunId) {
    super();
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
