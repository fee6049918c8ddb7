import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../ports/clock.ts';
import { ResultsMaintenance } from '../../ports/results-maintenance.ts';

/** Prepares the results store for the time ahead and applies the retention. */
export class MaintainResults extends Command<void> {}

@CommandHandler(MaintainResults)
export class MaintainResultsHandler implements ICommandHandler<MaintainResults> {
  constructor(
    private readonly results: ResultsMaintenance,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<void> {
    return this.results.maintain(this.clock.now());
  }
}
