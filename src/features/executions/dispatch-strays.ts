import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ExecutionLedger } from '../../ports/execution-ledger.ts';
import { RunDispatcher } from './run-dispatcher.ts';

/** Executions are the truth and the queue a hint: those that no job seems to care for get one. Answers how many. */
export class DispatchStrays extends Command<number> {
  constructor(
    /** Executions queued for less than this may still have their first job on its way. */
    readonly queuedForMs: number,
  ) {
    super();
  }
}

const AT_ONCE = 1000;

@CommandHandler(DispatchStrays)
export class DispatchStraysHandler implements ICommandHandler<DispatchStrays> {
  constructor(
    private readonly ledger: ExecutionLedger,
    private readonly dispatcher: RunDispatcher,
  ) {}

  async execute({ queuedForMs }: DispatchStrays): Promise<number> {
    const strays = await this.ledger.strays(queuedForMs, AT_ONCE);
    await this.dispatcher.dispatch(strays);
    return strays.length;
  }
}
