import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessMaintenance } from '../../ports/access-maintenance.ts';
import { Clock } from '../../ports/clock.ts';

/** Housekeeping: what is over counts no more in any case, this only keeps it from piling up. */
export class ForgetExpiredSessions extends Command<void> {}

@CommandHandler(ForgetExpiredSessions)
export class ForgetExpiredSessionsHandler implements ICommandHandler<ForgetExpiredSessions> {
  constructor(
    private readonly maintenance: AccessMaintenance,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    await this.maintenance.forgetExpired(this.clock.now());
  }
}
